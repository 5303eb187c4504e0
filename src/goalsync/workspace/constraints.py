"""What a JSON Schema can say of keys together: which exclude each other, and which need another.

By the name of the model (`written`) that they belong to; `translate` is where `check` decides the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from goalsync.workspace.translate.measures import WAYS
from goalsync.workspace.written.bounds import BOUNDS

Schema = dict[str, Any]


def one_of(keys: Iterable[str]) -> Schema:
    """Exactly one of these keys."""
    return {"oneOf": [{"required": [key]} for key in keys]}


def any_of(keys: Iterable[str]) -> Schema:
    """At least one of these keys."""
    return {"anyOf": [{"required": [key]} for key in keys]}


def _key_result() -> Schema:
    """One way to be measured, the metric that most of them need, and only the keys that go with it."""
    belongs: dict[str, list[str]] = {}
    for way, keys in WAYS.items():
        for key in keys:
            belongs.setdefault(key, []).append(way)
    return {
        **one_of(WAYS),
        "dependentRequired": {way: ["metric"] for way, keys in WAYS.items() if "metric" in keys},
        "dependentSchemas": {key: any_of(ways) for key, ways in belongs.items()}
        | {"guardrail": {"anyOf": [{"required": ["maintain"]}, {"properties": {"guardrail": {"const": False}}}]}},
    }


def _criterion() -> Schema:
    return {
        **one_of(("metric", "done_when", "done")),
        "dependentSchemas": {"metric": one_of(BOUNDS)},
        "dependentRequired": {key: ["metric"] for key in (*BOUNDS, "baseline")},
    }


CONSTRAINTS: Final[Mapping[str, Schema]] = {
    "BoundKeys": one_of(BOUNDS),
    "CheckInEntry": any_of(("confidence", "status", "changed", "impediments", "next")),
    "Condition": {"minProperties": 1},
    "CriterionKeys": _criterion(),
    "Expected": one_of(("linked_to", "exempt")),
    "GoalEntry": one_of(("owner", "shared_by")),
    "HitKeys": one_of(("at_least", "at_most")),
    "KeyResultEntry": _key_result(),
    "MilestoneKeys": {"not": {"required": ["done_when", "done"]}},
    "OverrideKeys": any_of(("value", "status")),
}
"""Name of a model → what its schema says beside its properties."""
