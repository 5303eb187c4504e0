"""What a connector is: the only part of goalsync that a connector may import, with the model."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from msgspec import Struct, field
from pydantic import BaseModel, ConfigDict

from goalsync.model.metric import Measurement
from goalsync.model.place import Place
from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.secrets import Secrets

if TYPE_CHECKING:
    from goalsync.model.work import WorkItem


def _never(item: WorkItem) -> bool:
    del item
    return False


def _nowhere(project: str) -> bool:
    del project
    return False


Advice = tuple[tuple[str | int, ...], str, str]
"""(path within the entry, what is unusual, what to do about it): a warning of `check`, never an error."""


class SourceConfig(BaseModel):
    """A connector's own keys under `sources.NAME`: subclass, add fields. Unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)

    def advice(self, directory: Path) -> Iterable[Advice]:
        """What looks wrong beside the configuration itself, such as a missing file of the workspace `directory`.

        Asked at every start: look at a few files at most, and never at a network.
        """
        del directory
        return ()

    def pulled_projects(self) -> Sequence[str] | None:
        """The projects whose items are pulled, as names or globs; None: only the system knows them."""
        return None


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

    def advice(self, source: SourceConfig) -> Iterable[Advice]:
        """What looks wrong together with its source's keys, and may still be meant."""
        del source
        return ()


class Partition(Struct, frozen=True):
    """A separately pullable part of a source: a project, a repository, a file. Names are unique in a source."""

    name: str
    brings_work: bool = True
    """Whether it can hold work items: what is counted over work does not wait for one that holds numbers alone."""


class MetricRequest(Struct, frozen=True):
    """A metric to read from the source."""

    metric: str
    config: MetricConfig
    place: Place
    percent_points: bool = False
    """The metric's unit is "%": percent cells are read in percent points (18), not as fractions (0.18)."""
    one_per_date: bool = False
    """Something reads it as one number per date: two rows of a date are a problem unless its config says else."""


class MetricResult(Struct, frozen=True):
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


class Census(Struct, frozen=True):
    """The native ids of all the items that a partition holds now. It is complete: a listing cut short is none.

    What the same pull brought is among them, or is asked for needlessly.
    """

    native_ids: Collection[str]


class Page(Struct, frozen=True):
    """What one step of a pull brought; stored in one transaction together with `cursor`.

    `cursor` None leaves the stored one. `unchanged` True: the source says that nothing differs from what the
    stored cursor stands for (a 304); levels are then dated anew with their last value. `census`: what the partition
    holds, at the latest with the last page; what is stored and not in it is then looked for by `Locates`. `archived`:
    the partition is there and was archived as a whole, so that it is not listed any more: its items count as they were.
    """

    items: Sequence[WorkItem] = ()
    results: Sequence[MetricResult] = ()
    cursor: str | None = None
    unchanged: bool = False
    notes: Sequence[str] = ()
    census: Census | None = None
    archived: bool = False


class Sought(Struct, frozen=True):
    """An item to look for: its native id, and the key it had when it was last seen, if it ever was."""

    native_id: str
    key: str | None = None


class Located(Struct, frozen=True):
    """What became of items that were asked for by id.

    `items` are there, wherever that is now: `project` says in which, `presence` whether they are archived or, though
    still there, no longer within what the source is configured to pull (`moved`). `gone` are native ids that do not
    exist any more, in a partition that is still visible; `lost` are those that exist but may not be read.
    """

    items: Sequence[WorkItem] = ()
    gone: Sequence[str] = ()
    lost: Sequence[str] = ()


class Traffic(Struct):
    """Counters of one partition's pull; the HTTP session adds to it. Not shared between threads."""

    requests: int = 0
    bytes: int = 0
    retries: int = 0
    waited_seconds: float = 0.0


class Context(Struct, frozen=True):
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
    census: frozenset[str] = frozenset()
    """The partitions pulled before whose ids are to be listed in this run; a pull of everything always lists them."""
    pulled: frozenset[str] = frozenset()
    """The partitions that the source had when it was last pulled."""
    phases: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Phase → the raw statuses or labels that mean it, as configured (`phases:`)."""
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Kind → the tracker's types or labels that mean it, as configured (`kinds:`)."""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Name → a field's id, its exact name, or `auto`, as configured (`fields:`)."""
    needs_started: Callable[[WorkItem], bool] = _never
    """Whether a metric needs to know when work on an item started: only then is its history worth asking for."""
    wants_started: Callable[[str], bool] = _nowhere
    """Whether it could of any item of a project: where that changes, what was pulled before has to come again."""
    recording: Path | None = None
    """A file of recorded answers, as configured: `sdk.http` asks it instead of the network, and secrets are made up."""


class Soundness(StrEnum):
    """How something that was examined is."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    FAILED = "failed"


class Examination(Struct, frozen=True):
    """One thing that `goalsync doctor` looked at: what it is, how it is, what was found, and what to do about it."""

    name: str
    """What was looked at: reachable, identity, time zone, project SHOP, field points …"""
    soundness: Soundness
    found: str
    remedy: str | None = None


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
class Locates(Protocol):
    """A source that can be asked for single items."""

    def locate(self, partition: Partition, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        """What became of them, each exactly once; raises SourceError, after which nothing is concluded of the rest."""
        ...


@runtime_checkable
class Examines(Protocol):
    """A source that can tell how it is set up, for `goalsync doctor`."""

    def examine(self) -> Iterator[Examination]:
        """One thing after another, as each is found out; what fails is an examination, not an exception."""
        ...


@runtime_checkable
class Sink(Protocol):
    """The writing half of a connector: writes one field of one thing in a person's system."""

    def push(self, subject: str, field_name: str, before: object, after: object) -> None:
        """Write `after`, only if the system still holds `before`; raises SourceError."""
        ...


@runtime_checkable
class TakesCensus(Protocol):
    """A connector whose sources list the ids of their items cheaply: how often they do so unless `census:` says."""

    census_every: ClassVar[timedelta]


class Connector(Protocol):
    """What an entry point in the group `goalsync.connectors` names. Making one does nothing.

    One whose sources never bring work items, only numbers, says `brings_work: ClassVar[bool] = False`: then what is
    counted over all work does not wait for it. One whose items are of certain kinds only unless `kinds:` says more may
    name them, `kinds: ClassVar[frozenset[str]]`: then `check` warns of rules for others.
    """

    name: ClassVar[str]
    summary: ClassVar[str]
    source_config: type[SourceConfig]
    metric_config: type[MetricConfig] | None

    def open(self, config: Any, context: Context) -> Source:
        """A source for one run; no request is made yet."""
        ...


def brings_work(connector: Connector | None) -> bool:
    """Whether sources of a connector can bring work items; so unless it says that they never do."""
    return bool(getattr(connector, "brings_work", True))
