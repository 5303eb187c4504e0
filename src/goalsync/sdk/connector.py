"""What a connector is: the only part of goalsync that a connector may import, with the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from goalsync.model.metric import Measurement
from goalsync.model.place import Place
from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.secrets import Secrets

if TYPE_CHECKING:
    from goalsync.model.work import WorkItem


class SourceConfig(BaseModel):
    """A connector's own keys under `sources.NAME`: subclass, add fields. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class MetricConfig(BaseModel):
    """A connector's own keys of a metric that has its `source`: subclass, add fields."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    def events(self) -> bool:
        """Whether the metric is dated events that may be accumulated (a series), not a level."""
        return False

    def duplicates(self) -> OnDuplicate:
        """What two rows of one date mean when the metric is read as one number per date."""
        return OnDuplicate.ERROR

    def problems(self, source: SourceConfig) -> Iterable[tuple[tuple[str | int, ...], str]]:
        """(path within the metric, message) of what is wrong only together with its source's keys."""
        del source
        return ()


@dataclass(frozen=True, slots=True)
class Partition:
    """A separately pullable part of a source: a project, a repository, a file. Names are unique in a source."""

    name: str


@dataclass(frozen=True, slots=True)
class MetricRequest:
    """A metric to read from the source."""

    metric: str
    config: MetricConfig
    place: Place
    percent_points: bool = False
    """The metric's unit is "%": percent cells are read in percent points (18), not as fractions (0.18)."""
    one_per_date: bool = False
    """Something reads it as one number per date: two rows of a date are a problem unless its config says else."""


@dataclass(frozen=True, slots=True)
class MetricResult:
    """One metric as read in one pull of one partition.

    A series (`whole` True) is everything the source holds of the metric now: rows stored before and missing here
    are gone. A level (`whole` False) is only today's value. `problem` (with file:line:col of the metric and the
    cell) means that the metric could not be read and must be held; the readable measurements may stand beside it.
    """

    metric: str
    measurements: Sequence[Measurement]
    whole: bool
    looked_at: int = 0
    matched: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    problem: str | None = None
    dated: bool = False
    """The level is dated by the source itself (`dated`), so reading it again on another day does not date it anew."""


@dataclass(frozen=True, slots=True)
class Page:
    """What one step of a pull brought; stored in one transaction together with `cursor`.

    `cursor` None leaves the stored one. `unchanged` True: the source says that nothing differs from what the
    stored cursor stands for (a 304); levels are then dated anew with their last value.
    """

    items: Sequence[WorkItem] = ()
    results: Sequence[MetricResult] = ()
    cursor: str | None = None
    unchanged: bool = False
    notes: Sequence[str] = ()


@dataclass(slots=True)
class Traffic:
    """Counters of one partition's pull; the HTTP session adds to it. Not shared between threads."""

    requests: int = 0
    bytes: int = 0
    retries: int = 0
    waited_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Context:
    """What a source may know of the run and its workspace."""

    name: str
    """The source's name in `sources:`."""
    directory: Path
    """The workspace; relative paths are relative to it."""
    now: datetime
    today: date
    timezone: ZoneInfo
    secrets: Secrets
    metrics: Sequence[MetricRequest] = ()
    full: bool = False
    concurrency: int = 8
    overlap: timedelta = timedelta(minutes=5)
    max_wait: timedelta = timedelta(minutes=5)
    proxy: str | None = None
    ca: str | None = None


@runtime_checkable
class Source(Protocol):
    """The reading half of a connector, opened for one run."""

    def partitions(self) -> Sequence[Partition]:
        """The parts to pull now. May read the system; raises SourceError when it cannot tell."""
        ...

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """The ids of the metrics that are read from a partition."""
        ...

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """Pages from `cursor` on (None: everything). Called from several threads for different partitions.

        Raises SourceError; the pages before it stand.
        """
        ...

    def close(self) -> None:
        """Give back connections and processes."""
        ...


@runtime_checkable
class Sink(Protocol):
    """The writing half of a connector: writes one field of one thing in a person's system."""

    def push(self, subject: str, field_name: str, before: object, after: object) -> None:
        """Write `after`, only if the system still holds `before`; raises SourceError."""
        ...


class Connector(Protocol):
    """What an entry point in the group `goalsync.connectors` names. Making one does nothing."""

    name: ClassVar[str]
    summary: ClassVar[str]
    source_config: type[SourceConfig]
    metric_config: type[MetricConfig] | None

    def open(self, config: Any, context: Context) -> Source:
        """A source for one run; no request is made yet."""
        ...
