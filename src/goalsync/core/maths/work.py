"""work: delivery of the linked work."""

from __future__ import annotations

from dataclasses import dataclass

from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.wording import exact
from goalsync.model.run import Forecast


@dataclass(frozen=True, slots=True)
class Delivery:
    """Weights of the linked work in scope: what is done, and all of it (dropped work left out)."""

    done: float = 0.0
    whole: float = 0.0


def work(delivery: Delivery | None, term: Term) -> Outcome:
    """Done weight ÷ whole weight; without linked work it is unknown."""
    expected = term.expected
    if delivery is None or delivery.whole <= 0:
        return Outcome(expected=expected, target=1.0, reason="no work linked")
    progress = delivery.done / delivery.whole
    return Outcome(
        expected=expected,
        value=progress,
        progress=progress,
        running=term.running(progress, expected),
        final=term.final(progress),
        target=1.0,
        formula=f"{exact(delivery.done)} ÷ {exact(delivery.whole)} = {exact(progress)}",
        forecast=Forecast(reason="needs 4 weeks of delivered work"),
    )
