"""A criterion of a pass/fail goal: a bound that a metric must keep on the due date."""

from __future__ import annotations

from goalsync.core.maths.bound import described, headroom, holds, limit_toward, single_limit
from goalsync.core.maths.change import baseline_of, superseded, used
from goalsync.core.maths.compare import clamped, close
from goalsync.core.maths.distance import progress
from goalsync.core.maths.outcome import Outcome, without_number
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.core.wording import exact
from goalsync.model.copies import replace
from goalsync.model.goals import MetricCriterion
from goalsync.model.vocabulary import Status


def criterion(measure: MetricCriterion, values: Values, term: Term) -> Outcome:
    """1 and on track where it holds; else judged as change from its baseline to the bound, and missed at the end.

    From a baseline that lies inside the bound there is no way to cover: then it is 0 while it does not hold.
    """
    expected, bound = term.expected, measure.bound
    baseline = baseline_of(measure.baseline, values)
    known = Outcome(
        expected=expected,
        baseline=baseline.value if baseline else None,
        baseline_inferred=baseline is not None and baseline.point is not None,
        target=single_limit(bound),
        left_out=values.outside(values.daily),
    )
    gap, current = values.blocking, values.current
    if gap is not None:
        return without_number(known, gap)
    if current is None or baseline is None:
        return replace(known, reason="no value yet")
    known = replace(
        known,
        value=current.value,
        newest=current,
        headroom=headroom(bound, current.value),
        left_out=(*known.left_out, *superseded(values)),
    )
    if holds(bound, current.value):
        return replace(
            known,
            progress=1.0,
            holds=True,
            running=Status.ON_TRACK,
            final=Status.MET,
            used=(current,),
            formula=f"{exact(current.value)} is {described(bound)}",
        )
    limit = limit_toward(bound, baseline.value, current.value)
    way = limit is not None and not close(baseline.value, limit)
    covered = progress(baseline.value, limit, current.value) if way and limit is not None else 0.0
    if covered is None:
        return replace(known, reason="the numbers are too large to compute with")
    running = term.running(covered, expected)
    return replace(
        known,
        progress=covered,
        holds=False,
        running=Status.ON_TRACK if running is Status.MET else running,
        final=Status.MISSED,
        used=used(baseline, current) if way else (current,),
        formula=f"{exact(current.value)} is not {described(bound)}; {exact(clamped(covered))} of the way",
    )
