"""Goals vocabulary: objectives, key results, goals, KPIs, initiatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct, field

from goalsync.model.measures import Bound, Measure, Window, WindowUnit, kind_of
from goalsync.model.metric import Fresh
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.vocabulary import Ambition, Direction, Mode, Rollup, Status


class Checkpoint(Struct, frozen=True):
    """Progress expected by a date."""

    day: date
    progress: float


Pacing = str | tuple[Checkpoint, ...]
"""`linear`, `back_loaded`, `front_loaded`, or checkpoints in order of date."""


class Override(Struct, frozen=True):
    """What a person says instead, beside the computed value, until it expires at the end of `until`."""

    by: str
    reason: str
    until: date
    value: float | None = None
    status: Status | None = None


class KeyResult(Struct, frozen=True):
    """A measurable outcome of an objective."""

    id: str
    title: str
    owner: str
    objective: str
    period: Period
    measure: Measure
    place: Place
    weight: float = 1.0
    unit: str | None = None
    ambition: Ambition = Ambition.ROOFSHOT
    pacing: Pacing = "linear"
    fresh: Fresh = field(default_factory=Fresh)
    guardrail: bool = False
    """A maintain key result is one unless it says `guardrail: false`."""
    mode: Mode = Mode.SYNC
    commit: float | None = None
    stretch: float | None = None
    override: Override | None = None
    was: str | None = None

    @property
    def kind(self) -> str:
        """change, accumulate, share, maintain, consistency, milestone or work."""
        return kind_of(self.measure)

    @property
    def metric(self) -> str | None:
        """The metric it reads, if it reads one."""
        return getattr(self.measure, "metric", None)


class Objective(Struct, frozen=True):
    """A qualitative aim."""

    id: str
    title: str
    owner: str
    period: Period
    key_results: tuple[str, ...]
    place: Place
    team: str | None = None
    contributes_to: tuple[str, ...] = ()
    rollup: Rollup = Rollup.MEAN
    was: str | None = None


class MetricCriterion(Struct, frozen=True):
    """A bound that a metric must keep on the due date."""

    metric: str
    bound: Bound
    baseline: float | None = None


class DoneWhen(Struct, frozen=True):
    """Done when an item or initiative is."""

    subject: str


class Done(Struct, frozen=True):
    """Done by hand on a day; None = not yet."""

    day: date | None


Criterion = MetricCriterion | DoneWhen | Done


class Elevated(Struct, frozen=True):
    """Elevated to the S-team: monthly status is required."""

    by: str
    on: date


class Goal(Struct, frozen=True):
    """A flat pass/fail goal with one owner, or two sides that share it."""

    id: str
    statement: str
    period: Period
    """From its start to its due date."""
    criteria: tuple[Criterion, ...]
    place: Place
    owner: str | None = None
    shared_by: tuple[str, ...] = ()
    category: str | None = None
    lever: str | None = None
    elevated: Elevated | None = None
    fresh: Fresh = field(default_factory=Fresh)
    mode: Mode = Mode.SYNC
    override: Override | None = None
    was: str | None = None


class Kpi(Struct, frozen=True):
    """An ongoing measure with a healthy range."""

    id: str
    title: str
    owner: str
    metric: str
    place: Place
    unit: str | None = None
    target: float | None = None
    direction: Direction | None = None
    """Which side of the target is healthy when there is no band; increase unless given."""
    every: Window = field(default_factory=lambda: Window(WindowUnit.MONTH))
    healthy: Bound | None = None
    fresh: Fresh = field(default_factory=Fresh)
    was: str | None = None


class Expectation(Struct, frozen=True):
    """What an initiative is expected to move, by how much, and within what time."""

    metric: str
    change: float
    within: timedelta


class Initiative(Struct, frozen=True):
    """A bet meant to move a key result. `serves` maps a served id to its share, None = equal."""

    id: str
    title: str
    place: Place
    owner: str | None = None
    team: str | None = None
    serves: Mapping[str, float | None] = field(default_factory=dict)
    hypothesis: str | None = None
    expect: Expectation | None = None
    status: str = "active"
    was: str | None = None


class Goals(Struct, frozen=True):
    """Everything declared in `config/goals/`, by id, in the order of the files and of their text."""

    objectives: Mapping[str, Objective] = field(default_factory=dict)
    key_results: Mapping[str, KeyResult] = field(default_factory=dict)
    goals: Mapping[str, Goal] = field(default_factory=dict)
    kpis: Mapping[str, Kpi] = field(default_factory=dict)
    initiatives: Mapping[str, Initiative] = field(default_factory=dict)

    def renames(self) -> Iterator[tuple[str, str]]:
        """(old id, new id) of everything that says `was`."""
        for kind in (self.objectives, self.key_results, self.goals, self.kpis, self.initiatives):
            for thing in kind.values():
                if thing.was:
                    yield thing.was, thing.id
