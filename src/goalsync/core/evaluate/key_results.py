"""Key results of every kind."""

from __future__ import annotations

from typing import assert_never

from goalsync.core.evaluate.basis import Basis, values_of
from goalsync.core.evaluate.evaluations import KeyResultEvaluation
from goalsync.core.evaluate.facts import active
from goalsync.core.evaluate.fresh import oldest_allowed
from goalsync.core.evaluate.standing import computed, held, with_reason
from goalsync.core.maths.accumulate import accumulate
from goalsync.core.maths.change import change
from goalsync.core.maths.consistency import consistency
from goalsync.core.maths.maintain import maintain
from goalsync.core.maths.milestone import milestone
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.share import share
from goalsync.core.maths.steps import steps
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.model.goals import KeyResult
from goalsync.model.measures import Accumulate, Change, Consistency, Maintain, Milestone, Share, Steps, Work
from goalsync.model.run import Forecast, Verdict
from goalsync.model.vocabulary import Truth


def evaluate_key_result(key_result: KeyResult, basis: Basis) -> KeyResultEvaluation:
    """Judge a key result."""
    term = Term(key_result.period, basis.today, key_result.pacing, key_result.ambition, basis.settings.status)
    series = basis.series_of(key_result.metric, key_result)
    values = (
        values_of(series, term.period, term.today)
        if series is not None
        else Values(term.period, term.today, complete=False)
    )
    outcome = outcome_of(key_result, values, term, basis)
    limit = oldest_allowed(key_result.fresh, series.metric if series is not None else None, basis.settings)
    hold = basis.hold_of(series, outcome, key_result)
    verdict = held(hold, outcome, term, limit) if hold is not None else computed(outcome, term, limit)
    return KeyResultEvaluation(
        verdict=verdict if series is None else with_reason(verdict, series),
        baseline=outcome.baseline,
        baseline_inferred=outcome.baseline_inferred,
        target=outcome.target,
        headroom=outcome.headroom,
        forecast=_forecast(outcome, verdict),
        confidence=basis.check_ins.confidence(key_result.id),
        override=active(key_result.override, basis.today),
        used=outcome.used,
        formula=outcome.formula,
        left_out=outcome.left_out,
        unread=values.unread_inside,
        work=basis.reading_of(key_result) if isinstance(key_result.measure, Work) else None,
    )


def outcome_of(key_result: KeyResult, values: Values, term: Term, basis: Basis) -> Outcome:
    """The maths of each kind."""
    measure = key_result.measure
    match measure:
        case Change():
            return change(measure, values, term)
        case Accumulate():
            return accumulate(measure, values, term)
        case Share():
            return share(measure, values, term)
        case Maintain():
            return maintain(measure, values, term)
        case Consistency():
            return consistency(measure, values, term)
        case Milestone():
            return milestone(basis.fact_of(measure.done_when, measure.done, key_result), term)
        case Steps():
            return steps(measure, term)
        case Work():
            return basis.work_outcome(key_result, measure, term)
        case _:
            assert_never(measure)


def _forecast(outcome: Outcome, verdict: Verdict) -> Forecast:
    if verdict.truth is Truth.HELD:
        return Forecast(reason="held")
    if verdict.truth is Truth.UNKNOWN or outcome.progress is None:
        return Forecast(reason=verdict.reason or outcome.reason or "no value yet")
    return outcome.forecast
