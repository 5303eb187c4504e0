"""JSON Schemas (draft 2020-12) of the files, for editors; with the keys of the installed connectors."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel

from goalsync.sdk.connector import Connector
from goalsync.sdk.errors import GoalsyncError
from goalsync.workspace.constraints import CONSTRAINTS
from goalsync.workspace.written.baseline import BaselineFile
from goalsync.workspace.written.fields import ID_PATTERN, MAY_BE_NULL, Written
from goalsync.workspace.written.files import CheckInsFile, GoalsFile, MappingsFile, SettingsFile
from goalsync.workspace.written.metrics import METRICS, SourceMetric
from goalsync.workspace.written.settings import SourceKeys
from goalsync.workspace.written.work_metrics import WORK_METRICS

Schema = dict[str, Any]

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_FILES: Final[Mapping[str, type[BaseModel]]] = {
    "settings": SettingsFile,
    "goals": GoalsFile,
    "mappings": MappingsFile,
    "check-ins": CheckInsFile,
    "baseline": BaselineFile,
}


def schema(kind: str, connectors: Mapping[str, Connector]) -> dict[str, object]:
    """The JSON Schema of a kind of file (settings, goals, mappings, check-ins, baseline). Raises KeyError on others."""
    model = _FILES[kind]
    found: Schema = {"$schema": _DIALECT, **_schema_of(model, "")}
    found["title"] = f"goalsync {kind}"
    usable = {name: connector for name in connectors if (connector := _usable(connectors, name))}
    if kind == "settings":
        _add_sources(found, usable)
    elif kind == "mappings":
        _add_metrics(found, usable)
    return found


def _usable(connectors: Mapping[str, Connector], name: str) -> Connector | None:
    try:
        return connectors[name]
    except GoalsyncError:
        return None  # `check` and `connectors` say why


def _add_sources(found: Schema, connectors: Mapping[str, Connector]) -> None:
    common = _take(found, SourceKeys, "source.")
    choices = []
    for name, connector in connectors.items():
        own = _take(found, connector.source_config, f"{name}.source.")
        joined = _joined(common, own, connector.summary)
        joined["properties"]["connector"] = {"const": name, "description": connector.summary}
        choices.append(joined)
    found["properties"]["sources"] |= {
        "propertyNames": {"pattern": ID_PATTERN},
        "additionalProperties": {"anyOf": choices},
        "minProperties": 1,
    }


def _add_metrics(found: Schema, connectors: Mapping[str, Connector]) -> None:
    choices = [_take(found, model, f"{name}.") for name, model in METRICS.items()]
    choices += [_take(found, model, f"work.{name}.") for name, model in WORK_METRICS.items()]
    common = _take(found, SourceMetric, "metric.")
    for name, connector in connectors.items():
        if connector.metric_config is not None:
            own = _take(found, connector.metric_config, f"{name}.metric.")
            choices.append(_joined(common, own, f"Read from a source of {name}."))
    found["properties"]["metrics"]["items"] = {"anyOf": choices}


def _joined(common: Schema, own: Schema, description: str) -> Schema:
    joined: Schema = {key: value for key, value in own.items() if key not in ("properties", "required", "title")}
    return joined | {
        "type": "object",
        "description": description,
        "properties": {**own.get("properties", {}), **common["properties"]},
        "required": [*common.get("required", []), *own.get("required", [])],
        "additionalProperties": False,
    }


def _take(found: Schema, model: type[BaseModel], prefix: str) -> Schema:
    """The model's schema; what it refers to is added to `found` under names with the prefix."""
    taken = _schema_of(model, prefix)
    found.setdefault("$defs", {}).update(taken.pop("$defs", {}))
    return taken


def _schema_of(model: type[BaseModel], prefix: str) -> Schema:
    taken: Schema = model.model_json_schema(mode="validation", ref_template=f"#/$defs/{prefix}{{model}}")
    ours = issubclass(model, Written)
    definitions = {
        prefix + name: _tidy(one) | (CONSTRAINTS.get(name, {}) if ours else {})
        for name, one in taken.pop("$defs", {}).items()
    }
    tidy: Schema = _tidy(taken)
    return tidy | {"$defs": definitions} if definitions else tidy


def _tidy(value: Any, name: str = "") -> Any:
    """Without the titles that pydantic makes of names, and without null for keys that are to be left out instead."""
    if isinstance(value, list):
        return [_tidy(one) for one in value]
    if not isinstance(value, dict):
        return value
    tidy = {key: _tidy(one, key) for key, one in value.items() if not (key == "title" and isinstance(one, str))}
    if tidy.get("default", 0) is None:
        del tidy["default"]
    if "patternProperties" in tidy:
        tidy.setdefault("additionalProperties", False)
    choices = tidy.get("anyOf")
    if not isinstance(choices, list) or {"type": "null"} not in choices or name in MAY_BE_NULL:
        return tidy
    rest = [choice for choice in choices if choice != {"type": "null"}]
    del tidy["anyOf"]
    return (rest[0] | tidy) if len(rest) == 1 else {"anyOf": rest, **tidy}
