"""maintain: keep a value inside a bound."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from goalsync.core.maths.bound import described, headroom, holds, single_limit, warned
from goalsync.core.maths.change import superseded
from goalsync.core.maths.compare import nearest_rank, total
from goalsync.core.maths.outcome import Outcome, without_number
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.core.wording import exact
from goalsync.model.copies import replace
from goalsync.model.measures import Bound, Maintain
from goalsync.model.metric import Point
from goalsync.model.vocabulary import Judge, Status


def maintain(measure: Maintain, values: Values, term: Term) -> Outcome:
    """1 while the judged value keeps the bound, else 0; of `every_period`, the share of values that keep it."""
    known = Outcome(
        expected=1.0 if term.started else 0.0,
        target=single_limit(measure.bound),
        left_out=values.outside(values.daily),
    )
    gap = values.blocking
    if gap is not None:
        return without_number(known, gap)
    if measure.judge is Judge.LAST:
        current = values.current
        if current is None:
            return replace(known, reason="no value yet")
        judged = _judged(known, measure, (current,), current.value)
        return replace(judged, left_out=(*known.left_out, *superseded(values)))
    inside = values.inside
    if not inside:
        return replace(known, reason="no value in the period yet")
    if measure.judge is Judge.EVERY_PERIOD:
        return _every(known, measure.bound, inside, term)
    return _judged(known, measure, inside, _one([point.value for point in inside], measure.judge))


def _judged(known: Outcome, measure: Maintain, points: Sequence[Point], value: float) -> Outcome:
    kept = holds(measure.bound, value)
    close_by = kept and warned(measure.bound, measure.warn, value)
    what = f"{measure.judge.value} of {len(points)} values = " if len(points) > 1 else ""
    return replace(
        known,
        value=value,
        progress=1.0 if kept else 0.0,
        holds=kept,
        running=Status.AT_RISK if close_by else Status.ON_TRACK if kept else Status.OFF_TRACK,
        final=Status.MET if kept else Status.MISSED,
        headroom=headroom(measure.bound, value),
        used=tuple(points),
        newest=points[-1],
        reason=f"past its warning at {exact(measure.warn)}" if close_by and measure.warn is not None else None,
        formula=f"{what}{exact(value)} is {'' if kept else 'not '}{described(measure.bound)}",
    )


def _every(known: Outcome, bound: Bound, points: tuple[Point, ...], term: Term) -> Outcome:
    kept = sum(1 for point in points if holds(bound, point.value))
    progress, last = kept / len(points), points[-1].value
    all_kept = kept == len(points)
    final = term.final(progress)
    return replace(
        known,
        value=last,
        progress=progress,
        holds=all_kept,
        running=Status.ON_TRACK if all_kept else term.running(progress, known.expected),
        final=Status.MET if all_kept else _not_all(final, term),
        headroom=headroom(bound, last),
        used=points,
        newest=points[-1],
        formula=f"{kept} of {len(points)} values {described(bound)} = {exact(progress)}",
    )


def _not_all(final: Status, term: Term) -> Status:
    """Met only if all hold: what would pass otherwise is the next lower grade."""
    if final is not Status.MET:
        return final
    return Status.PARTLY_MET if term.lowest_pass < 1.0 else Status.MISSED


def _one(values: Sequence[float], judge: Judge) -> float:
    match judge:
        case Judge.MEAN:
            return total(values) / len(values)
        case Judge.MIN:
            return min(values)
        case Judge.MAX:
            return max(values)
        case Judge.P95:
            return nearest_rank(values, 95)
        case Judge.LAST | Judge.EVERY_PERIOD:
            return values[-1]
        case _:
            assert_never(judge)
