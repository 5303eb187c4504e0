"""Metrics: ids for something measured, and the dated values measured."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from msgspec import Struct, field

from goalsync.model.condition import Condition
from goalsync.model.place import Place
from goalsync.model.vocabulary import OnDuplicate, Origin


class Fresh(Struct, frozen=True):
    """How old the newest value may be, counted in time from the end of its day; None: any age."""

    warn_after: timedelta | None = None
    error_after: timedelta | None = None


class Evidence(Struct, frozen=True):
    """Where a value stands in a system, enough for a person to find it.

    `cells` are addresses (`B4`; in text files `R5C3` with `line 5` semantics), `raw` is the text that stood there.
    """

    source: str
    file: str | None = None
    sheet: str | None = None
    cells: tuple[str, ...] = ()
    raw: str | None = None
    note: str | None = None


class Measurement(Struct, frozen=True):
    """One dated value of a metric, as stored.

    `at` is `YYYY-MM-DD` for a day, else ISO 8601 UTC. `key` tells rows of one date apart (the `dedupe_by` value,
    or the row's number among those of its date, from "1"). `value` None is unknown (an error cell). `retracted`
    means that the row is gone. Of several with one metric, at and key, the latest recorded counts.
    """

    metric: str
    at: str
    value: float | None
    key: str = "1"
    retracted: bool = False
    recorded_at: datetime | None = None
    origin: Origin = Origin.SYNC
    run: str | None = None
    evidence: Evidence | None = None
    by: str | None = None
    note: str | None = None
    source: str | None = None
    partition: str | None = None
    """Which part of which source holds the row; the store fills both in (None: recorded by hand)."""

    @property
    def day(self) -> date:
        """The day it is dated (UTC for a time)."""
        return date.fromisoformat(self.at[:10])


class FromSource(Struct, frozen=True):
    """Read from a source by its connector; `settings` is the connector's own validated model."""

    source: str
    settings: object
    events: bool = False
    """Dated events (a series) that may be accumulated, not a level."""
    on_duplicate: OnDuplicate = OnDuplicate.ERROR


class Manual(Struct, frozen=True):
    """Recorded by people with `goalsync record`."""


class Formula(Struct, frozen=True):
    """Arithmetic over other metrics: + - * / ( ) min max abs round."""

    text: str
    inputs: tuple[str, ...]


class Ratio(Struct, frozen=True):
    """100 · numerator ÷ denominator of two metrics, in percent points."""

    numerator: str
    denominator: str


class OverWork(Struct, frozen=True):
    """A count, sum, percentile or ratio over stored work items.

    `selectors` say of which: one condition, or two for a ratio (numerator, denominator). `sources` are the declared
    sources that they can look at.
    """

    how: str
    """count | sum | percentile | ratio"""
    selectors: tuple[Condition, ...]
    field: str | None = None
    percentile: float | None = None
    sources: tuple[str, ...] = ()

    @property
    def of_period(self) -> bool:
        """Whether it depends on the period of what uses it (`closed_in: period`)."""
        return any(selector.of_period for selector in self.selectors)


Definition = FromSource | Manual | Formula | Ratio | OverWork


class Metric(Struct, frozen=True):
    """An id for something measured, and how it is measured."""

    id: str
    definition: Definition
    place: Place
    unit: str | None = None
    fresh: Fresh = field(default_factory=Fresh)

    @property
    def events(self) -> bool:
        """Whether its values are dated events that may be added up (a series, or recorded by hand)."""
        match self.definition:
            case FromSource(events=events):
                return events
            case Manual():
                return True
            case _:
                return False

    @property
    def inputs(self) -> tuple[str, ...]:
        """The metrics it is computed from, in order."""
        match self.definition:
            case Formula(inputs=names):
                return names
            case Ratio(numerator=numerator, denominator=denominator):
                return (numerator, denominator)
            case _:
                return ()


class Point(Struct, frozen=True):
    """One dated value ready for the maths; its measurements (several for a formula) say where it came from."""

    day: date
    value: float
    measurements: tuple[Measurement, ...] = ()
