"""Limits that a value keeps or breaks."""

from __future__ import annotations

from typing import assert_never

from goalsync.core.maths.compare import above, at_least, at_most, below
from goalsync.core.wording import exact
from goalsync.model.measures import Bound, BoundKind


def holds(bound: Bound, value: float) -> bool:
    """Whether a value keeps the bound; below and above are strict."""
    match bound.kind:
        case BoundKind.BELOW:
            return below(value, bound.limit)
        case BoundKind.AT_MOST:
            return at_most(value, bound.limit)
        case BoundKind.ABOVE:
            return above(value, bound.limit)
        case BoundKind.AT_LEAST:
            return at_least(value, bound.limit)
        case BoundKind.BETWEEN:
            return at_least(value, bound.limit) and at_most(value, _high(bound))
        case _:
            assert_never(bound.kind)


def headroom(bound: Bound, value: float) -> float:
    """Distance to the nearest limit in the metric's unit: positive inside, negative outside."""
    match bound.kind:
        case BoundKind.BELOW | BoundKind.AT_MOST:
            return bound.limit - value
        case BoundKind.ABOVE | BoundKind.AT_LEAST:
            return value - bound.limit
        case BoundKind.BETWEEN:
            return min(value - bound.limit, _high(bound) - value)
        case _:
            assert_never(bound.kind)


def warned(bound: Bound, warn: float | None, value: float) -> bool:
    """Whether a value that keeps the bound is past its warning: would not keep the same bound at `warn`.

    Of a `between`, the warning belongs to the limit it is nearer to (the upper one from the middle).
    """
    if warn is None:
        return False
    if bound.kind is BoundKind.BETWEEN:
        upper = at_most(_high(bound) - warn, warn - bound.limit)
        return not holds(Bound(BoundKind.AT_MOST if upper else BoundKind.AT_LEAST, warn), value)
    return not holds(Bound(bound.kind, warn), value)


def limit_toward(bound: Bound, baseline: float, value: float) -> float | None:
    """The limit that leads from a baseline outside the bound, by way of `value` on the same side, into it.

    None when the baseline is inside already or the value has gone past it to the other side: there is no way to
    measure.
    """
    if holds(bound, baseline):
        return None
    match bound.kind:
        case BoundKind.BETWEEN:
            low, high = bound.limit, _high(bound)
            if baseline < low:
                return low if at_most(value, low) else None
            return high if at_least(value, high) else None
        case _:
            return bound.limit


def described(bound: Bound) -> str:
    """The bound in words."""
    match bound.kind:
        case BoundKind.BELOW:
            return f"below {exact(bound.limit)}"
        case BoundKind.AT_MOST:
            return f"at most {exact(bound.limit)}"
        case BoundKind.ABOVE:
            return f"above {exact(bound.limit)}"
        case BoundKind.AT_LEAST:
            return f"at least {exact(bound.limit)}"
        case BoundKind.BETWEEN:
            return f"between {exact(bound.limit)} and {exact(_high(bound))}"
        case _:
            assert_never(bound.kind)


def single_limit(bound: Bound) -> float | None:
    """The limit of a bound that has one."""
    return None if bound.kind is BoundKind.BETWEEN else bound.limit


def _high(bound: Bound) -> float:
    return bound.limit if bound.high is None else bound.high
