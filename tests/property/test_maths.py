"""What holds for all numbers, days and judgements."""

from __future__ import annotations

import math
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.core.maths.bound import headroom, holds
from goalsync.core.maths.compare import close, nearest_rank
from goalsync.core.maths.distance import progress
from goalsync.core.maths.forecast import trend
from goalsync.core.maths.objective import Part, objective
from goalsync.core.maths.pacing import expected_progress
from goalsync.core.maths.status import WORST_LAST, bands_of, final, running, worst
from goalsync.core.maths.term import Term
from goalsync.model.copies import replace
from goalsync.model.goals import Checkpoint, Pacing
from goalsync.model.measures import (
    Accumulate,
    Bound,
    BoundKind,
    Change,
    Consistency,
    Maintain,
    Measure,
    Share,
    Window,
    WindowUnit,
)
from goalsync.model.metric import Point
from goalsync.model.period import Period
from goalsync.model.settings import StatusRules
from goalsync.model.vocabulary import Accumulation, Ambition, Direction, Judge, Rollup, Status, Summary, Truth
from support.judging import QUARTER, judge, key_result, rows

NUMBERS = st.floats(-1e6, 1e6).map(lambda number: round(number, 4))
SHARES = st.floats(0, 1)
DAYS = st.dates(date(2025, 11, 1), date(2026, 5, 31))
RULES = StatusRules()


@given(NUMBERS, NUMBERS)
def test_ends(baseline: float, target: float) -> None:
    """Progress is 0 at the baseline and 1 at the target, in both directions."""
    if not close(baseline, target):
        assert progress(baseline, target, baseline) == 0
        assert progress(baseline, target, target) == 1


@given(NUMBERS, NUMBERS, NUMBERS, st.sampled_from([-1000, -7, -1, 0.5, 3, 1000]), st.integers(-1000, 1000))
def test_units_do_not_matter(baseline: float, target: float, current: float, scale: float, shift: float) -> None:
    """Another unit, another zero or the other sign changes no progress."""
    if abs(target - baseline) > 1e-3 * max(1.0, abs(target), abs(baseline)):
        changed = progress(*(scale * number + shift for number in (baseline, target, current)))
        assert changed == pytest.approx(progress(baseline, target, current), rel=1e-5, abs=1e-5)


@given(NUMBERS, NUMBERS)
def test_equal_ends(level: float, current: float) -> None:
    """Where target and baseline are equal, one of the two directions holds, and both only on the level itself."""
    up = progress(level, level, current, Direction.INCREASE)
    down = progress(level, level, current, Direction.DECREASE)
    assert {up, down} <= {0.0, 1.0}
    assert (up == down == 1.0) == close(level, current)


def pacings() -> st.SearchStrategy[Pacing]:
    """Every pacing; checkpoints rise."""
    days = st.lists(st.dates(QUARTER.start, QUARTER.end), max_size=4, unique=True).map(sorted)
    lines = days.flatmap(
        lambda found: st.lists(SHARES, min_size=len(found), max_size=len(found)).map(
            lambda shares: tuple(Checkpoint(day, share) for day, share in zip(found, sorted(shares), strict=True))
        )
    )
    return st.sampled_from(["linear", "back_loaded", "front_loaded"]) | lines


@given(pacings(), DAYS, DAYS)
def test_expected_rises(pacing: Pacing, one: date, other: date) -> None:
    """Expected progress lies within 0 and 1 and never falls with time."""
    early, late = (expected_progress(QUARTER, day, pacing) for day in sorted((one, other)))
    assert 0 <= early <= late + 1e-12 <= 1 + 1e-12
    assert expected_progress(QUARTER, QUARTER.start - timedelta(days=1), pacing) == 0


@given(st.floats(-2, 2), st.floats(-2, 2), SHARES, st.sampled_from(Ambition))
def test_more_is_no_worse(one: float, other: float, expected: float, ambition: Ambition) -> None:
    """More progress never makes a judgement worse; more expectation never makes it better."""
    low, high = sorted((one, other))
    bands, grace = bands_of(RULES, ambition), RULES.grace
    rank = WORST_LAST.index
    assert rank(running(high, expected, bands, grace)) <= rank(running(low, expected, bands, grace))
    assert rank(final(high, bands)) <= rank(final(low, bands))
    assert rank(running(one, expected, bands, grace)) <= rank(running(one, 1.0, bands, grace))


@given(st.lists(st.sampled_from(Status), min_size=1))
def test_worst(statuses: list[Status]) -> None:
    """The worst of several is one of them, and nothing is worse."""
    found = worst(statuses)
    assert found in statuses
    assert all(worst((found, status)) is found for status in statuses)


def parts() -> st.SearchStrategy[list[Part]]:
    """Key results as judged, some without data."""
    numbers = st.none() | st.floats(-2, 3)
    return st.lists(
        st.builds(
            lambda number, weight, ambition, guardrail: Part(
                number,
                None if number is None else min(max(number, 0.0), 1.0),
                Status.ON_TRACK if number is not None else Status.NO_DATA,
                weight,
                ambition,
                guardrail,
            ),
            numbers,
            st.integers(0, 5),
            st.sampled_from(Ambition),
            st.booleans(),
        ),
        max_size=6,
    )


