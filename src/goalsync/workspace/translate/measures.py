"""The one way in which a key result is measured, and what makes it impossible to grade."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from goalsync.model.measures import Measure, Milestone, Step, Steps, Work
from goalsync.workspace.shown import both, either
from goalsync.workspace.translate.change import change_of
from goalsync.workspace.translate.done import check_done_when
from goalsync.workspace.translate.kept import accumulate_of, consistency_of, maintain_of
from goalsync.workspace.translate.scope import DIRECTION, Scope

WAYS: Final[Mapping[str, tuple[str, ...]]] = {
    "target": ("metric", "baseline", DIRECTION, "commit", "stretch"),
    "by_percent": ("metric", "baseline", DIRECTION),
    "by": ("metric", "baseline", DIRECTION),
    "times": ("metric", "baseline", DIRECTION),
    "reach": ("metric", "baseline", "accumulate", DIRECTION),
    "maintain": ("metric", "warn", "judge", DIRECTION),
    "hit": ("metric", "per_period", DIRECTION),
    "milestone": (),
    "steps": (),
    "work": ("dropped",),
}
"""The key that says how a key result is measured → the keys that go with it."""
_OTHERS: Final = frozenset(key for keys in WAYS.values() for key in keys)


def measure_of(scope: Scope) -> Measure | None:
    """How it is measured, or None with the problems."""
    way = _way(scope)
    if way is None:
        return None
    written = scope.written
    match way:
        case "milestone":
            return _milestone(scope)
        case "steps":
            steps = (Step(step.title, step.due, step.done, step.weight) for step in written.steps or ())
            return Steps(tuple(steps))
        case "work":
            return Work(written.work or "items", written.dropped or "exclude")
    metric = written.metric or ""
    scope.names.metrics.check(scope.part, ("metric",), metric, ("metric",), scope.problems)
    match way:
        case "maintain" if written.maintain is not None:
            return maintain_of(scope, metric, written.maintain)
        case "hit":
            return consistency_of(scope, metric)
        case "reach":
            return accumulate_of(scope, metric)
        case _:
            return change_of(scope, metric, way)


def _way(scope: Scope) -> str | None:
    given = scope.part.mapping
    ways = [key for key in WAYS if key in given]
    if not ways:
        beside = "" if "metric" not in given else " beside its metric"
        which = [way for way in WAYS if bool(WAYS[way][:1] == ("metric",)) or "metric" not in given]
        scope.error((), f"has no way to be measured{beside}", f"add {either(which)}")
        return None
    if len(ways) > 1:
        second = max(ways, key=lambda key: list(given).index(key))
        scope.error((second,), f"{both(ways)} are several ways to be measured", "keep one of them")
        return None
    way = ways[0]
    foreign = [key for key in given if key in _OTHERS and key not in WAYS[way]]
    for key in foreign:
        scope.error((key,), f"{key} does not go with {way}", "remove it")
    if "metric" in WAYS[way] and "metric" not in given:
        scope.error(("metric",), "missing", f"name the metric that {way} is about")
        return None
    return None if foreign else way


def _milestone(scope: Scope) -> Milestone | None:
    keys = scope.written.milestone
    if keys is None:
        return None
    if keys.done_when is not None and "done" in keys.model_fields_set:
        said = "done_when and done are two ways to be done"
        scope.error(("milestone", "done"), said, "keep one of them")
        return None
    if keys.done_when is not None:
        check_done_when(scope.part, ("milestone", "done_when"), keys.done_when, scope.names, scope.problems)
    return Milestone(keys.done_when, keys.done)
