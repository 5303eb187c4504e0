"""milestone, steps and work: done in time, done late, or not known."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync.core.maths.term import Term
from goalsync.core.maths.work import Delivery, work
from goalsync.model.measures import Milestone, Step, Steps, Work
from goalsync.model.vocabulary import Status, Truth
from support.judging import MIDDLE, QUARTER, day, judge


@pytest.mark.parametrize(
    ("done", "today", "progress", "score", "expected", "status"),
    [
        (None, "2025-12-31", 0, 0, 0, Status.NOT_STARTED),
        (None, "2026-02-14", 0, 0, 0, Status.ON_TRACK),
        (None, "2026-03-31", 0, 0, 1, Status.ON_TRACK),
        (None, "2026-04-01", 0, 0, 1, Status.MISSED),
        ("2026-02-01", "2026-02-14", 1, 1, 0, Status.MET),
        ("2026-02-20", "2026-02-14", 0, 0, 0, Status.ON_TRACK),
        ("2026-03-31", "2026-04-20", 1, 1, 1, Status.MET),
        ("2026-04-01", "2026-04-20", 1, 0, 1, Status.MISSED),
    ],
)
def test_milestone(
    done: str | None, today: str, progress: float, score: float, expected: float, status: Status
) -> None:
    """0 or 1; on track until due; done late is progress without a score; a day to come is not done."""
    verdict = judge(Milestone(done=day(done) if done else None), day(today)).verdict
    assert (verdict.progress, verdict.score, verdict.expected_progress, verdict.status) == (
        progress,
        score,
        expected,
        status,
    )


def test_done_when() -> None:
    """What hangs on work that is not pulled is unknown: neither done nor not done."""
    verdict = judge(Milestone(done_when="SHOP-12"), MIDDLE).verdict
    assert (verdict.progress, verdict.status, verdict.truth) == (None, Status.NO_DATA, Truth.UNKNOWN)
    assert "SHOP-12" in (verdict.reason or "")


def step(due: str | None, done: str | None = None, weight: float = 1) -> Step:
    """A step."""
    return Step("A step", day(due) if due else None, day(done) if done else None, weight)


ON_TIME = (step("2026-01-31", "2026-01-28"), step("2026-02-14", "2026-02-14"), step("2026-03-15"), step(None))


@pytest.mark.parametrize(
    ("steps", "today", "progress", "expected", "status"),
    [
        (ON_TIME, "2026-02-13", 0.25, 0.25, Status.ON_TRACK),
        (ON_TIME, "2026-02-14", 0.5, 0.5, Status.ON_TRACK),
        (ON_TIME, "2026-03-20", 0.5, 0.75, Status.OFF_TRACK),
        (ON_TIME, "2026-04-01", 0.5, 1.0, Status.MISSED),
        ((step("2026-01-31", "2026-01-01", 3), step("2026-02-01", None, 1)), "2026-02-14", 0.75, 1, Status.AT_RISK),
        ((step(None, "2026-02-01"),), "2026-02-14", 1, 0, Status.MET),
        ((step("2026-01-01", "2026-04-10"),), "2026-03-31", 0, 1, Status.OFF_TRACK),
    ],
)
def test_steps(steps: tuple[Step, ...], today: str, progress: float, expected: float, status: Status) -> None:
    """The weighted share done against the weighted share due; a step without a date is due at the end."""
    verdict = judge(Steps(steps), day(today)).verdict
    assert (verdict.progress, verdict.score, verdict.expected_progress) == (progress, progress, expected)
    assert verdict.status is status


def test_late_step() -> None:
    """A step done after the end is progress, and neither score nor met."""
    verdict = judge(Steps((step(None, "2026-03-31"), step(None, "2026-04-10"))), day("2026-04-20")).verdict
    assert (verdict.progress, verdict.score, verdict.status) == (1.0, 0.5, Status.MISSED)


def test_no_weight() -> None:
    """Steps without any weight have no share."""
    assert judge(Steps((step(None, None, 0),)), MIDDLE).verdict.progress is None
    assert judge(Steps(()), MIDDLE).verdict.progress is None


def test_work() -> None:
    """Done weight by whole weight; without linked work it is unknown, not 0 and not done."""
    verdict = judge(Work(), MIDDLE).verdict
    assert (verdict.progress, verdict.truth, verdict.reason) == (None, Truth.UNKNOWN, "no work linked")
    term = Term(QUARTER, date(2026, 2, 14))
    assert work(Delivery(0, 0), term).progress is None
    outcome = work(Delivery(3, 8), term)
    assert (outcome.progress, outcome.running, outcome.score) == (0.375, Status.AT_RISK, 0.375)
