"""milestone of steps: the weighted share that is done."""

from __future__ import annotations

from datetime import date

from goalsync.core.maths.compare import total
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.wording import exact
from goalsync.model.measures import Steps


def steps(measure: Steps, term: Term) -> Outcome:
    """Weight of the steps done ÷ weight of all; expected is the weight of those due (by the end, unless they say).

    A step done after the last day counts for progress, and not for the score or the final status.
    """
    whole = total(step.weight for step in measure.steps)
    if whole <= 0:
        return Outcome(expected=term.expected, target=1.0, reason="no step has a weight")
    due = total(step.weight for step in measure.steps if (step.due or term.period.end) <= term.today) / whole
    done = total(step.weight for step in measure.steps if _by(step.done, term.today)) / whole
    last_day = min(term.today, term.period.end)
    in_time = total(step.weight for step in measure.steps if _by(step.done, last_day)) / whole
    number = sum(1 for step in measure.steps if _by(step.done, term.today))
    return Outcome(
        expected=due,
        value=done,
        progress=done,
        in_time=in_time,
        running=term.running(done, due),
        final=term.final(in_time),
        target=1.0,
        reason="done late" if done > in_time else None,
        formula=f"{number} of {len(measure.steps)} steps done, by weight {exact(done)}",
    )


def _by(done: date | None, day: date) -> bool:
    return done is not None and done <= day
