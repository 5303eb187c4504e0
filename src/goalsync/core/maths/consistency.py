"""consistency: a bound hit in so many of so many windows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from goalsync.core.maths.bound import described, holds
from goalsync.core.maths.compare import below, total
from goalsync.core.maths.outcome import Outcome, without_number
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import LeftOut, Values
from goalsync.core.maths.windows import ended_windows
from goalsync.core.wording import exact
from goalsync.model.copies import replace
from goalsync.model.measures import Consistency, takes_every_row
from goalsync.model.metric import Point
from goalsync.model.period import Period
from goalsync.model.vocabulary import Status, Summary


def consistency(measure: Consistency, values: Values, term: Term) -> Outcome:
    """Hits ÷ times over the windows that have ended; an empty window is no hit. Missed once it cannot be met."""
    if takes_every_row(measure):
        values = values.by_row()
    ended = list(ended_windows(term.period.start, measure.every, measure.out_of, term.today))
    known = Outcome(
        expected=len(ended) / measure.out_of if measure.out_of else 1.0,
        target=float(measure.times),
        left_out=values.outside(values.daily),
    )
    gap, inside = values.blocking, values.inside
    if gap is not None:
        return without_number(known, gap)
    if not inside:
        return replace(known, reason="no value in the period yet")
    if measure.times < 1:
        return replace(known, reason="a number of times below 1 cannot be graded")
    windows, count = _shared_out(inside, ended)
    hits = sum(1 for window in windows if window and holds(measure.bound, _one(window, measure.per_period)))
    progress = hits / measure.times
    best = (hits + measure.out_of - len(ended)) / measure.times
    lost = below(best, term.lowest_pass)
    start, stop = values.within(values.daily)
    running = LeftOut(values.daily, start + count, stop, "its window has not ended")
    return replace(
        known,
        value=float(hits),
        progress=progress,
        running=Status.MISSED if lost else term.running(progress, known.expected),
        final=Status.MISSED if lost else term.final(progress),
        used=inside[:count],
        newest=inside[-1],
        left_out=(*known.left_out, running) if running.start < running.stop else known.left_out,
        reason=f"can no longer be met: {hits} of {len(ended)} windows hit" if lost and not term.ended else None,
        formula=(
            f"{hits} of {len(ended)} ended windows {described(measure.bound)}, "
            f"{measure.times} needed of {measure.out_of}; {hits} ÷ {measure.times} = {exact(progress)}"
        ),
    )


def _shared_out(points: Sequence[Point], windows: Sequence[Period]) -> tuple[list[list[Point]], int]:
    """The points of each window, and how many fell into any; both in order of date."""
    shares: list[list[Point]] = []
    position = 0
    for window in windows:
        first = position
        while position < len(points) and points[position].day <= window.end:
            position += 1
        shares.append(list(points[first:position]))
    return shares, position


def _one(points: Sequence[Point], summary: Summary) -> float:
    match summary:
        case Summary.LAST:
            return points[-1].value
        case Summary.SUM:
            return total(point.value for point in points)
        case Summary.MEAN:
            return total(point.value for point in points) / len(points)
        case _:
            assert_never(summary)
