"""When something is judged, and how strictly."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from goalsync.core.maths.pacing import expected_progress
from goalsync.core.maths.status import bands_of, final, running
from goalsync.model.goals import Pacing
from goalsync.model.period import Period
from goalsync.model.settings import StatusRules
from goalsync.model.vocabulary import Ambition, Status


@dataclass(frozen=True, slots=True)
class Term:
    """A period looked at on a day. The last day still runs."""

    period: Period
    today: date
    pacing: Pacing = "linear"
    ambition: Ambition = Ambition.ROOFSHOT
    rules: StatusRules = field(default_factory=StatusRules)

    @property
    def started(self) -> bool:
        """Whether its first day has begun."""
        return self.today >= self.period.start

    @property
    def ended(self) -> bool:
        """Whether its last day is over."""
        return self.today > self.period.end

    @property
    def due(self) -> bool:
        """Whether its last day has come."""
        return self.today >= self.period.end

    @property
    def expected(self) -> float:
        """The progress that its pacing calls for today."""
        return expected_progress(self.period, self.today, self.pacing)

    def running(self, progress: float, expected: float) -> Status:
        """How progress is judged while it runs."""
        return running(progress, expected, bands_of(self.rules, self.ambition), self.rules.grace)

    def final(self, progress: float) -> Status:
        """How progress is judged after its last day."""
        return final(progress, bands_of(self.rules, self.ambition))

    @property
    def lowest_pass(self) -> float:
        """The least final progress that is not missed."""
        bands = bands_of(self.rules, self.ambition)
        return bands.met if bands.partly_met is None else min(bands.met, bands.partly_met)
