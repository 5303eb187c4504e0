"""accumulate: the sum or number of the period's dated values, up to what should be reached."""

from __future__ import annotations

from goalsync.core.maths.compare import total
from goalsync.core.maths.forecast import throughput
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.maths.travel import travelled
from goalsync.core.maths.values import Values, where
from goalsync.core.wording import exact
from goalsync.model.copies import replace
from goalsync.model.measures import Accumulate
from goalsync.model.vocabulary import Accumulation


def accumulate(measure: Accumulate, values: Values, term: Term) -> Outcome:
    """Distance covered by what was added up. None yet is 0 only where all that there is was read."""
    expected, events = term.expected, values.events
    known = Outcome(
        expected=expected, baseline=measure.baseline, target=measure.reach, left_out=values.outside(values.rows)
    )
    unread = values.unread_inside
    if unread:
        reason = f"a value of {unread[0].day} could not be read{where(unread[0])}"
        return replace(known, reason=reason, unreadable=reason)
    if not events and not values.complete:
        return replace(known, reason="no value yet, and what there is was not read completely")
    amounts = [1.0 if measure.how is Accumulation.COUNT else event.value for event in events]
    current = total(amounts)
    outcome = travelled(
        baseline=measure.baseline, target=measure.reach, current=current, direction=None, term=term, expected=expected
    )
    what = "number" if measure.how is Accumulation.COUNT else "sum"
    return replace(
        outcome,
        value=current if outcome.progress is not None else None,
        used=events,
        newest=events[-1] if events else None,
        reason=outcome.reason if events else outcome.reason or "nothing in the period yet",
        left_out=known.left_out,
        formula=f"{what} of {len(events)} values = {exact(current)}; {outcome.formula}",
        forecast=throughput(events, amounts, term),
    )
