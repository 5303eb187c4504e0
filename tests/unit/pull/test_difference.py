"""What a pull changes of the rows that count: a table of cases."""

from __future__ import annotations

import pytest

from goalsync.model.metric import Measurement
from goalsync.pull.difference import difference
from goalsync.store.measurements import Live

HERE = ("numbers", "a.csv")
ELSEWHERE = ("numbers", "old.csv")
BY_HAND = (None, None)


def _live(
    id_: int, at: str, value: float | None, place: tuple[str | None, str | None] = HERE, *, gone: bool = False
) -> Live:
    day, _, key = at.partition("/")
    return Live(id_, day, key or "1", value, gone, *place)


def _found(at: str, value: float | None) -> Measurement:
    day, _, key = at.partition("/")
    return Measurement("nps", day, value, key or "1")


CASES = {
    "nothing at all": ([], [], [], [], []),
    "the same": ([_found("d1", 1)], [_live(1, "d1", 1.0)], [], [], []),
    "the same, unknown": ([_found("d1", None)], [_live(1, "d1", None)], [], [], []),
    "new": ([_found("d1", 1)], [], ["d1/1"], [], []),
    "new before, between and after": (
        [_found("d1", 1), _found("d2", 2), _found("d3", 3), _found("d5", 5)],
        [_live(1, "d2", 2.0)],
        ["d1/1", "d3/1", "d5/1"],
        [],
        [],
    ),
    "another value": ([_found("d1", 2)], [_live(1, "d1", 1.0)], [], ["d1/1"], []),
    "a very little other value": ([_found("d1", 0.3)], [_live(1, "d1", 0.1 + 0.2)], [], ["d1/1"], []),
    "a value that became unknown": ([_found("d1", None)], [_live(1, "d1", 1.0)], [], ["d1/1"], []),
    "a value that became known": ([_found("d1", 1)], [_live(1, "d1", None)], [], ["d1/1"], []),
    "not a number is unknown": ([_found("d1", float("nan"))], [_live(1, "d1", None)], [], [], []),
    "gone": ([], [_live(7, "d1", 1.0)], [], [], [7]),
    "gone first, between and last": (
        [_found("d2", 2), _found("d4", 4)],
        [_live(n, f"d{n}", float(n)) for n in range(1, 6)],
        [],
        [],
        [1, 3, 5],
    ),
    "gone before": ([], [_live(7, "d1", None, gone=True)], [], [], []),
    "back": ([_found("d1", 1)], [_live(7, "d1", None, gone=True)], [], ["d1/1"], []),
    "back as unknown": ([_found("d1", None)], [_live(7, "d1", None, gone=True)], [], ["d1/1"], []),
    "second row of a day": ([_found("d1", 1), _found("d1/2", 1)], [_live(1, "d1", 1.0)], ["d1/2"], [], []),
    "keys sort as text": (
        [_found("d1/10", 1), _found("d1/9", 1)],
        [_live(1, "d1/10", 1.0), _live(2, "d1/9", 2.0)],
        [],
        ["d1/9"],
        [],
    ),
    "twice: the last counts": ([_found("d1", 1), _found("d1", 2)], [_live(1, "d1", 2.0)], [], [], []),
    "of another file, not here": ([], [_live(7, "d1", 1.0, ELSEWHERE)], [], [], []),
    "of another file, same value: taken over": ([_found("d1", 1)], [_live(7, "d1", 1.0, ELSEWHERE)], ["d1/1"], [], []),
    "of another file, other value": ([_found("d1", 2)], [_live(7, "d1", 1.0, ELSEWHERE)], [], ["d1/1"], []),
    "by hand, not here": ([], [_live(7, "d1", 1.0, BY_HAND)], [], [], []),
}


@pytest.mark.parametrize("case", CASES)
def test_cases(case: str) -> None:
    """Each case appends, corrects and retracts exactly what it says."""
    found, live, added, corrected, gone = CASES[case]
    change = difference(found, live, source="numbers", partition="a.csv", whole=True)
    assert [f"{row.at}/{row.key}" for row in change.added] == added
    assert [f"{row.at}/{row.key}" for row in change.corrected] == corrected
    assert change.gone == gone


def test_level_retracts_nothing() -> None:
    """A level says nothing of other days."""
    live = [_live(1, "d1", 1.0), _live(2, "d2", 2.0)]
    change = difference([_found("d2", 3)], live, source="numbers", partition="a.csv", whole=False)
    assert (change.added, len(change.corrected), change.gone) == ([], 1, [])


def test_counts() -> None:
    """The brakes see how many rows of this place counted before, and how many different ones there are now."""
    live = [_live(1, "d1", 1.0), _live(2, "d2", None, gone=True), _live(3, "d3", 1.0, ELSEWHERE), _live(4, "d4", None)]
    change = difference(
        [_found("d1", 1), _found("d1", 1), _found("d9", 1)], live, source="numbers", partition="a.csv", whole=True
    )
    assert (change.live, change.found) == (2, 2)
