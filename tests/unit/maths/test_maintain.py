"""maintain: a value kept inside a bound, however it is judged."""

from __future__ import annotations

import pytest

from goalsync.model.measures import Bound, BoundKind, Maintain
from goalsync.model.vocabulary import Ambition, Judge, Status, Truth
from support.judging import MIDDLE, day, judge, key_result, rows

AFTER = day("2026-04-01")
BELOW = Bound(BoundKind.BELOW, 40)
MONTHS = rows(("2025-12-31", 99), ("2026-01-31", 30), ("2026-02-10", 50), ("2026-02-14", 37), ("2026-03-31", 39))


@pytest.mark.parametrize(
    ("how", "today", "value", "progress", "status"),
    [
        (Judge.LAST, "2026-01-15", 99, 0, Status.OFF_TRACK),
        (Judge.LAST, "2026-02-10", 50, 0, Status.OFF_TRACK),
        (Judge.LAST, "2026-02-14", 37, 1, Status.ON_TRACK),
        (Judge.LAST, "2026-04-01", 39, 1, Status.MET),
        (Judge.MEAN, "2026-01-15", None, None, Status.NO_DATA),
        (Judge.MEAN, "2026-02-14", 39, 1, Status.ON_TRACK),
        (Judge.MEAN, "2026-02-10", 40, 0, Status.OFF_TRACK),
        (Judge.MIN, "2026-02-10", 30, 1, Status.ON_TRACK),
        (Judge.MAX, "2026-02-14", 50, 0, Status.OFF_TRACK),
        (Judge.MAX, "2026-04-01", 50, 0, Status.MISSED),
        (Judge.P95, "2026-02-14", 50, 0, Status.OFF_TRACK),
        (Judge.EVERY_PERIOD, "2026-01-31", 30, 1, Status.ON_TRACK),
        (Judge.EVERY_PERIOD, "2026-02-10", 50, 0.5, Status.OFF_TRACK),
        (Judge.EVERY_PERIOD, "2026-02-14", 37, 2 / 3, Status.OFF_TRACK),
        (Judge.EVERY_PERIOD, "2026-03-31", 39, 0.75, Status.AT_RISK),
        (Judge.EVERY_PERIOD, "2026-04-01", 39, 0.75, Status.MISSED),
    ],
)
def test_judges(how: Judge, today: str, value: float | None, progress: float | None, status: Status) -> None:
    """Only `last` takes an earlier value in; expected progress is 1 from the start."""
    verdict = judge(Maintain("m", BELOW, judge=how), day(today), MONTHS).verdict
    assert (verdict.value, verdict.status, verdict.expected_progress) == (value, status, 1.0)
    assert verdict.progress == pytest.approx(progress)


def test_every_period_of_a_moonshot() -> None:
    """Met only if all hold: a share that would do elsewhere is partly met."""
    one = key_result(Maintain("m", BELOW, judge=Judge.EVERY_PERIOD), ambition=Ambition.MOONSHOT)
    assert judge(one, AFTER, MONTHS).verdict.status is Status.PARTLY_MET
    held = rows(("2026-01-31", 30), ("2026-02-28", 31))
    assert judge(one, AFTER, held).verdict.status is Status.MET


@pytest.mark.parametrize(
    ("value", "status", "headroom"),
    [(37, Status.ON_TRACK, 3), (38, Status.AT_RISK, 2), (40, Status.OFF_TRACK, 0), (44, Status.OFF_TRACK, -4)],
)
def test_warning(value: float, status: Status, headroom: float) -> None:
    """Past the warning it is at risk though it holds; the distance to the bound is there, negative when broken."""
    found = judge(Maintain("m", BELOW, warn=38), MIDDLE, rows(("2026-02-14", value)))
    assert (found.verdict.status, found.headroom, found.target) == (status, headroom, 40)
    assert found.verdict.progress == (1 if value < 40 else 0)
    end = judge(Maintain("m", BELOW, warn=38), AFTER, rows(("2026-02-14", value))).verdict
    assert end.status is (Status.MET if value < 40 else Status.MISSED)


def test_no_data() -> None:
    """A bound without data is not kept: it is unknown."""
    verdict = judge(Maintain("m", BELOW), MIDDLE).verdict
    assert (verdict.progress, verdict.status, verdict.truth) == (None, Status.NO_DATA, Truth.UNKNOWN)
    assert verdict.expected_progress == 1.0
    assert judge(Maintain("m", BELOW), day("2025-12-01")).verdict.expected_progress == 0.0


def test_formula() -> None:
    """What was judged, in words."""
    assert (
        judge(Maintain("m", BELOW, judge=Judge.MAX), MIDDLE, MONTHS).formula == "max of 3 values = 50 is not below 40"
    )
    between = Maintain("m", Bound(BoundKind.BETWEEN, 30, 40), judge=Judge.EVERY_PERIOD)
    assert judge(between, MIDDLE, MONTHS).formula.startswith("2 of 3 values between 30 and 40")
