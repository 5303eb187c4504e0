"""Sums of streams: exact, in any order, in no memory that grows."""

from __future__ import annotations

import math
import tracemalloc

from hypothesis import given
from hypothesis import strategies as some

from goalsync.core.maths.compare import total
from goalsync.core.maths.sums import Sum

NUMBERS = some.lists(some.floats(-1e200, 1e200))


def summed(numbers: list[float]) -> Sum:
    """All of them added."""
    found = Sum()
    for number in numbers:
        found.add(number)
    return found


@given(NUMBERS)
def test_it_is_the_exact_sum_in_any_order(numbers: list[float]) -> None:
    """As all numbers summed at once, rounded once."""
    assert summed(numbers).value == total(numbers) == summed(numbers[::-1]).value
    assert summed(numbers).any == bool(numbers)


def test_what_is_too_large_is_infinite() -> None:
    """And stays so."""
    assert summed([1e308, 1e308, 1.0, -1e308]).value == math.inf


def test_a_long_stream_is_not_kept() -> None:
    """A hundred thousand numbers take no more than a few."""
    found = Sum()
    tracemalloc.start()
    try:
        for number in range(100_000):
            found.add(number / 10)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 10_000
    assert found.value == total(number / 10 for number in range(100_000))
