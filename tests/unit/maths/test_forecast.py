"""Forecasts of the value at the end, with their 80 % interval."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest

from goalsync.core.maths.student import ninetieth
from goalsync.model.measures import Accumulate, Bound, BoundKind, Change, Maintain
from goalsync.model.metric import Measurement
from goalsync.model.period import Period
from goalsync.model.run import Forecast
from goalsync.model.vocabulary import Accumulation, OnDuplicate
from support.judging import MIDDLE, day, judge, key_result, rows, sourced

WEEKS = Period(date(2026, 1, 5), date(2026, 3, 29))


@pytest.mark.parametrize(
    ("freedom", "value"),
    [
        (1, 3.0776835),
        (2, 1.8856181),
        (3, 1.6377444),
        (4, 1.5332063),
        (5, 1.4758840),
        (6, 1.4397557),
        (7, 1.4149239),
        (10, 1.3721836),
        (20, 1.3253407),
        (30, 1.3104150),
        (60, 1.2958211),
        (120, 1.2886462),
    ],
)
def test_student(freedom: int, value: float) -> None:
    """The 90th percentile as printed in tables."""
    assert ninetieth(freedom) == pytest.approx(value, abs=1e-7)


def test_student_is_smooth() -> None:
    """It falls towards the normal distribution's, across the change of method too."""
    found = [ninetieth(freedom) for freedom in (*range(1, 400), 10**6)]
    assert found == sorted(found, reverse=True)
    assert found[-1] == pytest.approx(1.2815515655, abs=2e-6)


def test_line() -> None:
    """Three values: slope 0.15 a day, s = √(1/6), t(1); worked by hand."""
    found = judge(Change("m", 0, 20), MIDDLE, rows(("2026-01-01", 1), ("2026-01-11", 2), ("2026-01-21", 4))).forecast
    margin = 3.0776835 * math.sqrt(1 / 6) * math.sqrt(1 + 1 / 3 + 79**2 / 200)
    assert found.end == pytest.approx(7 / 3 + 0.15 * 79)
    assert found.low == pytest.approx(7 / 3 + 0.15 * 79 - margin)
    assert found.high == pytest.approx(7 / 3 + 0.15 * 79 + margin)


def test_exact_line() -> None:
    """Values on a line leave no doubt; carried-in values and those after today are no part of it."""
    stored = rows(("2025-12-01", 50), ("2026-01-02", 1), ("2026-01-03", 2), ("2026-01-04", 3), ("2026-03-01", 0))
    found = judge(Change("m", 0, 100), MIDDLE, stored).forecast
    assert (found.low, found.end, found.high) == pytest.approx((89, 89, 89))


def weekly(*sums: float) -> tuple[Measurement, ...]:
    """One event a week, on its third day."""
    start = WEEKS.start + timedelta(days=2)
    return rows(*(((start + timedelta(weeks=week)).isoformat(), amount) for week, amount in enumerate(sums)))


@pytest.mark.parametrize("how", list(Accumulation))
def test_throughput(how: Accumulation) -> None:
    """Three ended weeks and nine left: 9 + 9·3 ± t(2)·1·√(9 + 81/3); as many events as amounts say the same."""
    stored = weekly(2, 4, 3)
    if how is Accumulation.COUNT:
        stored = rows(*((one.at, 1) for one in stored for _ in range(int(one.value or 0))))
    found = judge(key_result(Accumulate("m", 40, how), WEEKS), day("2026-01-25"), stored).forecast
    assert found.end == pytest.approx(36)
    assert found.low == pytest.approx(36 - 1.8856181 * 6, abs=1e-6)
    assert found.high == pytest.approx(36 + 1.8856181 * 6, abs=1e-6)


def test_running_week() -> None:
    """The running week counts in what is there, and what is left of it in what is to come."""
    found = judge(key_result(Accumulate("m", 40), WEEKS), day("2026-01-28"), weekly(3, 3, 3, 5)).forecast
    assert found.end == pytest.approx(14 + 3 * 60 / 7)
    assert found.low == found.end == found.high


@pytest.mark.parametrize(
    ("forecast", "reason"),
    [
        (judge(Change("m", 0, 10), MIDDLE, rows(("2026-01-05", 1), ("2026-01-06", 2))).forecast, "needs 3 values"),
        (
            judge(
                Change("m", 0, 10), day("2026-01-05"), rows(*(("2026-01-05", value) for value in (1, 2, 3)))
            ).forecast,
            "needs 3 values on at least 2 days",
        ),
        (judge(Change("m", 0, 10), day("2026-04-01"), rows(("2026-01-05", 1))).forecast, "the period is over"),
        (judge(Change("m", 0, 10), day("2025-12-01"), rows(("2025-11-05", 1))).forecast, "has not started"),
        (judge(Change("m", 0, 10), MIDDLE).forecast, "no value yet"),
        (judge(Accumulate("m", 9), day("2026-01-13"), rows(("2026-01-05", 1))).forecast, "needs 2 ended weeks"),
        (
            judge(Maintain("m", Bound(BoundKind.BELOW, 9)), MIDDLE, rows(("2026-01-05", 1))).forecast,
            "this kind has no forecast",
        ),
        (
            judge(
                Change("m", 0, 10),
                MIDDLE,
                rows(("2026-01-05", 1e300), ("2026-01-06", -1e300), ("2026-01-07", 0)),
            ).forecast,
            "too large",
        ),
    ],
)
def test_none(forecast: Forecast, reason: str) -> None:
    """Where there is no forecast there is a reason, and no numbers."""
    assert (forecast.end, forecast.low, forecast.high) == (None, None, None)
    assert reason in (forecast.reason or "")


def test_three_values_on_two_days() -> None:
    """Every value counts for the trend, also two of one day; unless they are parts of one number."""
    stored = rows(("2026-01-05", 1), ("2026-01-05", 2), ("2026-01-06", 3))
    assert judge(Change("m", 0, 10), MIDDLE, stored).forecast.end is not None
    summed = judge(Change("m", 0, 10), MIDDLE, stored, metrics=[sourced(on_duplicate=OnDuplicate.SUM)])
    assert summed.forecast.end is None
