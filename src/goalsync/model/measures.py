"""How key results are measured: one struct per kind, with the bounds and windows they are made of."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from msgspec import Struct

from goalsync.model.vocabulary import Accumulation, Direction, Judge, Summary


class BoundKind(StrEnum):
    """below and above are strict; at_most, at_least and between include their ends."""

    BELOW = "below"
    AT_MOST = "at_most"
    ABOVE = "above"
    AT_LEAST = "at_least"
    BETWEEN = "between"


class Bound(Struct, frozen=True):
    """A limit that a value keeps or breaks. `limit` is the bound; `between` has `limit` (low) and `high`."""

    kind: BoundKind
    limit: float
    high: float | None = None


class Change(Struct, frozen=True):
    """From a baseline to a target; or relative to the baseline by exactly one of by_percent, by, times."""

    metric: str
    baseline: float | None = None
    target: float | None = None
    by_percent: float | None = None
    by: float | None = None
    times: float | None = None
    direction: Direction | None = None


class Accumulate(Struct, frozen=True):
    """Add up (or count) the period's dated values until `reach`."""

    metric: str
    reach: float
    how: Accumulation = Accumulation.SUM
    baseline: float = 0.0


class Share(Struct, frozen=True):
    """A ratio metric, in percent points, up to `target`."""

    metric: str
    target: float
    baseline: float | None = None
    direction: Direction | None = None


class Maintain(Struct, frozen=True):
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


class Window(Struct, frozen=True):
    """A recurring window counted from the period's start: `count` × `unit`."""

    unit: WindowUnit
    count: int = 1


class Consistency(Struct, frozen=True):
    """Hit a bound in at least `times` of the first `out_of` windows."""

    metric: str
    bound: Bound
    times: int
    out_of: int
    every: Window
    per_period: Summary = Summary.LAST


class Milestone(Struct, frozen=True):
    """Done or not: by an item or initiative (`done_when`), or by hand (`done`, None = not yet)."""

    done_when: str | None = None
    done: date | None = None


class Step(Struct, frozen=True):
    """One step of a milestone."""

    title: str
    due: date | None = None
    done: date | None = None
    weight: float = 1.0


class Steps(Struct, frozen=True):
    """A milestone of weighted steps."""

    steps: tuple[Step, ...]


class Work(Struct, frozen=True):
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
