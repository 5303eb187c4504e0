"""Runs: what was pulled, what people and the program said of goals, and the frozen picture of the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from msgspec import Struct, field

from goalsync.model.check_in import CheckIn
from goalsync.model.finding import Finding
from goalsync.model.linked import Linking, WorkReading
from goalsync.model.metric import Measurement
from goalsync.model.plan import BrakeResult
from goalsync.model.vocabulary import KpiStatus, PullCode, PullState, Status, Truth
from goalsync.model.work import ItemFacts, WorkItem


class MetricRead(Struct, frozen=True):
    """How one metric was read from one partition in its last pull: the denominator of every number.

    `problem` says why it could not be read (with file:line:col and the cell); `complete_at` is when it last could.
    """

    metric: str
    source: str
    partition: str
    looked_at: int = 0
    matched: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    """Reason → number of rows left out."""
    problem: str | None = None
    complete_at: datetime | None = None
    ever_matched: bool = False
    level: bool = False
    """A level that is dated by the day it is read."""
    definition: str | None = None
    """Digest of the metric's definition when all that it then matched had been taken in; None: not known."""


class PartitionReport(Struct, frozen=True):
    """What a pull of one partition did. Counters are of this run; `cursor` is where the next one starts."""

    name: str
    state: PullState
    code: PullCode | None = None
    reason: str | None = None
    items: int = 0
    new: int = 0
    changed: int = 0
    gone: int = 0
    requests: int = 0
    bytes: int = 0
    retries: int = 0
    waited_seconds: float = 0.0
    cursor: str | None = None
    notes: tuple[str, ...] = ()
    """What the connector chose where it had to (an encoding, a header row), for people."""
    reads: tuple[MetricRead, ...] = ()
    complete_at: datetime | None = None
    """When it was last complete, now included."""
    pulled_at: datetime | None = None
    """When it was last tried."""
    read_at: datetime | None = None
    """When it was last not broken."""
    census_at: datetime | None = None
    """When the ids of its items were last listed and all that was missing was accounted for; None: to be done."""
    definition: str | None = None
    """Digest of its source's own keys when it was last tried; None: not known."""
    brings_work: bool = True
    """Whether it can hold work items, not numbers alone."""
    unsettled: str | None = None
    """Why it is not known what became of its items, though all its pages came."""
    withdrawn: bool = False
    """Whether it was out of reach as a whole (forbidden, gone, archived) since what it holds was last known."""
    brakes: tuple[BrakeResult, ...] = ()
    """The holding brakes that were pulled here, or overridden."""

    @property
    def broken(self) -> bool:
        """Whether everything read from it must be held: not merely some of its metrics."""
        if self.state is PullState.FAILED:
            return True
        if self.state is PullState.PARTIAL and self.unsettled is not None:
            return True
        of_metrics = self.code in (None, PullCode.UNREADABLE, PullCode.VANISHED)
        return self.state is PullState.PARTIAL and not (of_metrics and any(read.problem for read in self.reads))


class SourceReport(Struct, frozen=True):
    """What a pull of one source did."""

    name: str
    connector: str
    partitions: tuple[PartitionReport, ...] = ()
    reason: str | None = None
    """Why the source as a whole could not be opened, if it could not."""
    failed: bool = False
    skipped: bool = False

    @property
    def state(self) -> PullState:
        """failed if all partitions are, partial if any is not complete."""
        if self.skipped:
            return PullState.SKIPPED
        states = {part.state for part in self.partitions}
        if self.failed or states == {PullState.FAILED}:
            return PullState.FAILED
        if states & {PullState.FAILED, PullState.PARTIAL}:
            return PullState.PARTIAL
        if states == {PullState.SKIPPED}:
            return PullState.SKIPPED
        return PullState.COMPLETE


class Pulled(Struct, frozen=True):
    """What was pulled for a plan and the store does not hold."""

    measurements: tuple[Measurement, ...] = ()
    items: tuple[WorkItem, ...] = ()
    sources: tuple[SourceReport, ...] = ()
    tallied: tuple[MetricRead, ...] = ()
    """How the metrics over work were counted; `partition` is the key of their measurements."""


class Run(Struct, frozen=True):
    """One execution that was recorded."""

    id: str
    started: datetime
    ended: datetime | None = None
    outcome: str | None = None
    digest: str | None = None
    config_digest: str | None = None
    changed: bool = False
    """Whether it changed the store in anything a plan is based on."""
    held: tuple[str, ...] = ()
    """What it left as it stood, because something that was needed was incomplete: ids in order."""


class Snapshot(Struct, frozen=True):
    """The store, frozen at one moment: all that the pure part of a run may know.

    Measurements are all rows ever recorded (superseded and retracted ones too) up to `known_at`, per metric, ordered
    by (at, recorded order); check-ins per subject in recorded order.
    """

    now: datetime
    today: date
    """The workspace's day of `now`, or the `--as-of` day."""
    base: Run | None = None
    """The last run that changed the store."""
    measurements: Mapping[str, tuple[Measurement, ...]] = field(default_factory=dict)
    check_ins: Mapping[str, tuple[CheckIn, ...]] = field(default_factory=dict)
    sources: tuple[SourceReport, ...] = ()
    """The last report of every source and partition."""
    findings: tuple[Finding, ...] = ()
    """The findings that the last applied run left open, with the time since when each is."""
    runs: tuple[Run, ...] = ()
    """All runs that came to their end, in their order."""
    tallied: Mapping[str, tuple[MetricRead, ...]] = field(default_factory=dict)
    """Per metric over work how it was last counted; `partition` is the key of its measurements."""
    redefined: Mapping[str, datetime] = field(default_factory=dict)
    """Per metric over work when it was last counted by another definition than before, if it ever was."""
    named: Mapping[str, tuple[ItemFacts, ...]] = field(default_factory=dict)
    """The items that something is done with (`done_when`), by what they are called there; none: there is no such."""
    work: Mapping[str, tuple[WorkReading, ...]] = field(default_factory=dict)
    """Per key result, goal, KPI and initiative the readings of the work linked to it, in recorded order."""
    linking: Linking | None = None
    """How all work was tied to goals when that was last found out; None: it never was."""


class Forecast(Struct, frozen=True):
    """The value expected at the end and its 80 % interval; or why there is none."""

    end: float | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None


class Verdict(Struct, frozen=True):
    """What was computed of one value or criterion: the numbers, the judgement, and what is known of it."""

    value: float | None = None
    measured_at: date | None = None
    progress: float | None = None
    score: float | None = None
    expected_progress: float | None = None
    status: Status | KpiStatus = Status.NO_DATA
    """Of a KPI a KpiStatus."""
    truth: Truth = Truth.UNKNOWN
    reason: str | None = None
    held_since: datetime | None = None
