"""consistency: a bound hit in so many of so many windows."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from goalsync.core.maths.windows import ended_windows
from goalsync.model.measures import Bound, BoundKind, Consistency, Window, WindowUnit
from goalsync.model.period import Period
from goalsync.model.vocabulary import Ambition, OnDuplicate, Status, Summary, Truth
from support.judging import day, judge, key_result, rows, sourced

WEEKS = Period(date(2026, 1, 5), date(2026, 3, 29))
FOUR = Bound(BoundKind.AT_LEAST, 4)
TEN_OF_TWELVE = Consistency("m", FOUR, 10, 12, Window(WindowUnit.WEEK))


def sundays(*values: float | None) -> tuple[tuple[str, float], ...]:
    """One value on the last day of each week, blank where None."""
    start = WEEKS.start + timedelta(days=6)
    return tuple(
        ((start + timedelta(weeks=number)).isoformat(), value)
        for number, value in enumerate(values)
        if value is not None
    )


@pytest.mark.parametrize(
    ("values", "today", "hits", "expected", "status"),
    [
        ((4, 4.2, 3.9, 5, 4, 4.1), "2026-02-15", 5, 6 / 12, Status.ON_TRACK),
        ((4, 4.2, 3.9, 5, 4, 4.1), "2026-02-14", 4, 5 / 12, Status.ON_TRACK),
        ((4, 3, 3.9, 5, 4, 4.1), "2026-02-15", 4, 6 / 12, Status.AT_RISK),
        ((3, 3, 3.9, 5, 4, 4.1), "2026-02-15", 3, 6 / 12, Status.MISSED),
        ((4, None, 4, None, 4, 4), "2026-02-15", 4, 6 / 12, Status.AT_RISK),
        ((4,) * 10, "2026-03-15", 10, 10 / 12, Status.MET),
        ((4,) * 12, "2026-03-30", 12, 1.0, Status.MET),
        ((4,) * 9 + (3,) * 3, "2026-03-30", 9, 1.0, Status.MISSED),
    ],
)
def test_weeks(values: tuple[float | None, ...], today: str, hits: int, expected: float, status: Status) -> None:
    """Only ended windows count, an empty one is no hit, and what cannot be met any more is missed at once."""
    verdict = judge(key_result(TEN_OF_TWELVE, WEEKS), day(today), rows(*sundays(*values))).verdict
    assert (verdict.value, verdict.status) == (hits, status)
    assert verdict.progress == pytest.approx(hits / 10)
    assert verdict.expected_progress == pytest.approx(expected)


def test_moonshot_is_not_missed_too_early() -> None:
    """Missed at once means that no passing grade can be reached any more."""
    one = key_result(TEN_OF_TWELVE, WEEKS, ambition=Ambition.MOONSHOT)
    assert judge(one, day("2026-02-15"), rows(*sundays(3, 3, 3.9, 5, 4, 4.1))).verdict.status is Status.AT_RISK
    assert judge(one, day("2026-03-22"), rows(*sundays(*(3,) * 11))).verdict.status is Status.MISSED
    assert judge(one, day("2026-03-30"), rows(*sundays(*(4,) * 7, *(3,) * 5))).verdict.status is Status.MET


@pytest.mark.parametrize(("summary", "hits"), [(Summary.LAST, 1), (Summary.SUM, 2), (Summary.MEAN, 0)], ids=str)
def test_summary(summary: Summary, hits: int) -> None:
    """How the values of one window become one."""
    stored = rows(("2026-01-05", 1), ("2026-01-08", 4), ("2026-01-12", 5), ("2026-01-15", 2.5), ("2026-01-18", 0))
    measure = Consistency("m", FOUR, 2, 3, Window(WindowUnit.WEEK), summary)
    assert judge(key_result(measure, WEEKS), day("2026-01-18"), stored).verdict.value == hits


def test_months() -> None:
    """40 leads every month: months are summed from the same day to the same day."""
    quarter = Period(date(2026, 1, 1), date(2026, 3, 31))
    measure = Consistency("m", Bound(BoundKind.AT_LEAST, 40), 3, 3, Window(WindowUnit.MONTH), Summary.SUM)
    stored = rows(("2026-01-10", 20), ("2026-01-31", 20), ("2026-02-01", 50), ("2026-03-02", 39))
    found = judge(key_result(measure, quarter), day("2026-02-28"), stored).verdict
    assert (found.value, found.status) == (2, Status.ON_TRACK)
    assert found.expected_progress == pytest.approx(2 / 3)
    assert judge(key_result(measure, quarter), day("2026-03-31"), stored).verdict.status is Status.MISSED


def test_only_the_first_windows() -> None:
    """Windows after `out_of` do not count, though the period goes on."""
    measure = Consistency("m", FOUR, 2, 2, Window(WindowUnit.WEEK))
    found = judge(key_result(measure, WEEKS), day("2026-02-15"), rows(*sundays(4, 3, 4, 4, 4, 4)))
    assert (found.verdict.value, found.verdict.expected_progress, found.verdict.status) == (1, 1, Status.MISSED)
    assert len(found.used) == 2
    assert {one.reason for one in found.excluded} == {"its window has not ended"}


def test_no_data() -> None:
    """Without any value it is unknown, however many windows have passed; before the first ends it is 0 of 0."""
    assert judge(key_result(TEN_OF_TWELVE, WEEKS), day("2026-03-20")).verdict.truth is Truth.UNKNOWN
    found = judge(key_result(TEN_OF_TWELVE, WEEKS), day("2026-01-06"), rows(("2026-01-06", 5))).verdict
    assert (found.value, found.progress, found.status) == (0, 0, Status.ON_TRACK)


@pytest.mark.parametrize(
    ("start", "every", "ends"),
    [
        ("2026-01-05", Window(WindowUnit.WEEK), ["2026-01-11", "2026-01-18", "2026-01-25"]),
        ("2026-01-05", Window(WindowUnit.DAY, 14), ["2026-01-18", "2026-02-01", "2026-02-15"]),
        ("2026-01-31", Window(WindowUnit.MONTH), ["2026-02-27", "2026-03-30", "2026-04-29"]),
        ("2026-01-15", Window(WindowUnit.MONTH), ["2026-02-14", "2026-03-14", "2026-04-14"]),
        ("2026-01-01", Window(WindowUnit.QUARTER), ["2026-03-31", "2026-06-30", "2026-09-30"]),
        ("9999-12-01", Window(WindowUnit.MONTH), []),
    ],
)
def test_windows(start: str, every: Window, ends: list[str]) -> None:
    """Windows are counted from the start; where a month is shorter, its last day stands in."""
    found = list(ended_windows(day(start), every, 3, date.max))
    assert [window.end for window in found] == [day(end) for end in ends]
    assert all(later.start == earlier.end + timedelta(days=1) for earlier, later in pairwise(found))


def test_two_events_of_one_day_are_added_up_with_sum() -> None:
    """40 leads every month: two leads of one day are two leads, whatever else the metric says of duplicates."""
    weekly = Consistency("m", Bound(BoundKind.AT_LEAST, 3), 1, 2, Window(WindowUnit.WEEK), Summary.SUM)
    leads = rows(("2026-01-06", 1.0), ("2026-01-06", 1.0), ("2026-01-09", 1.0), ("2026-01-13", 1.0))
    strict = sourced(on_duplicate=OnDuplicate.ERROR)
    found = judge(key_result(weekly, WEEKS), day("2026-01-19"), leads, metrics=[strict])
    assert (found.verdict.truth, found.verdict.value) == (Truth.KNOWN, 1)
    assert len(found.used) == 4
