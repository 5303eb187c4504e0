"""A scripted system behind the connector protocol: what it holds page by page, and how it fails. No network or file."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from goalsync.model.copies import replace
from goalsync.model.goals import Goals
from goalsync.model.metric import Evidence, FromSource, Measurement, Metric
from goalsync.model.place import Place
from goalsync.model.settings import Configuration, Mappings, Settings, SourceSettings
from goalsync.sdk.connector import (
    Connector,
    Context,
    MetricConfig,
    MetricResult,
    Page,
    Partition,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.secrets import Secrets
from goalsync.workspace import Workspace

Step = Page | BaseException | Callable[[], None]
"""A page to yield, an error to raise, or something to do (wait for a signal, look at the store) between two pages."""


class WorldConfig(SourceConfig):
    """No keys."""


class WorldMetric(MetricConfig):
    """Which partition holds the metric, and what of it (that is as the world is scripted, whatever it says)."""

    partition: str
    series: bool = True
    where: str = "anything"

    def events(self) -> bool:
        """As said."""
        return self.series


@dataclass
class World:
    """One source. `partitions`: name → steps. `closed` and `pulls` tell what was done to it.

    `resumes` False: like a file, every pull reads all pages. True: like a tracker, the cursor is the number of pages
    read and a pull goes on after it. `listing` is raised by `partitions()`.
    """

    partitions: dict[str, list[Step]] = field(default_factory=dict)
    resumes: bool = False
    listing: BaseException | None = None
    closed: int = 0
    pulls: list[tuple[str, str | None]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def holds(self, partition: str, *results: MetricResult) -> World:
        """A partition of one page with these metrics; replaces what it held."""
        self.partitions[partition] = [Page(results=results, cursor="read")]
        return self

    def metrics(self) -> dict[str, str]:
        """Metric → partition, of all that is scripted."""
        return {
            result.metric: name
            for name, steps in self.partitions.items()
            for step in steps
            if isinstance(step, Page)
            for result in step.results
        }


@dataclass
class _Opened:
    world: World
    context: Context

    def partitions(self) -> Sequence[Partition]:
        if self.world.listing is not None:
            raise self.world.listing
        return [Partition(name) for name in self.world.partitions]

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        return [
            request.metric
            for request in self.context.metrics
            if isinstance(request.config, WorldMetric) and request.config.partition == partition.name
        ]

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        with self.world._lock:
            self.world.pulls.append((partition.name, cursor))
        done = int(cursor) if cursor and self.world.resumes else 0
        number = 0
        for step in self.world.partitions[partition.name]:
            if isinstance(step, BaseException):
                raise step
            if not isinstance(step, Page):
                step()
                continue
            number += 1
            if number > done:
                traffic.requests += 1
                yield replace(step, cursor=str(number)) if self.world.resumes else step

    def close(self) -> None:
        self.world.closed += 1


class WorldConnector:
    """Opens the world that has the source's name."""

    name: ClassVar[str] = "world"
    summary: ClassVar[str] = "scripted"
    source_config: type[SourceConfig] = WorldConfig
    metric_config: type[MetricConfig] | None = WorldMetric

    def __init__(self, worlds: Mapping[str, World]) -> None:
        self.worlds = worlds

    def open(self, config: Any, context: Context) -> _Opened:
        """No request."""
        return _Opened(self.worlds[context.name], context)


def connectors(worlds: Mapping[str, World]) -> dict[str, Connector]:
    """What `registry.connectors()` would give."""
    return {"world": WorldConnector(worlds)}


def workspace(
    directory: Path,
    worlds: Mapping[str, World],
    *,
    goals: Goals | None = None,
    metrics: Mapping[str, tuple[str, ...]] | None = None,
    **settings: Any,
) -> Workspace:
    """A workspace whose sources are `worlds`.

    `metrics` (id → source, partition, perhaps where) are by default those that are scripted; `settings` are those of
    `Settings`, and of each source (`every`).
    """
    declared: Mapping[str, tuple[str, ...]] = metrics or {
        metric: (name, partition) for name, world in worlds.items() for metric, partition in world.metrics().items()
    }
    every = settings.pop("every", None)
    sources = {
        name: SourceSettings(name, "world", WorldConfig(), Place("config/goalsync.yaml", 3), every=every)
        for name in worlds
    }
    found = {
        id_: Metric(
            id_,
            FromSource(source, WorldMetric(partition=partition, where=" ".join(where) or "anything"), events=True),
            Place("mappings/metrics.yaml", line),
        )
        for line, (id_, (source, partition, *where)) in enumerate(sorted(declared.items()), start=2)
    }
    configuration = Configuration(
        settings=Settings(sources=sources, **settings),
        goals=goals or Goals(),
        mappings=Mappings(metrics=found),
        digest="sha256:configuration",
    )
    return Workspace(directory=directory, configuration=configuration, secrets=Secrets(directory))


def series(metric: str, values: Mapping[str, float | None], *, problem: str | None = None) -> MetricResult:
    """All that the source holds of a metric: day (or day and key as `2026-11-01/2`) → value."""
    rows = [_row(metric, day, value) for day, value in values.items()]
    return MetricResult(metric, rows, whole=True, looked_at=len(rows), matched=len(rows), problem=problem)


def level(metric: str, day: str, value: float | None, *, problem: str | None = None) -> MetricResult:
    """Today's value of a metric."""
    return MetricResult(metric, [_row(metric, day, value)], whole=False, looked_at=1, matched=1, problem=problem)


def _row(metric: str, day: str, value: float | None) -> Measurement:
    at, _, key = day.partition("/")
    return Measurement(metric, at, value, key or "1", evidence=Evidence("world", cells=("B4",), raw=str(value)))
