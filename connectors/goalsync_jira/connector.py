"""The connector and its source: each project is a partition, and one more holds the metrics that Jira counts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, ClassVar

from goalsync.sdk.connector import (
    Context,
    Examination,
    Located,
    MetricConfig,
    MetricRequest,
    Page,
    Partition,
    Sought,
    Source,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import naming
from goalsync_jira.config import PARTITION, JiraMetric, JiraSource

if TYPE_CHECKING:
    from goalsync.sdk.http import Gates, Policy
    from goalsync_jira.opened import Opened
    from goalsync_jira.site.site import Site


class JiraConnector:
    """Pulls issues and counts queries. `policy` and `gates` are for tests; else those of the process are used."""

    name: ClassVar[str] = "jira"
    summary: ClassVar[str] = "Jira Cloud and Data Center: issues of projects, and metrics counted by JQL"
    source_config: type[SourceConfig] = JiraSource
    metric_config: type[MetricConfig] | None = JiraMetric
    census_every: ClassVar[timedelta] = timedelta(hours=6)
    kinds: ClassVar[frozenset[str]] = frozenset({"initiative", "epic", "story", "task", "bug", "subtask", "other"})

    def __init__(self, policy: Policy | None = None, gates: Gates | None = None) -> None:
        self._policy = policy
        self._gates = gates

    def open(self, config: JiraSource, context: Context) -> Source:
        """A source for one run; nothing is asked yet."""
        return Jira(config, context, self._policy, self._gates)


class Jira:
    """The source for one run. Threads pull different projects at once; they share a session and its bounds."""

    def __init__(
        self, config: JiraSource, context: Context, policy: Policy | None = None, gates: Gates | None = None
    ) -> None:
        self._config = config
        self._context = context
        self._policy = policy
        self._gates = gates
        self._lock = Lock()
        self._site: Site | None = None
        self._opened: Opened | None = None

    def partitions(self) -> Sequence[Partition]:
        """The projects that are configured, else those that can be browsed. Proves who we are; raises SourceError."""
        names = self._open().projects
        counting = [Partition(PARTITION, brings_work=False)] if self._context.metrics else []
        return (*map(Partition, names), *counting)

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """All of them are in the partition `jql`."""
        return [request.metric for request in self._requests(partition)]

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """The items of a project, or the metrics. Raises SourceError that names the partition."""
        from goalsync.sdk.http import counted  # noqa: PLC0415 - what asks is imported when there is something to ask

        return counted(self._pages(partition, cursor, traffic), traffic)

    def locate(self, partition: Partition, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        """What became of issues of a project, by id; raises SourceError that names it."""
        from goalsync.sdk.http import counted  # noqa: PLC0415

        return counted(
            naming(partition.name, self._located(partition.name, [one.native_id for one in sought])), traffic
        )

    def examine(self) -> Iterator[Examination]:
        """How the source is set up: reachable, who we are, permissions, fields, clocks."""
        from goalsync_jira.examine.examining import examine  # noqa: PLC0415

        yield from examine(self._asked_site(), self._config, self._context)

    def close(self) -> None:
        """Drop the connections and begin nothing more; may be called twice."""
        with self._lock:
            site, opened = self._site, self._opened
        if opened is not None:
            opened.pool.close()
        if site is not None:
            site.close()

    def _pages(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        steps = self._open().pages(partition.name, cursor, self._requests(partition), traffic)
        return naming(partition.name, steps)

    def _located(self, name: str, native_ids: Sequence[str]) -> Iterator[Located]:
        yield from self._open().locating(name).located(native_ids)

    def _requests(self, partition: Partition) -> Sequence[MetricRequest]:
        return self._context.metrics if partition.name == PARTITION else ()

    def _asked_site(self) -> Site:
        from goalsync_jira.site.site import open_site  # noqa: PLC0415

        with self._lock:
            if self._site is None:
                self._site = open_site(self._config, self._context, policy=self._policy, gates=self._gates)
            return self._site

    def _open(self) -> Opened:
        from goalsync_jira.opened import open_source  # noqa: PLC0415

        site = self._asked_site()
        with self._lock:
            if self._opened is None:
                self._opened = open_source(site, self._config, self._context)
            return self._opened
