"""A tracker in memory: projects of issues that change, move, vanish and come back, and a connector that pulls them.

It walks as trackers are walked: everything in order of id, or what was updated since the cursor; it lists ids when a
census is due, and can be asked for single issues. It fails where it is told to. No network or file.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from goalsync.model.goals import Goals
from goalsync.model.place import Place
from goalsync.model.settings import Configuration, Mappings, Settings, SourceSettings
from goalsync.model.vocabulary import Presence, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import (
    Census,
    Connector,
    Context,
    Located,
    MetricConfig,
    MetricResult,
    Page,
    Partition,
    Sought,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import SourceError
from goalsync.sdk.secrets import Secrets
from goalsync.workspace import Workspace
from support.stores import NOW

CUT = SourceError(PullCode.UNREACHABLE, "the connection was cut", remedy="run again")


@dataclass
class Issue:
    """One issue. `hidden`: it exists, and the account may not read it. `matches`: it is within the configured bound."""

    id: str
    project: str
    key: str
    title: str
    updated: datetime
    archived: bool = False
    hidden: bool = False
    matches: bool = True
    parent_key: str | None = None
    kind: str = "story"

    @property
    def listed(self) -> bool:
        """Whether a search finds it."""
        return self.matches and not self.archived and not self.hidden


@dataclass
class Tracker:
    """Issues by id, and how the tracker fails. Mutations move its clock."""

    projects: list[str] = field(default_factory=lambda: ["A", "B", "Z"])
    issues: dict[str, Issue] = field(default_factory=dict)
    forbidden: set[str] = field(default_factory=set)
    archived: set[str] = field(default_factory=set)
    """Projects that were archived as a whole."""
    problem: str | None = None
    """What is wrong with the metric `m`, which each partition then reads; None: there is no such metric."""
    configured: tuple[str, ...] = ("A", "B")
    bound: str | None = None
    """What is configured beside them; what is within it is for the issues to say (`matches`)."""
    page_size: int = 3
    seconds: int = 0
    numbers: int = 0
    deleted: set[str] = field(default_factory=set)
    """Ids that were ever deleted."""
    cut_after: dict[str, int] = field(default_factory=dict)
    """Partition → pages that come before its pull is cut."""
    no_census: set[str] = field(default_factory=set)
    """Partitions whose listing of ids is cut short."""
    answers: int | None = None
    """How many issues `locate` answers for before it is cut; None: all."""
    before_locate: Callable[[], None] | None = None
    censuses: list[str] = field(default_factory=list)
    located: list[str] = field(default_factory=list)
    fetched: int = 0

    def add(self, project: str, title: str = "as made", **fields: Any) -> str:
        """A new issue; its id."""
        self.numbers += 1
        id_ = str(1000 + self.numbers)
        self.issues[id_] = Issue(id_, project, f"{project}-{self.numbers}", title, self._tick(), **fields)
        return id_

    def fill(self, project: str, number: int) -> list[str]:
        """So many new issues."""
        return [self.add(project) for _ in range(number)]

    def edit(self, id_: str, title: str) -> None:
        """Another title."""
        issue = self.issues[id_]
        issue.title, issue.updated = title, self._tick()

    def move(self, id_: str, project: str) -> None:
        """Into another project, under a new key."""
        issue = self.issues[id_]
        self.numbers += 1
        issue.project, issue.key, issue.updated = project, f"{project}-{self.numbers}", self._tick()

    def delete(self, id_: str) -> Issue:
        """For good, or until it is put back."""
        self.deleted.add(id_)
        return self.issues.pop(id_)

    def put_back(self, issue: Issue) -> None:
        """As it was, from a backup: its time does not move."""
        self.issues[issue.id] = issue

    def heal(self) -> None:
        """No failure from now on."""
        self.cut_after, self.no_census, self.answers, self.before_locate = {}, set(), None, None

    def of(self, project: str) -> list[Issue]:
        """The issues that a search in a project finds, by id."""
        return sorted((one for one in self.issues.values() if one.project == project and one.listed), key=_id)

    def ids(self, project: str) -> list[str]:
        """Their ids."""
        return [one.id for one in self.of(project)]

    def _tick(self) -> datetime:
        self.seconds += 1
        return NOW - timedelta(days=30) + timedelta(seconds=self.seconds)


def _id(issue: Issue) -> str:
    return issue.id


@dataclass
class Opened:
    """The reading half."""

    tracker: Tracker
    context: Context

    def partitions(self) -> Sequence[Partition]:
        return [Partition(name) for name in self.tracker.configured]

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        del partition
        return ("m",) if self.tracker.problem else ()

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        tracker, name = self.tracker, partition.name
        if name in tracker.forbidden:
            raise SourceError(PullCode.FORBIDDEN, f"{name}: not allowed", remedy="ask for access")
        if name in tracker.archived:
            yield Page(notes=[f"{name} is archived"], archived=True)
            return
        since = None if cursor is None else datetime.fromisoformat(json.loads(cursor)["since"])
        found = [one for one in tracker.of(name) if since is None or one.updated >= since]
        newest = max((one.updated for one in tracker.of(name)), default=since)
        listed = Census(tracker.ids(name)) if since is None or name in self.context.census else None
        pages = [found[start : start + tracker.page_size] for start in range(0, len(found), tracker.page_size)]
        for number, page in enumerate(pages):
            if tracker.cut_after.get(name) == number:
                raise CUT
            traffic.requests += 1
            tracker.fetched += len(page)
            yield Page(items=[self._item(issue) for issue in page])
        if name in tracker.cut_after or (listed is not None and name in tracker.no_census):
            raise CUT
        if listed is not None:
            tracker.censuses.append(name)
        kept = None if newest is None else json.dumps({"since": newest.isoformat()})
        results = [MetricResult("m", (), whole=False, problem=tracker.problem)] if tracker.problem else []
        yield Page(results=results, cursor=kept, census=listed)

    def locate(self, partition: Partition, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        tracker = self.tracker
        if tracker.before_locate is not None:
            tracker.before_locate()
        for number, id_ in enumerate(one.native_id for one in sought):
            if tracker.answers == number:
                raise CUT
            traffic.requests += 1
            tracker.located.append(id_)
            issue = tracker.issues.get(id_)
            if issue is None:
                yield Located(lost=[id_]) if partition.name in tracker.forbidden else Located(gone=[id_])
            elif issue.hidden or issue.project in tracker.forbidden:
                yield Located(lost=[id_])
            else:
                yield Located(items=[self._item(issue)])

    def close(self) -> None:
        """Nothing is open."""

    def _item(self, issue: Issue) -> WorkItem:
        presence = Presence.ARCHIVED if issue.archived else Presence.PRESENT if issue.matches else Presence.MOVED
        name = self.context.name
        return WorkItem(
            f"{name}:{issue.id}", name, issue.id, issue.key, issue.project, issue.kind, "Story", issue.title, "Open",
            "todo", updated=issue.updated, parent_key=issue.parent_key, tags={"label": (issue.project,)},
            presence=presence,
        )  # fmt: skip


class _Silent:
    """The same source without `locate`."""

    def __init__(self, opened: Opened) -> None:
        self.partitions, self.metrics_of, self.pull = opened.partitions, opened.metrics_of, opened.pull
        self.close = opened.close


class TrackerConfig(SourceConfig):
    """Which projects are said to be pulled; the tracker's `configured` decides."""

    projects: tuple[str, ...] = ()
    bound: str | None = None


