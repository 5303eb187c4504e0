"""Bounds: exactly one limit."""

from __future__ import annotations

from goalsync.model.measures import Bound, BoundKind
from goalsync.model.vocabulary import Direction
from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import both, either
from goalsync.workspace.written.bounds import BOUNDS, BoundKeys


def bound_of(part: Part, path: tuple[Key, ...], written: BoundKeys, problems: Problems) -> Bound | None:
    """The one limit that was written, or None with the problem."""
    given = [name for name in BOUNDS if getattr(written, name) is not None]
    if len(given) != 1:
        said = f"{both(given)} are several limits" if given else f"has no limit: one of {either(BOUNDS)}"
        remedy = "keep one of them; for two ends write between: [low, high]" if given else "add one"
        problems.error(part, (*path, *given[1:2]), said, rule="bound", remedy=remedy)
        return None
    kind = BoundKind(given[0])
    if kind is not BoundKind.BETWEEN:
        return Bound(kind, float(getattr(written, kind)))
    low, high = written.between or (0.0, 0.0)
    if low >= high:
        said = f"the low end {low:g} is not below the high end {high:g}"
        problems.error(part, (*path, "between"), said, rule="bound", remedy="write [low, high]")
        return None
    return Bound(kind, float(low), float(high))


def strictly_inside(value: float, bound: Bound) -> bool:
    """Whether a value keeps the bound with room to spare."""
    match bound.kind:
        case BoundKind.BELOW | BoundKind.AT_MOST:
            return value < bound.limit
        case BoundKind.ABOVE | BoundKind.AT_LEAST:
            return value > bound.limit
        case BoundKind.BETWEEN:
            return bound.high is not None and bound.limit < value < bound.high


def better(bound: Bound) -> Direction | None:
    """Which way is better for a value that a bound limits; between has none."""
    match bound.kind:
        case BoundKind.BELOW | BoundKind.AT_MOST:
            return Direction.DECREASE
        case BoundKind.ABOVE | BoundKind.AT_LEAST:
            return Direction.INCREASE
        case BoundKind.BETWEEN:
            return None
