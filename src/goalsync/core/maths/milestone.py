"""milestone: done in time, or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.model.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a milestone: the day it was done (None: not yet), or why that cannot be told.

    `held`: why that is as it was last seen, and since when. `words` say what the day is that of.
    """

    done: date | None = None
    unknown: str | None = None
    held: str | None = None
    since: datetime | None = None
    words: str = ""


def milestone(fact: Fact, term: Term) -> Outcome:
    """0 until done, then 1; done late it scores 0. It is expected on its due date, the last day."""
    expected = 1.0 if term.due else 0.0
    if fact.unknown is not None:
        return Outcome(expected=expected, target=1.0, reason=fact.unknown, held=fact.held, held_since=fact.since)
    done = fact.done is not None and fact.done <= term.today
    late = done and fact.done is not None and fact.done > term.period.end
    in_time = done and not late
    state = f"done on {fact.done}, due on {term.period.end}" if done else f"not done, due on {term.period.end}"
    return Outcome(
        expected=expected,
        value=1.0 if done else 0.0,
        progress=1.0 if done else 0.0,
        in_time=1.0 if in_time else 0.0,
        holds=in_time,
        running=Status.MET if in_time else Status.ON_TRACK,
        final=Status.MET if in_time else Status.MISSED,
        target=1.0,
        reason="done late" if late else None,
        held=fact.held,
        held_since=fact.since,
        formula=f"{fact.words}: {state}" if fact.words else state,
    )
