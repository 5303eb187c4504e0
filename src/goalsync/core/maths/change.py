"""change: from a baseline to a target, or relative to the baseline."""

from __future__ import annotations

from dataclasses import dataclass

from goalsync.core.maths.distance import target_of
from goalsync.core.maths.forecast import trend
from goalsync.core.maths.outcome import Outcome, without_number
from goalsync.core.maths.term import Term
from goalsync.core.maths.travel import travelled
from goalsync.core.maths.values import LeftOut, Values
from goalsync.core.wording import exact
from goalsync.model.copies import replace
from goalsync.model.measures import Change
from goalsync.model.metric import Point


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where something started: as declared, or inferred from a value."""

    value: float
    point: Point | None = None

    @property
    def used(self) -> tuple[Point, ...]:
        """The value it was inferred from."""
        return (self.point,) if self.point is not None else ()


def change(measure: Change, values: Values, term: Term) -> Outcome:
    """Distance covered by the last value, the last earlier one standing in until there is one in the period."""
    expected = term.expected
    baseline = baseline_of(measure.baseline, values)
    gap, current = values.blocking, values.current
    if baseline is None:
        none = Outcome(expected=expected, target=measure.target, reason="no value yet, and no baseline")
        return without_number(none, gap) if gap is not None else none
    target = target_of(measure, baseline.value)
    known = Outcome(
        expected=expected,
        baseline=baseline.value,
        baseline_inferred=baseline.point is not None,
        target=target,
        left_out=values.outside(values.daily),
    )
    if gap is not None:
        return without_number(known, gap)
    if current is None:
        return replace(known, reason="no value yet")
    known = replace(known, value=current.value, used=used(baseline, current), newest=current)
    if target is None:
        return replace(known, reason=f"the baseline {exact(baseline.value)} leaves no target to compute")
    outcome = travelled(
        baseline=baseline.value,
        target=target,
        current=current.value,
        direction=measure.direction,
        term=term,
        expected=expected,
    )
    return replace(
        outcome,
        baseline_inferred=known.baseline_inferred,
        used=known.used,
        newest=current,
        left_out=(*known.left_out, *superseded(values)),
        forecast=trend(values.trend, term),
    )


def baseline_of(declared: float | None, values: Values) -> Baseline | None:
    """The declared baseline; else the last value before the period, else the first in it."""
    if declared is not None:
        return Baseline(declared)
    point = values.earlier or next(iter(values.inside), None)
    return Baseline(point.value, point) if point is not None else None


def used(baseline: Baseline, current: Point) -> tuple[Point, ...]:
    """The values computed from, each once."""
    return (*baseline.used, current) if baseline.point is not current else (current,)


def superseded(values: Values) -> tuple[LeftOut, ...]:
    """The values of the period before its last."""
    start, stop = values.within(values.daily)
    return (LeftOut(values.daily, start, stop - 1, "not the last value"),) if stop - start > 1 else ()
