"""Comparisons that float noise cannot decide: equal means equal to a relative 1e-9, and that is before any rounding."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Final

RELATIVE: Final = 1e-9
NOISE: Final = 1e-12
"""What counts as zero beside zero, where a relative tolerance says nothing: 0.1 + 0.2 - 0.3 is 5.6e-17."""


def close(left: float, right: float) -> bool:
    """Whether two numbers are equal but for float noise."""
    return math.isclose(left, right, rel_tol=RELATIVE, abs_tol=NOISE)


def at_least(left: float, right: float) -> bool:
    """left ≥ right, noise forgiven."""
    return left >= right or close(left, right)


def at_most(left: float, right: float) -> bool:
    """left ≤ right, noise forgiven."""
    return left <= right or close(left, right)


def above(left: float, right: float) -> bool:
    """left > right by more than noise."""
    return left > right and not close(left, right)


def below(left: float, right: float) -> bool:
    """left < right by more than noise."""
    return left < right and not close(left, right)


def clamped(number: float) -> float:
    """`number` brought into 0–1; what is 0 or 1 but for noise is exactly that."""
    if at_least(number, 1.0):
        return 1.0
    return max(0.0, number)


def total(values: Iterable[float]) -> float:
    """The exact sum, rounded once; infinite where it is too large."""
    try:
        return math.fsum(values)
    except OverflowError:
        return math.inf


def nearest_rank(values: Sequence[float], percentile: float) -> float:
    """The smallest of one or more values that at least `percentile` percent of them do not exceed."""
    ordered = sorted(values)
    rank = math.ceil(percentile / 100 * len(ordered) - RELATIVE)
    return ordered[min(max(rank, 1), len(ordered)) - 1]
