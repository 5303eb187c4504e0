"""change and share: distance covered from a baseline to a target."""

from __future__ import annotations

from typing import Any

import pytest

from goalsync.model.measures import Change, Share
from goalsync.model.metric import Metric, Ratio
from goalsync.model.vocabulary import Ambition, Direction, OnDuplicate, Status, Truth
from support.judging import MIDDLE, PLACE, day, judge, key_result, row, rows, sourced

AFTER = day("2026-04-01")


@pytest.mark.parametrize(
    ("measure", "value", "progress", "status"),
    [
        (Change("m", 31, 45), 38, 0.5, Status.ON_TRACK),
        (Change("m", 31, 45), 45, 1.0, Status.MET),
        (Change("m", 31, 45), 52, 1.5, Status.MET),
        (Change("m", 31, 45), 24, -0.5, Status.OFF_TRACK),
        (Change("m", 20, 17), 18.5, 0.5, Status.ON_TRACK),
        (Change("m", 20, 17), 16, 4 / 3, Status.MET),
        (Change("m", -10, -5), -7.5, 0.5, Status.ON_TRACK),
        (Change("m", 10, 0), 0.1 + 0.2 - 0.3, 1.0, Status.MET),
        (Change("m", 40, by_percent=25), 45, 0.5, Status.ON_TRACK),
        (Change("m", 40, by_percent=-50), 30, 0.5, Status.ON_TRACK),
        (Change("m", -40, by_percent=25), -35, 0.5, Status.ON_TRACK),
        (Change("m", 1.35, by=-0.1), 1.30, 0.5, Status.ON_TRACK),
        (Change("m", 100, times=10), 550, 0.5, Status.ON_TRACK),
        (Change("m", 5, 5, direction=Direction.DECREASE), 5, 1.0, Status.ON_TRACK),
        (Change("m", 5, 5, direction=Direction.DECREASE), 5.1, 0.0, Status.OFF_TRACK),
        (Change("m", 5, 5, direction=Direction.INCREASE), 5.1, 1.0, Status.ON_TRACK),
        (Change("m", 5, 5 + 1e-12, direction=Direction.INCREASE), 4, 0.0, Status.OFF_TRACK),
        (Change("m", 30, 50, direction=Direction.INCREASE), 40, 0.5, Status.ON_TRACK),
    ],
)
def test_running(measure: Change, value: float, progress: float, status: Status) -> None:
    """Halfway through the quarter, in both directions, relative targets, and where target and baseline are equal."""
    verdict = judge(measure, MIDDLE, rows(("2026-02-14", value))).verdict
    assert verdict.progress == pytest.approx(progress)
    assert verdict.score == pytest.approx(min(max(progress, 0), 1))
    assert (verdict.status, verdict.truth, verdict.value) == (status, Truth.KNOWN, value)
    assert verdict.expected_progress == 0.5


@pytest.mark.parametrize(
    ("measure", "value", "ambition", "status"),
    [
        (Change("m", 0, 10), 10, "roofshot", Status.MET),
        (Change("m", 0, 10), 9.9, "roofshot", Status.MISSED),
        (Change("m", 0, 10), 7, "moonshot", Status.MET),
        (Change("m", 0, 10), 3, "moonshot", Status.PARTLY_MET),
        (Change("m", 0, 10), 2.9, "moonshot", Status.MISSED),
        (Change("m", 5, 5, direction=Direction.DECREASE), 5, "roofshot", Status.MET),
        (Change("m", 5, 5, direction=Direction.DECREASE), 6, "moonshot", Status.MISSED),
    ],
)
def test_final(measure: Change, value: float, ambition: str, status: Status) -> None:
    """After the last day only the grade counts."""
    one = key_result(measure, ambition=Ambition(ambition))
    assert judge(one, AFTER, rows(("2026-03-31", value))).verdict.status is status


@pytest.mark.parametrize(
    ("measure", "value", "reason"),
    [
        (Change("m", 5, 5), 6, "no direction"),
        (Change("m", 0, by_percent=25), 6, "no target"),
        (Change("m", 5, times=1), 6, "no direction"),
        (Change("m", None, 8), 8, "no direction"),
        (Change("m", None, 6, direction=Direction.INCREASE), 8, "below the baseline"),
        (Change("m", None, 9, direction=Direction.DECREASE), 8, "above the baseline"),
        (Change("m", -1e308, 1e308), 1e308 - 1e300, "too large"),
    ],
)
def test_ungradable(measure: Change, value: float, reason: str) -> None:
    """What cannot be graded has no number and says why: no division by zero, no guess."""
    found = judge(measure, MIDDLE, rows(("2026-02-14", value)))
    assert (found.verdict.progress, found.verdict.score) == (None, None)
    assert (found.verdict.status, found.verdict.truth) == (Status.NO_DATA, Truth.UNKNOWN)
    assert reason in (found.verdict.reason or "")


BEFORE, INSIDE, LATER = ("2025-12-20", 8.0), ("2026-01-05", 8.5), ("2026-02-10", 8.75)


