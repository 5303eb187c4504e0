"""What the connector's README shows can be written as it stands."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import goalsync_sheets
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.config.series import Series
from goalsync_sheets.config.source import SheetsSource

README = (Path(goalsync_sheets.__file__).parent / "README.md").read_text(encoding="utf-8")
BLOCKS: list[dict[str, Any]] = [yaml.safe_load(block) for block in re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)]
SOURCES = {name: keys for block in BLOCKS for name, keys in block.get("sources", {}).items()}
METRICS = {metric["id"]: metric for block in BLOCKS for metric in block.get("metrics", [])}
COMMON = {"id", "source", "unit", "fresh", "connector"}


def own(keys: dict[str, Any]) -> dict[str, Any]:
    """The connector's own keys."""
    return {key: value for key, value in keys.items() if key not in COMMON}


@pytest.mark.parametrize("name", SOURCES)
def test_sources(name: str) -> None:
    """Each is complete."""
    assert SOURCES[name]["connector"] == "sheets"
    SheetsSource.model_validate(own(SOURCES[name]))


@pytest.mark.parametrize("metric", METRICS)
def test_metrics(metric: str) -> None:
    """Each fits its source."""
    source = SheetsSource.model_validate(own(SOURCES[METRICS[metric]["source"]]))
    assert not list(SheetsMetric.model_validate(own(METRICS[metric])).problems(source))


@pytest.mark.parametrize("name", SOURCES)
def test_sources_fit_their_schema(name: str) -> None:
    """Editors complete and check by it."""
    Draft202012Validator(SheetsSource.model_json_schema()).validate(own(SOURCES[name]))


@pytest.mark.parametrize("metric", METRICS)
def test_metrics_fit_their_schema(metric: str) -> None:
    """Likewise."""
    Draft202012Validator(SheetsMetric.model_json_schema()).validate(own(METRICS[metric]))


@pytest.mark.parametrize("model", [SheetsSource, SheetsMetric, Series])
def test_every_key_is_told(model: type[SheetsSource] | type[SheetsMetric] | type[Series]) -> None:
    """Nothing can be written that the README does not show."""
    for key in set(model.model_fields) - {"base_url"}:
        assert re.search(rf"\b{key}\b", README), key
