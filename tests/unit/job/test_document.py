"""The document of a run: what is in it, in what order, and that a strange reader can read it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import jsonschema
import pytest

from goalsync.core.document import to_json
from goalsync.core.summary.cadence import current_period
from goalsync.model.copies import replace
from goalsync.model.goals import Goal, Goals, Initiative, Kpi, MetricCriterion, Override
from goalsync.model.measures import Bound, BoundKind, Change
from goalsync.model.report import Report
from goalsync.model.settings import Settings
from goalsync.model.vocabulary import Status
from goalsync.render.json import report_schema
from support.judging import PLACE, QUARTER, key_result, objective_of
from support.running import GONE, LATER, NOW, Place, two

BERLIN = ZoneInfo("Europe/Berlin")


def one_of_each() -> Goals:
    """Declared in no alphabetical order."""
    override = Override("dana", "the import was broken", date(2026, 3, 1), status=Status.AT_RISK)
    goals = objective_of(
        key_result(Change("y", 0, 10), name="O1.KR2", override=override, commit=8, stretch=12),
        key_result(Change("x", 0, 10), name="O1.KR1"),
    )
    criterion = MetricCriterion("x", Bound(BoundKind.AT_LEAST, 10), baseline=0)
    return replace(
        goals,
        goals={"G1": Goal("G1", "A goal", QUARTER, (criterion,), PLACE, shared_by=("product", "operations"))},
        kpis={"acv": Kpi("acv", "A KPI", "lee", "y", PLACE, healthy=Bound(BoundKind.AT_LEAST, 3))},
        initiatives={"one-click": Initiative("one-click", "One click", PLACE, serves={"O1.KR1": 0.5})},
    )


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A workspace in Berlin."""
    return Place(tmp_path, two(), one_of_each(), timezone=BERLIN, organization="Acme")


def document(found: Report) -> dict[str, Any]:
    """As a reader has it."""
    loaded: dict[str, Any] = json.loads(to_json(found.schema, found))
    return loaded


def test_every_document_fits_the_schema(place: Place) -> None:
    """The first run, one that fails in part, a plan, and a report: read by somebody else's reader of JSON Schema."""
    validator = jsonschema.Draft202012Validator(report_schema())
    documents = [place.sync().report]
    place.world.partitions["b"] = [GONE]
    documents += [place.sync(LATER).report, place.plan(LATER).report, place.report().report]
    for found in documents:
        validator.validate(document(found))
        assert next(iter(document(found))) == "schema"


def test_what_is_in_it(place: Place) -> None:
    """Everything declared in the order of declaration, changes by subject, times in the workspace's zone."""
    found = document(place.sync().report)
    assert found["generated_at"] == "2026-02-14T13:00:00+01:00"
    assert (found["as_of"], found["organization"]) == ("2026-02-14", "Acme")
    assert found["run"]["id"] == "run-1"
    assert [one["id"] for one in found["key_results"]] == ["O1.KR2", "O1.KR1"]
    assert [one["subject"] for one in found["changes"]] == ["G1", "O1.KR1", "O1.KR2", "acv"]
    assert found["change_counts"] == {"record_check_in": 4}
    assert found["coverage"]["period"] == "2026-Q1"
    assert found["initiatives"] == [
        {
            "id": "one-click",
            "serves": {"O1.KR1": 0.5},
            "work": None,
            "status": "active",
            "verdict": None,
            "title": "One click",
        }
    ]
    key_result_ = found["key_results"][0]
    assert key_result_["override"] == {
        "value": None,
        "status": "at_risk",
        "by": "dana",
        "reason": "the import was broken",
        "until": "2026-03-01",
    }
    assert (key_result_["status"], key_result_["commit"], key_result_["stretch"]) == ("on_track", 8, 12)
    assert (key_result_["measured_at"], key_result_["waterfall"]) == ("2026-02-01", None)
    goal = found["goals"][0]
    assert (goal["owner"], goal["shared_by"], goal["due"]) == (None, ["product", "operations"], "2026-03-31")
    assert [criterion["text"] for criterion in goal["criteria"]] == ["x at least 10"]
    objective = found["objectives"][0]
    assert (objective["progress"], objective["key_results"]) == (0.55, ["O1.KR2", "O1.KR1"])


def test_held_since_is_in_the_zone(place: Place) -> None:
    """When its source was last complete."""
    place.sync()
    place.world.partitions["b"] = [GONE]
    found = document(place.sync(LATER).report)
    assert found["key_results"][0]["held_since"] == "2026-02-14T13:00:00+01:00"
    assert found["sources"][0]["state"] == "partial"
    assert [finding["since"] for finding in found["findings"]] == ["2026-02-15T13:00:00+01:00"]


def test_the_day_is_that_of_the_workspace(place: Place) -> None:
    """Half past eleven at night in UTC is the next day in Berlin."""
    late = datetime(2026, 2, 14, 23, 30, tzinfo=UTC)
    assert place.sync(late).report.as_of == "2026-02-15"
    assert place.report(late + timedelta(hours=1)).report.as_of == "2026-02-15"
    assert place.report(NOW).report.as_of == "2026-02-14"


@pytest.mark.parametrize(
    ("cadence", "starts", "today", "name"),
    [
        ("quarter", 1, "2026-11-21", "2026-Q4"),
        ("quarter", 4, "2026-11-21", "2026-Q3"),
        ("quarter", 4, "2026-02-01", "2025-Q4"),
        ("half", 1, "2026-11-21", "2026-H2"),
        ("half", 7, "2026-02-01", "2025-H2"),
        ("year", 1, "2026-11-21", "2026"),
        ("year", 4, "2026-02-01", "2025"),
        ("month", 4, "2026-02-01", "2026-02"),
    ],
)
def test_the_current_period(cadence: str, starts: int, today: str, name: str) -> None:
    """The period of the workspace's own calendar that holds today."""
    settings = Settings({}, cadence=cadence, fiscal_year_starts=starts)
    assert str(current_period(settings, date.fromisoformat(today))) == name
