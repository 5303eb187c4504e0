"""Flat pass/fail goals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from goalsync.core.evaluate.basis import Basis, held_reason, values_of
from goalsync.core.evaluate.evaluations import CriterionEvaluation, GoalEvaluation
from goalsync.core.evaluate.facts import active
from goalsync.core.evaluate.fresh import oldest_allowed
from goalsync.core.evaluate.standing import Hold, computed, held, with_reason
from goalsync.core.maths.bound import described
from goalsync.core.maths.criterion import criterion
from goalsync.core.maths.goal import GoalOutcome, Part, colour, goal
from goalsync.core.maths.milestone import Fact, milestone
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.status import worst
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.model.copies import replace
from goalsync.model.goals import Criterion, Done, DoneWhen, Goal, MetricCriterion
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import Mode, Status, Truth


def evaluate_goal(declared: Goal, basis: Basis) -> GoalEvaluation:
    """Judge a goal by all of its criteria."""
    term = Term(declared.period, basis.today, rules=basis.settings.status)
    criteria = tuple(_criterion(one, declared, term, basis) for one in declared.criteria)
    outcome = goal([_part(one) for one in criteria], term)
    held_ones = [one for one in criteria if one.held is not None]
    verdict = _verdict(outcome, criteria) if not held_ones else _held(declared, outcome, held_ones, term, basis)
    return GoalEvaluation(
        verdict=verdict,
        criteria=criteria,
        colour=colour(Status(verdict.status)),
        confidence=basis.check_ins.confidence(declared.id),
        override=active(declared.override, basis.today),
        formula="mean of " + ", ".join(f"[{one.formula or one.text}]" for one in criteria),
    )


def _criterion(one: Criterion, declared: Goal, term: Term, basis: Basis) -> CriterionEvaluation:
    match one:
        case MetricCriterion():
            return _metric_criterion(one, declared, term, basis)
        case DoneWhen(subject=subject):
            return _done_criterion(one, basis.fact_of(subject, None, declared), f"{subject} is done", term)
        case Done(day=day):
            text = f"done on {day}" if day is not None else "done"
            return _done_criterion(one, Fact(day), text, term)
        case _:
            assert_never(one)


def _done_criterion(one: Criterion, fact: Fact, text: str, term: Term) -> CriterionEvaluation:
    outcome = milestone(fact, term)
    verdict = computed(outcome, term, None)
    if fact.held is not None:
        truth = Truth.HELD if outcome.progress is not None else Truth.UNKNOWN
        verdict = replace(verdict, truth=truth, reason=fact.held, held_since=fact.since)
    return CriterionEvaluation(
        criterion=one,
        text=text,
        verdict=verdict,
        holds=outcome.holds,
        formula=outcome.formula,
        held=fact.held,
    )


def _metric_criterion(one: MetricCriterion, declared: Goal, term: Term, basis: Basis) -> CriterionEvaluation:
    series = basis.series_of(one.metric, declared)
    values = values_of(series, term.period, term.today) if series is not None else Values(term.period, term.today)
    outcome = criterion(one, values, term)
    limit = oldest_allowed(declared.fresh, series.metric if series is not None else None, basis.settings)
    verdict = computed(outcome, term, limit)
    reason = held_reason(series, outcome.unreadable)
    if series is not None:
        verdict = with_reason(verdict, series)
    if reason is not None:
        truth = Truth.HELD if outcome.progress is not None else Truth.UNKNOWN
        verdict = replace(verdict, truth=truth, reason=reason, held_since=series.held_since if series else None)
    return CriterionEvaluation(
        criterion=one,
        text=f"{one.metric} {described(one.bound)}",
        verdict=verdict,
        metric=one.metric,
        bound=described(one.bound),
        holds=outcome.holds,
        baseline=outcome.baseline,
        baseline_inferred=outcome.baseline_inferred,
        headroom=outcome.headroom,
        used=outcome.used,
        formula=outcome.formula,
        held=reason,
    )


def _part(one: CriterionEvaluation) -> Part:
    return Part(
        progress=one.verdict.progress,
        expected=one.verdict.expected_progress or 0.0,
        status=Status(one.verdict.status),
        holds=one.holds,
        milestone=one.metric is None,
    )


def _verdict(outcome: GoalOutcome, criteria: Sequence[CriterionEvaluation]) -> Verdict:
    reasons = [f"{one.text}: {one.verdict.reason}" for one in criteria if one.verdict.reason is not None]
    return Verdict(
        measured_at=_measured_at(criteria),
        progress=outcome.progress,
        score=outcome.score,
        expected_progress=outcome.expected,
        status=outcome.status,
        truth=Truth.KNOWN if outcome.progress is not None else Truth.UNKNOWN,
        reason="; ".join(reasons) or None,
    )


def _held(
    declared: Goal, outcome: GoalOutcome, criteria: Sequence[CriterionEvaluation], term: Term, basis: Basis
) -> Verdict:
    """The goal as it last stood."""
    since = min((one.verdict.held_since for one in criteria if one.verdict.held_since is not None), default=None)
    reason = "; ".join(dict.fromkeys(one.held for one in criteria if one.held is not None))
    hold = Hold(reason, since, basis.check_ins.standing(declared.id))
    if hold.standing is None and declared.mode is Mode.OBSERVE and outcome.progress is not None:
        return replace(_verdict(outcome, criteria), truth=Truth.HELD, reason=reason, held_since=since)
    verdict = held(hold, Outcome(expected=outcome.expected), term, None)
    stale = verdict.truth is Truth.HELD and any(one.verdict.status is Status.STALE for one in criteria)
    score = {Status.MET: 1.0, Status.MISSED: 0.0}.get(Status(verdict.status)) if term.ended else None
    return replace(
        verdict,
        measured_at=_measured_at(criteria),
        score=score,
        status=worst((Status(verdict.status), Status.STALE)) if stale else verdict.status,
    )


def _measured_at(criteria: Sequence[CriterionEvaluation]) -> date | None:
    """As fresh as the oldest value a criterion was judged on."""
    return min((one.verdict.measured_at for one in criteria if one.verdict.measured_at is not None), default=None)