@pytest.mark.parametrize(
    ("stored", "baseline", "value", "progress"),
    [
        ((BEFORE, INSIDE, LATER), 8.0, 8.75, 0.5),
        ((("2025-11-20", 7.0), BEFORE, LATER), 8.0, 8.75, 0.5),
        ((INSIDE, LATER), 8.5, 8.75, 0.25),
        ((INSIDE,), 8.5, 8.5, 0.0),
        ((BEFORE,), 8.0, 8.0, 0.0),
        ((INSIDE, LATER, ("2026-02-15", 9.5)), 8.5, 8.75, 0.25),
    ],
)
def test_inferred_baseline(
    stored: tuple[tuple[str, float], ...], baseline: float, value: float, progress: float
) -> None:
    """The last value before the period, else the first in it; nothing after today is seen."""
    found = judge(Change("m", None, 9.5), MIDDLE, rows(*stored))
    assert (found.baseline, found.baseline_inferred, found.verdict.value) == (baseline, True, value)
    assert found.verdict.progress == pytest.approx(progress)
    assert {point.value for point in found.used} == {baseline, value}


def test_carried_in() -> None:
    """The last earlier value stands until there is one in the period; after today and after the end none counts."""
    stored = rows(("2025-11-01", 20), ("2025-12-31", 30), ("2026-02-20", 40), ("2026-04-02", 90))
    measure = Change("m", 0, 100)
    assert judge(measure, MIDDLE, stored).verdict.value == 30
    assert judge(measure, day("2026-02-20"), stored).verdict.value == 40
    assert judge(measure, day("2026-05-01"), stored).verdict.value == 40


def test_before_start() -> None:
    """Before the first day progress may be shown, the status is not_started."""
    verdict = judge(Change("m", 30, 50), day("2025-12-20"), rows(("2025-12-19", 33), ("2025-12-31", 50))).verdict
    assert (verdict.progress, verdict.expected_progress, verdict.status) == (0.15, 0.0, Status.NOT_STARTED)
    assert judge(Change("m", 30, 50), day("2025-12-20")).verdict.status is Status.NOT_STARTED


@pytest.mark.parametrize("baseline", [30.0, None])
def test_no_data(baseline: float | None) -> None:
    """Without a value there is no number, and never 0."""
    verdict = judge(Change("m", baseline, 50), MIDDLE, sources=()).verdict
    assert (verdict.value, verdict.progress, verdict.score) == (None, None, None)
    assert (verdict.status, verdict.truth, verdict.expected_progress) == (Status.NO_DATA, Truth.UNKNOWN, 0.5)
    assert verdict.reason == "m: the source numbers has not been pulled yet"


@pytest.mark.parametrize(
    ("on_duplicate", "value"), [(OnDuplicate.LAST, 3.0), (OnDuplicate.SUM, 6.0), (OnDuplicate.ERROR, None)]
)
def test_one_number_per_date(on_duplicate: OnDuplicate, value: float | None) -> None:
    """Several rows of one date are the last, their sum, or no number at all; never the first."""
    stored = rows(("2026-01-05", 1), ("2026-01-05", 2), ("2026-01-05", 3))
    found = judge(Change("m", 0, 10), MIDDLE, stored, metrics=[sourced(on_duplicate=on_duplicate)])
    assert found.verdict.value == value
    if value is None:
        assert found.verdict.reason == "m: no number for 2026-01-05: 3 rows for one date"


def test_left_out() -> None:
    """What does not count is there with its reason, and nothing is there twice."""
    stored = rows(("2025-12-01", 1), ("2026-01-05", 2), ("2026-01-09", 3), ("2026-03-01", 4), ("2026-04-02", 5))
    found = judge(Change("m", 0, 10), MIDDLE, stored)
    assert [point.value for point in found.used] == [3]
    assert [(one.what.value, one.reason) for one in found.excluded] == [
        (1, "before the period"),
        (4, "after today"),
        (5, "after the period"),
        (2, "not the last value"),
    ]


def test_formula() -> None:
    """The computation can be read, and done again by hand."""
    assert judge(Change("m", 31, 45), MIDDLE, rows(("2026-02-14", 38))).formula == "(38 − 31) ÷ (45 − 31) = 0.5"


def share(measure: Share, numerator: float, denominator: float, **more: Any) -> Any:
    """Judge a share of two levels of the middle day."""
    metrics = [sourced("n"), sourced("d"), Metric("share", Ratio("n", "d"), PLACE, "%")]
    stored = [row("2026-02-14", numerator, metric="n"), row("2026-02-14", denominator, metric="d")]
    return judge(measure, MIDDLE, stored, metrics=metrics, **more)


@pytest.mark.parametrize(
    ("measure", "numerator", "denominator", "progress", "status"),
    [
        (Share("share", 95), 228, 240, 1.0, Status.MET),
        (Share("share", 40), 300, 1000, 0.75, Status.ON_TRACK),
        (Share("share", 50, 30), 400, 1000, 0.5, Status.ON_TRACK),
        (Share("share", 10, 30), 200, 1000, 0.5, Status.ON_TRACK),
        (Share("share", 95), 0, 240, 0.0, Status.OFF_TRACK),
    ],
)
def test_share(measure: Share, numerator: float, denominator: float, progress: float, status: Status) -> None:
    """Percent of a population, from 0 unless a baseline is given."""
    found = share(measure, numerator, denominator)
    assert found.verdict.progress == pytest.approx(progress)
    assert found.verdict.status is status
    assert not found.baseline_inferred


def test_empty_population() -> None:
    """No population is no data: not 0 %, not 100 %, no division by zero; also after a day that had one."""
    found = share(Share("share", 95), 0, 0)
    assert (found.verdict.progress, found.verdict.status, found.verdict.truth) == (
        None,
        Status.NO_DATA,
        Truth.UNKNOWN,
    )
    assert "d is 0: an empty population" in found.verdict.reason
