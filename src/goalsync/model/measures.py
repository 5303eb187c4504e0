"""How key results are measured: one dataclass per kind, with the bounds and windows they are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from goalsync.model.vocabulary import Accumulation, Direction, Judge, Summary


class BoundKind(StrEnum):
    """below and above are strict; at_most, at_least and between include their ends."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BETWEEN = "between"


@dataclass(frozen=True, slots=True)
class Bound:
    """A limit that a value keeps or breaks. `limit` is the bound; `between` has `limit` (low) and `high`."""

    kind: BoundKind
    limit: float
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """From a baseline to a target; or relative to the baseline by exactly one of by_percent, by, times."""

    metric: str
    baseline: float | None = None
    target: float | None = None
    by_percent: float | None = None
    by: float | None = None
    times: float | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Accumulate:
    """Add up (or count) the period's dated values until `reach`."""

    metric: str
    reach: float
    how: Accumulation = Accumulation.SUM
    baseline: float = 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """A ratio metric, in percent points, up to `target`."""

    metric: str
    target: float
    baseline: float | None = None
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Maintain:
    """Keep a value inside a bound. `warn` lies strictly inside, in the metric's unit."""

    metric: str
    bound: Bound
    warn: float | None = None
    judge: Judge = Judge.LAST


class WindowUnit(StrEnum):
    """What a window is counted in."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


@dataclass(frozen=True, slots=True)
class Window:
    """A recurring window counted from the period's start: `count` × `unit`."""

    unit: WindowUnit
    count: int = 1


@dataclass(frozen=True, slots=True)
class Consistency:
    """Hit a bound in at least `times` of the first `out_of` windows."""

    metric: str
    bound: Bound
    times: int
    out_of: int
    every: Window
    per_period: Summary = Summary.LAST


@dataclass(frozen=True, slots=True)
class Milestone:
    """Done or not: by an item or initiative (`done_when`), or by hand (`done`, None = not yet)."""

    done_when: str | None = None
    done: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a milestone."""

    title: str
    due: date | None = None
    done: date | None = None
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Steps:
    """A milestone of weighted steps."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Work:
    """Delivery of the linked work, by number of items or by points."""

    by: str = "items"
    dropped: str = "exclude"


Measure = Change | Accumulate | Share | Maintain | Consistency | Milestone | Steps | Work


def kind_of(measure: Measure) -> str:
    """The public name of a kind of key result."""
    return "milestone" if isinstance(measure, Steps) else type(measure).__name__.lower()


def takes_every_row(measure: Measure) -> bool:
    """Whether several values of one date are added up (or counted), so that they need not be one number."""
    return isinstance(measure, Accumulate) or (isinstance(measure, Consistency) and measure.per_period is Summary.SUM)
