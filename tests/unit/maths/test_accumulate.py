"""accumulate: sums and counts of dated values."""

from __future__ import annotations

import pytest

from goalsync.model.measures import Accumulate
from goalsync.model.metric import Manual, Metric
from goalsync.model.vocabulary import Accumulation, OnDuplicate, PullState, Status, Truth
from support.judging import MIDDLE, day, judge, pulled, read, row, rows, sourced

COUNT = Accumulate("m", 10, Accumulation.COUNT)
EVENTS = rows(
    ("2025-12-31", 5), ("2026-01-01", 1), ("2026-01-01", 2), ("2026-02-14", 2), ("2026-02-15", 9), ("2026-04-01", 9)
)


@pytest.mark.parametrize(
    ("measure", "today", "value", "progress", "status"),
    [
        (COUNT, "2026-02-14", 3, 0.3, Status.OFF_TRACK),
        (Accumulate("m", 10), "2026-02-14", 5, 0.5, Status.ON_TRACK),
        (Accumulate("m", 10), "2026-02-13", 3, 0.3, Status.OFF_TRACK),
        (Accumulate("m", 10), "2026-05-01", 14, 1.4, Status.MET),
        (Accumulate("m", 20), "2026-05-01", 14, 0.7, Status.MISSED),
        (Accumulate("m", 10, baseline=2), "2026-02-14", 5, 0.375, Status.AT_RISK),
        (Accumulate("m", -10), "2026-02-14", 5, -0.5, Status.OFF_TRACK),
    ],
)
def test_events(measure: Accumulate, today: str, value: float, progress: float, status: Status) -> None:
    """Every row of the period up to today counts, several of one date too; earlier and later ones do not."""
    verdict = judge(measure, day(today), EVENTS).verdict
    assert (verdict.value, verdict.status) == (value, status)
    assert verdict.progress == pytest.approx(progress)


@pytest.mark.parametrize("on_duplicate", list(OnDuplicate))
def test_rows_of_one_date(on_duplicate: OnDuplicate) -> None:
    """What two rows of a date mean elsewhere does not matter here: both are events."""
    found = judge(COUNT, MIDDLE, EVENTS, metrics=[sourced(on_duplicate=on_duplicate)])
    assert found.verdict.value == 3
    assert len(found.used) == 3


def test_none_yet() -> None:
    """None yet is 0 where all was read, and is said to be none."""
    verdict = judge(COUNT, MIDDLE, rows(("2025-12-31", 1))).verdict
    assert (verdict.value, verdict.progress, verdict.truth) == (0, 0, Truth.KNOWN)
    assert (verdict.status, verdict.reason) == (Status.OFF_TRACK, "nothing in the period yet")
    manual = judge(COUNT, MIDDLE, metrics=[Metric("m", Manual(), sourced().place)], sources=())
    assert manual.verdict.progress == 0


@pytest.mark.parametrize(
    "sources",
    [
        (),
        pulled([], PullState.FAILED, reason="gone"),
        pulled([read()], PullState.FAILED, reason="gone"),
        pulled([read(problem="x")], PullState.PARTIAL),
        pulled([], PullState.SKIPPED),
    ],
)
def test_none_known(sources: tuple[object, ...]) -> None:
    """None yet is unknown, and never 0, where not everything was read."""
    verdict = judge(COUNT, MIDDLE, sources=sources).verdict
    assert (verdict.value, verdict.progress, verdict.status) == (None, None, Status.NO_DATA)
    assert verdict.truth is Truth.UNKNOWN
    assert verdict.reason


def test_not_declared() -> None:
    """A metric that is not there is no zero either."""
    assert judge(Accumulate("other", 10), MIDDLE).verdict.progress is None


def test_unreadable_row() -> None:
    """A row of the period that cannot be read leaves no total; one outside the period does not matter."""
    assert judge(Accumulate("m", 10), MIDDLE, [*EVENTS, row("2026-01-05", None)]).verdict.progress is None
    assert judge(Accumulate("m", 10), MIDDLE, [row("2025-01-05", None), *EVENTS]).verdict.progress == 0.5


def test_reach_is_baseline() -> None:
    """Reach equal to the baseline cannot be graded: no number, no division by zero."""
    verdict = judge(Accumulate("m", 0), MIDDLE, EVENTS).verdict
    assert (verdict.value, verdict.progress, verdict.status) == (None, None, Status.NO_DATA)


def test_exact_sum() -> None:
    """Ten times 0.1 is 1."""
    stored = rows(*(("2026-01-05", 0.1) for _ in range(10)))
    assert judge(Accumulate("m", 1), day("2026-04-01"), stored).verdict.status is Status.MET
