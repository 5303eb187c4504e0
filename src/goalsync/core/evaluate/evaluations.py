"""What was computed of everything declared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from goalsync.core.maths.values import Excluded, LeftOut
from goalsync.model.goals import Criterion, Override
from goalsync.model.linked import WorkReading
from goalsync.model.metric import Measurement, Point
from goalsync.model.run import Forecast, Verdict
from goalsync.model.vocabulary import Status, Truth


@dataclass(frozen=True, slots=True)
class KeyResultEvaluation:
    """A key result: the verdict, and all that explains it. `override` stands beside it while it is active."""

    verdict: Verdict
    baseline: float | None = None
    baseline_inferred: bool = False
    target: float | None = None
    headroom: float | None = None
    forecast: Forecast = field(default_factory=Forecast)
    confidence: float | None = None
    override: Override | None = None
    used: tuple[Point, ...] = ()
    """Exactly what progress was computed from."""
    formula: str = ""
    left_out: tuple[LeftOut, ...] = field(default=(), repr=False)
    unread: tuple[Measurement, ...] = ()
    """Rows of the period that hold no value that could be read."""
    work: WorkReading | None = None
    """Of kind work: what it was computed from."""

    @property
    def excluded(self) -> tuple[Excluded, ...]:
        """The values that do not count, each with the reason. Made when asked for: it may be long."""
        counted = {id(point) for point in self.used}
        left = [one for stretch in self.left_out for one in stretch if id(one.what) not in counted]
        return (*left, *(Excluded(row, "could not be read") for row in self.unread))


@dataclass(frozen=True, slots=True)
class CriterionEvaluation:
    """One criterion of a goal. `holds` None: not known."""

    criterion: Criterion
    text: str
    verdict: Verdict
    metric: str | None = None
    bound: str | None = None
    holds: bool | None = None
    baseline: float | None = None
    baseline_inferred: bool = False
    headroom: float | None = None
    used: tuple[Point, ...] = ()
    formula: str = ""
    held: str | None = None
    """Why it is held, if it is."""


@dataclass(frozen=True, slots=True)
class GoalEvaluation:
    """A pass/fail goal."""

    verdict: Verdict
    criteria: tuple[CriterionEvaluation, ...]
    colour: str | None = None
    confidence: float | None = None
    override: Override | None = None
    formula: str = ""

    @property
    def used(self) -> tuple[Point, ...]:
        """What its criteria were computed from."""
        return tuple(point for criterion in self.criteria for point in criterion.used)


@dataclass(frozen=True, slots=True)
class KpiEvaluation:
    """A KPI; the status of its verdict is a KpiStatus."""

    verdict: Verdict
    target: float | None = None
    healthy: str | None = None
    """The healthy range in words; None: nothing was declared."""
    headroom: float | None = None
    confidence: float | None = None
    used: tuple[Point, ...] = ()
    formula: str = ""


@dataclass(frozen=True, slots=True)
class ObjectiveEvaluation:
    """An objective: the roll-up of its key results."""

    status: Status
    expected_progress: float
    progress: float | None = None
    progress_high: float | None = None
    known_share: float | None = None
    score: float | None = None
    by_ambition: Mapping[str, float] = field(default_factory=dict)
    """The score of moonshots and roofshots apart, where there are both."""


@dataclass(frozen=True, slots=True)
class InitiativeEvaluation:
    """An initiative and the work linked to it; without any nothing can be said of it. `verdict` in a few words."""

    status: str
    truth: Truth = Truth.UNKNOWN
    reason: str | None = None
    verdict: str | None = None
    work: WorkReading | None = None
    """None: nothing was ever linked to it."""


@dataclass(frozen=True, slots=True)
class Evaluations:
    """Everything declared, by id, in the order of declaration, as it stands on `today`."""

    today: date
    key_results: Mapping[str, KeyResultEvaluation] = field(default_factory=dict)
    goals: Mapping[str, GoalEvaluation] = field(default_factory=dict)
    kpis: Mapping[str, KpiEvaluation] = field(default_factory=dict)
    objectives: Mapping[str, ObjectiveEvaluation] = field(default_factory=dict)
    initiatives: Mapping[str, InitiativeEvaluation] = field(default_factory=dict)

    def used(self, subject: str) -> tuple[Point, ...]:
        """The values that a key result, goal or KPI was computed from; empty for anything else."""
        one = self.key_results.get(subject) or self.goals.get(subject) or self.kpis.get(subject)
        return one.used if one is not None else ()
