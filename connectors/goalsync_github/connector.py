"""The connector and its source: each repository is a partition, and one more holds the metrics that GitHub counts."""

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
    Page,
    Partition,
    Sought,
    Source,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import naming
from goalsync_github.config import METRICS, GitHubSource
from goalsync_github.facts.metric import GitHubMetric

if TYPE_CHECKING:
    from goalsync.sdk.http import Gates, Policy
    from goalsync_github.opened import Opened
    from goalsync_github.site.site import Site


class GitHubConnector:
    """Pulls issues, pull requests and milestones. `policy` and `gates` are for tests; else the process's are used."""

    name: ClassVar[str] = "github"
    summary: ClassVar[str] = (
        "github.com and Enterprise Server: issues, pull requests, milestones, and metrics of repositories"
    )
    source_config: type[SourceConfig] = GitHubSource
    metric_config: type[MetricConfig] | None = GitHubMetric
    census_every: ClassVar[timedelta] = timedelta(hours=24)
    """Its census is a walk through everything, which also brings what does not touch the time of an update."""
    kinds: ClassVar[frozenset[str]] = frozenset({"issue", "pull_request", "milestone"})

    def __init__(self, policy: Policy | None = None, gates: Gates | None = None) -> None:
        self._policy = policy
        self._gates = gates

    def open(self, config: GitHubSource, context: Context) -> Source:
        """A source for one run; nothing is asked yet."""
        return GitHub(config, context, self._policy, self._gates)


class GitHub:
    """The source for one run. Threads pull different repositories at once; they share a session and its bounds."""

    def __init__(
        self, config: GitHubSource, context: Context, policy: Policy | None = None, gates: Gates | None = None
    ) -> None:
        self._config = config
        self._context = context
        self._policy = policy
        self._gates = gates
        self._lock = Lock()
        self._site: Site | None = None
        self._opened: Opened | None = None

    def partitions(self) -> Sequence[Partition]:
        """The repositories. Proves who we are, and lists those of owners for globs; raises SourceError."""
        numbers = [Partition(METRICS, brings_work=False)] if self._context.metrics else []
        return (*(Partition(name) for name in self._open().repositories), *numbers)

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """All of them are in the partition `metrics`."""
        return [request.metric for request in self._context.metrics] if partition.name == METRICS else []

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """The items of a repository, or the metrics. Raises SourceError that names the partition."""
        from goalsync.sdk.http import counted  # noqa: PLC0415 - what asks is imported when there is something to ask

        return counted(naming(partition.name, self._pages(partition.name, cursor, traffic)), traffic)

    def locate(self, partition: Partition, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        """What became of items of a repository; raises SourceError that names it."""
        from goalsync.sdk.http import counted  # noqa: PLC0415

        return counted(naming(partition.name, self._located(partition.name, sought, traffic)), traffic)

    def examine(self) -> Iterator[Examination]:
        """How the source is set up: reachable, who we are, repositories, permissions, projects."""
        from goalsync_github.facts.examine import examine  # noqa: PLC0415

        yield from examine(self._asked_site(), self._config, self._context)

    def close(self) -> None:
        """Drop the connections and begin nothing more; may be called twice."""
        with self._lock:
            site, opened = self._site, self._opened
        if opened is not None:
            opened.ahead.close()
        if site is not None:
            site.close()

    def _pages(self, name: str, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        yield from self._open().pages(name, cursor, traffic)

    def _located(self, name: str, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        yield from self._open().located(name, sought, traffic)

    def _asked_site(self) -> Site:
        from goalsync_github.site.site import open_site  # noqa: PLC0415

        with self._lock:
            if self._site is None:
                self._site = open_site(self._config, self._context, policy=self._policy, gates=self._gates)
            return self._site

    def _open(self) -> Opened:
        from goalsync_github.opened import open_source  # noqa: PLC0415

        site = self._asked_site()
        with self._lock:
            if self._opened is None:
                self._opened = open_source(site, self._config, self._context)
            return self._opened
