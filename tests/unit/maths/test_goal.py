"""Flat goals: everything must hold on the due date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from goalsync.core.maths.goal import colour
from goalsync.model.goals import Criterion, Done, DoneWhen, Goal, MetricCriterion
from goalsync.model.measures import Bound, BoundKind
from goalsync.model.metric import Fresh, Measurement
from goalsync.model.period import Period
from goalsync.model.vocabulary import Status, Truth
from support.judging import PLACE, check_in, day, judge_goal, pulled, read, row, sourced

YEAR = Period(date(2026, 1, 1), date(2026, 9, 15))
HOURS = MetricCriterion("hours", Bound(BoundKind.AT_MOST, 1), baseline=3)
ITEMS = MetricCriterion("items", Bound(BoundKind.AT_LEAST, 200_000), baseline=0)
METRICS = [sourced("hours"), sourced("items")]
RUNNING, DUE, AFTER = day("2026-05-09"), day("2026-09-15"), day("2026-09-16")
"""Half of the period, its last day, and the day after."""


def goal(*criteria: Criterion, **more: object) -> Goal:
    """A goal with one owner."""
    return Goal("G1", "A statement", YEAR, criteria, PLACE, "kim", **more)  # type: ignore[arg-type]


def values(hours: float | None, items: float | None, at: str = "2026-05-01") -> list[Measurement]:
    """One value of each metric that has one."""
    both = {"hours": hours, "items": items}
    return [row(at, value, metric=name) for name, value in both.items() if value is not None]


@pytest.mark.parametrize(
    ("hours", "items", "today", "progress", "score", "status", "shade"),
    [
        (0.9, 200_000, RUNNING, 1.0, None, Status.ON_TRACK, "green"),
        (1.0, 100_000, RUNNING, 0.75, None, Status.ON_TRACK, "green"),
        (1.0, 80_000, RUNNING, 0.7, None, Status.AT_RISK, "yellow"),
        (3.0, 200_000, RUNNING, 0.5, None, Status.OFF_TRACK, "red"),
        (4.0, 300_000, RUNNING, 0.5, None, Status.OFF_TRACK, "red"),
        (1.0, 199_000, DUE, 0.9975, None, Status.ON_TRACK, "green"),
        (1.0, 200_000, AFTER, 1.0, 1.0, Status.MET, "green"),
        (1.0, 198_000, AFTER, 0.995, 0.0, Status.MISSED, "red"),
        (1.0, 198_000, day("2025-12-31"), None, None, Status.NOT_STARTED, None),
    ],
)
def test_metrics(
    hours: float, items: float, today: date, progress: float | None, score: float | None, status: Status, shade: str
) -> None:
    """The mean of clamped progresses, the worst criterion, no score before the due date is over, no partial credit."""
    found = judge_goal(goal(HOURS, ITEMS), today, values(hours, items), metrics=METRICS)
    assert found.verdict.progress == pytest.approx(progress)
    assert (found.verdict.score, found.verdict.status, found.colour) == (score, status, shade)


@pytest.mark.parametrize(
    ("bound", "baseline", "value", "progress"),
    [
        (Bound(BoundKind.AT_LEAST, 20), 10, 15, 0.5),
        (Bound(BoundKind.AT_LEAST, 20), 30, 10, 0.0),
        (Bound(BoundKind.AT_LEAST, 20), 20, 10, 0.0),
        (Bound(BoundKind.ABOVE, 20), 10, 20, 1.0),
        (Bound(BoundKind.ABOVE, 20), 20, 20, 0.0),
        (Bound(BoundKind.BELOW, 20), 40, 30, 0.5),
        (Bound(BoundKind.BETWEEN, 10, 20), 0, 5, 0.5),
        (Bound(BoundKind.BETWEEN, 10, 20), 40, 30, 0.5),
        (Bound(BoundKind.BETWEEN, 10, 20), 0, 25, 0.0),
        (Bound(BoundKind.BETWEEN, 10, 20), 40, 5, 0.0),
        (Bound(BoundKind.BETWEEN, 10, 20), 15, 25, 0.0),
        (Bound(BoundKind.AT_LEAST, 20), 10, 5, -0.5),
    ],
)
def test_not_holding(bound: Bound, baseline: float, value: float, progress: float) -> None:
    """Progress toward a bound that does not hold: only from outside and only on its side; never met."""
    one = MetricCriterion("hours", bound, baseline)
    found = judge_goal(goal(one), RUNNING, values(value, None), metrics=METRICS)
    (criterion,) = found.criteria
    assert (criterion.holds, criterion.verdict.progress) == (False, pytest.approx(progress))
    assert criterion.verdict.status is not Status.MET
    assert found.verdict.progress == pytest.approx(max(progress, 0))
    assert judge_goal(goal(one), AFTER, values(value, None), metrics=METRICS).verdict.score == 0


def test_inferred_baseline() -> None:
    """Without a baseline the last value before the period is one."""
    stored = [*values(5, None, "2025-12-01"), *values(3, None)]
    one = MetricCriterion("hours", Bound(BoundKind.AT_MOST, 1))
    (criterion,) = judge_goal(goal(one), RUNNING, stored, metrics=METRICS).criteria
    assert (criterion.baseline, criterion.baseline_inferred, criterion.verdict.progress) == (5, True, 0.5)
    assert (criterion.text, criterion.bound, criterion.headroom) == ("hours at most 1", "at most 1", -2)


@pytest.mark.parametrize(
    ("done", "today", "progress", "score", "expected", "status"),
    [
        (None, RUNNING, 0, None, 0, Status.ON_TRACK),
        ("2026-05-01", RUNNING, 1, 1, 0, Status.MET),
        (None, AFTER, 0, 0, 1, Status.MISSED),
        ("2026-09-16", AFTER, 1, 0, 1, Status.MISSED),
        ("2026-09-15", AFTER, 1, 1, 1, Status.MET),
    ],
)
def test_milestones_only(
    done: str | None, today: date, progress: float, score: float | None, expected: float, status: Status
) -> None:
    """A goal of milestones only is met as soon as they are done, and judged on its due date otherwise."""
    verdict = judge_goal(goal(Done(day(done) if done else None)), today).verdict
    assert (verdict.progress, verdict.score, verdict.expected_progress) == (progress, score, expected)
    assert verdict.status is status


def test_mixed() -> None:
    """With a metric beside it, a milestone that is done does not meet the goal early."""
    both = goal(Done(day("2026-02-01")), HOURS)
    verdict = judge_goal(both, RUNNING, values(1, None), metrics=METRICS).verdict
    assert (verdict.progress, verdict.score, verdict.status) == (1.0, None, Status.ON_TRACK)
    assert verdict.expected_progress == pytest.approx(0.25)
    assert judge_goal(both, AFTER, values(1, None), metrics=METRICS).verdict.score == 1


def test_unknown_criterion() -> None:
    """A criterion without data leaves the goal without progress; a broken one beside it still decides the score."""
    found = judge_goal(goal(HOURS, ITEMS), RUNNING, values(1, None), metrics=METRICS)
    assert (found.verdict.progress, found.verdict.truth, found.verdict.status) == (
        None,
        Truth.UNKNOWN,
        Status.NO_DATA,
    )
    assert found.criteria[0].verdict.progress == 1
    assert found.criteria[1].holds is None
    assert judge_goal(goal(HOURS, ITEMS), AFTER, values(1, None), metrics=METRICS).verdict.score is None
    assert judge_goal(goal(HOURS, ITEMS), AFTER, values(2, None), metrics=METRICS).verdict.score == 0
    work = judge_goal(goal(DoneWhen("one-click")), RUNNING).verdict
    assert (work.progress, work.truth) == (None, Truth.UNKNOWN)


def test_stale() -> None:
    """A criterion whose value is too old is stale, and the goal with it."""
    fresh = Fresh(error_after=timedelta(days=5))
    found = judge_goal(goal(HOURS, fresh=fresh), RUNNING, values(1, None), metrics=METRICS)
    assert (found.verdict.status, found.verdict.progress, found.colour) == (Status.STALE, 1.0, None)


def test_held() -> None:
    """With a broken source the goal stands as it was last computed; without that it is unknown."""
    sources = pulled([read("hours"), read("items", problem="KPIs!B4 holds #DIV/0!")])
    before = check_in("2026-05-02", subject="G1", progress=0.6, status="at_risk", truth=Truth.KNOWN)
    stored = values(1, 200_000)
    held = judge_goal(
        goal(HOURS, ITEMS), RUNNING, stored, metrics=METRICS, sources=sources, check_ins={"G1": (before,)}
    )
    assert (held.verdict.truth, held.verdict.progress, held.verdict.status) == (Truth.HELD, 0.6, Status.AT_RISK)
    assert held.verdict.reason == "KPIs!B4 holds #DIV/0!"
    assert [one.verdict.truth for one in held.criteria] == [Truth.KNOWN, Truth.HELD]
    never = judge_goal(goal(HOURS, ITEMS), RUNNING, stored, metrics=METRICS, sources=sources).verdict
    assert (never.truth, never.progress, never.status) == (Truth.UNKNOWN, None, Status.NO_DATA)


def test_colours() -> None:
    """Only what green, yellow and red say has a colour."""
    assert {status.value: colour(status) for status in Status} == {
        "met": "green",
        "on_track": "green",
        "at_risk": "yellow",
        "off_track": "red",
        "missed": "red",
        "not_started": None,
        "stale": None,
        "no_data": None,
        "partly_met": None,
    }