@given(parts(), st.sampled_from(Rollup))
def test_objective_bounds(given_parts: list[Part], rollup: Rollup) -> None:
    """Shares and scores lie within 0 and 1; the unknown can only raise progress up to progress_high."""
    found = objective(given_parts, rollup, Term(QUARTER, date(2026, 2, 14)))
    if found.known_share is not None:
        assert 0 <= found.known_share <= 1
    if found.progress is None:
        assert found.score is None
        return
    assert found.progress_high is not None
    assert found.score is not None
    assert 0 <= found.progress <= found.progress_high + 1e-12 <= 1 + 1e-12
    assert 0 <= found.score <= 1
    assert all(0 <= score <= 1 for score in found.by_ambition.values())
    if found.known_share == 1:
        assert found.progress == pytest.approx(found.progress_high)


@given(NUMBERS, NUMBERS)
def test_bounds_complement(limit: float, value: float) -> None:
    """A strict bound holds exactly where the opposite one that includes its end does not."""
    kept = {kind: holds(Bound(kind, limit, limit), value) for kind in BoundKind}
    assert kept[BoundKind.BELOW] is not kept[BoundKind.AT_LEAST]
    assert kept[BoundKind.ABOVE] is not kept[BoundKind.AT_MOST]
    assert kept[BoundKind.BETWEEN] is (kept[BoundKind.AT_LEAST] and kept[BoundKind.AT_MOST])
    room = headroom(Bound(BoundKind.BELOW, limit), value)
    assert room == -headroom(Bound(BoundKind.ABOVE, limit), value)
    assert (room > 0) or not kept[BoundKind.BELOW]


@given(st.lists(NUMBERS, min_size=1), st.floats(1, 100))
def test_nearest_rank(values: list[float], percentile: float) -> None:
    """The nearest rank is a value that enough of them do not exceed, and the smallest such."""
    found = nearest_rank(values, percentile)
    enough = percentile / 100 * len(values)
    assert found in values
    assert sum(value <= found for value in values) >= enough - 1e-6
    assert sum(value < found for value in values) < enough + 1e-6


@given(st.lists(st.tuples(st.dates(QUARTER.start, date(2026, 2, 14)), NUMBERS), max_size=12))
def test_forecast_interval(dated: list[tuple[date, float]]) -> None:
    """A forecast lies in the middle of its interval; without one there is a reason."""
    points = [Point(day, value) for day, value in sorted(dated)]
    found = trend(points, Term(QUARTER, date(2026, 2, 14)))
    if found.end is None:
        assert found.reason
        assert len(points) < 3 or len({point.day for point in points}) < 2
        return
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.end <= found.high
    scale = max(1.0, abs(found.low), abs(found.high))
    assert math.isclose(found.end - found.low, found.high - found.end, abs_tol=1e-9 * scale)


def measures() -> st.SearchStrategy[Measure]:
    """Every kind of key result that reads a metric, with any numbers."""
    bounds = st.builds(Bound, st.sampled_from(BoundKind), NUMBERS, NUMBERS)
    windows = st.builds(Window, st.sampled_from(WindowUnit), st.integers(1, 3))
    directions = st.none() | st.sampled_from(Direction)
    optional = st.none() | NUMBERS
    return st.one_of(
        st.builds(Change, st.just("m"), optional, NUMBERS, direction=directions),
        st.builds(Change, st.just("m"), optional, by_percent=NUMBERS, direction=directions),
        st.builds(Change, st.just("m"), optional, times=NUMBERS),
        st.builds(Accumulate, st.just("m"), NUMBERS, st.sampled_from(Accumulation)),
        st.builds(Share, st.just("m"), NUMBERS, optional, directions),
        st.builds(Maintain, st.just("m"), bounds, optional, st.sampled_from(Judge)),
        st.builds(
            Consistency,
            st.just("m"),
            bounds,
            st.integers(1, 9),
            st.integers(1, 12),
            windows,
            st.sampled_from(Summary),
        ),
    )


SERIES = st.lists(st.tuples(DAYS.map(date.isoformat), st.none() | NUMBERS), max_size=15)
PERIODS = st.builds(lambda start, days: Period(start, start + timedelta(days=days)), DAYS, st.integers(0, 120))


@given(measures(), SERIES, PERIODS, DAYS, st.sampled_from(Ambition))
def test_any_key_result(
    measure: Measure, dated: list[tuple[str, float | None]], period: Period, today: date, ambition: Ambition
) -> None:
    """Whatever is declared and measured: no error, no number without data, a score within 0 and 1, a reason."""
    found = judge(key_result(measure, period, ambition=ambition), today, rows(*dated))
    verdict = found.verdict
    assert verdict.expected_progress is not None
    assert 0 <= verdict.expected_progress <= 1
    assert (verdict.progress is None) == (verdict.truth is Truth.UNKNOWN) == (verdict.score is None)
    if verdict.progress is None:
        assert verdict.reason
        assert verdict.status in (Status.NO_DATA, Status.NOT_STARTED)
    else:
        assert math.isfinite(verdict.progress)
        assert verdict.score is not None
        assert 0 <= verdict.score <= 1
    if today < period.start:
        assert verdict.status is Status.NOT_STARTED
    assert all(point.day <= min(today, period.end) for point in found.used)
    assert not {id(point) for point in found.used} & {id(one.what) for one in found.excluded}


@given(measures(), SERIES, DAYS)
def test_the_future_is_not_seen(measure: Measure, dated: list[tuple[str, float | None]], today: date) -> None:
    """Values after today, and after the period, change nothing but the list of what does not count."""
    limit = min(today, QUARTER.end).isoformat()
    past = judge(measure, today, rows(*((at, value) for at, value in dated if at <= limit)))
    verdict = judge(measure, today, rows(*dated)).verdict
    assert replace(verdict, reason=None) == replace(past.verdict, reason=None)
