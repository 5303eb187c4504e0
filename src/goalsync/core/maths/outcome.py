"""What the maths of one kind makes of its values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from goalsync.core.maths.compare import clamped
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Gap, LeftOut, as_fresh_as
from goalsync.model.copies import replace
from goalsync.model.metric import Point
from goalsync.model.run import Forecast
from goalsync.model.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Outcome:
    """The numbers of one key result or criterion, and its judgement for each stage of its period.

    `progress` None means that there is no number, and `reason` says why.
    """

    expected: float
    value: float | None = None
    progress: float | None = None
    running: Status = Status.NO_DATA
    """Its status while the period runs."""
    final: Status = Status.NO_DATA
    """Its status after the last day."""
    in_time: float | None = None
    """What the score is made of where that is not the progress: what was done in time."""
    baseline: float | None = None
    baseline_inferred: bool = False
    target: float | None = None
    headroom: float | None = None
    holds: bool | None = None
    """Of a bound: whether it is kept."""
    reason: str | None = None
    unreadable: str | None = None
    """Why the number it needs could not be read, if one is there; then `reason` is the same."""
    held: str | None = None
    """Why it is held, where that is not the matter of a metric; `held_since` is when what it needs was complete."""
    held_since: datetime | None = None
    used: tuple[Point, ...] = ()
    """Exactly what was computed from."""
    newest: Point | None = None
    """The value that says how fresh it is."""
    left_out: tuple[LeftOut, ...] = ()
    formula: str = ""
    """The computation in words and numbers."""
    forecast: Forecast = field(default_factory=lambda: Forecast(reason="this kind has no forecast"))

    @property
    def measured_at(self) -> date | None:
        """How fresh the value is."""
        return as_fresh_as(self.newest) if self.newest is not None else None

    @property
    def score(self) -> float | None:
        """Progress (what was done in time) clamped to 0–1."""
        share = self.progress if self.in_time is None else self.in_time
        return clamped(share) if self.progress is not None and share is not None else None


def blocked(gap: Gap) -> str:
    """Why a gap leaves no number."""
    return f"no number for {gap.day}: {gap.reason}"


def without_number(known: Outcome, gap: Gap) -> Outcome:
    """What is known, where a gap leaves no number."""
    reason = blocked(gap)
    return replace(known, reason=reason, unreadable=reason if gap.unreadable else None)


def judged(outcome: Outcome, term: Term, *, stale: bool) -> Status:
    """The status: the first that applies of not started, no data, the final one, stale, the running one."""
    if not term.started:
        return Status.NOT_STARTED
    if outcome.progress is None:
        return Status.NO_DATA
    if term.ended:
        return outcome.final
    return Status.STALE if stale else outcome.running