class TrackerConnector:
    """Opens the tracker that has the source's name, or the only one."""

    name: ClassVar[str] = "tracker"
    summary: ClassVar[str] = "in memory"
    source_config: type[SourceConfig] = TrackerConfig
    metric_config: type[MetricConfig] | None = None
    census_every: ClassVar[timedelta] = timedelta(hours=6)

    def __init__(self, trackers: Mapping[str, Tracker], *, locates: bool = True) -> None:
        self.trackers = trackers
        self.locates = locates

    def open(self, config: Any, context: Context) -> Any:
        """No request."""
        del config
        opened = Opened(self.trackers[context.name], context)
        return opened if self.locates else _Silent(opened)


def connectors(trackers: Mapping[str, Tracker], *, locates: bool = True) -> dict[str, Connector]:
    """What `registry.connectors()` would give."""
    return {"tracker": TrackerConnector(trackers, locates=locates)}


def workspace(
    directory: Path, trackers: Mapping[str, Tracker], *, census: timedelta | str | None = None, **settings: Any
) -> Workspace:
    """A workspace whose sources are `trackers`, whose keys name the projects that are configured unless `roster`."""
    roster = settings.pop("roster", False)
    sources = {
        name: SourceSettings(
            name,
            "tracker",
            TrackerConfig(projects=() if roster else tracker.configured, bound=tracker.bound),
            Place("config/goalsync.yaml", 3),
            census=census,
        )
        for name, tracker in trackers.items()
    }
    configuration = Configuration(
        settings=Settings(sources=sources, **settings),
        goals=Goals(),
        mappings=Mappings(),
        digest="sha256:configuration",
    )
    return Workspace(directory=directory, configuration=configuration, secrets=Secrets(directory))
