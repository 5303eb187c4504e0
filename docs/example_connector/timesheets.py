"""A whole connector: text files of `DATE HOURS` lines, one partition a file. Copy it to start one of your own.

It would be named in a package's pyproject.toml as

    [project.entry-points."goalsync.connectors"]
    timesheets = "timesheets:connector"

and used as `sources: {team: {connector: timesheets, folder: hours}}` with metrics such as
`{id: hours_a, source: team, file: a.txt}`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import ClassVar, Final

from pydantic import Field

from goalsync.model.metric import Evidence, Measurement
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import (
    Context,
    MetricConfig,
    MetricRequest,
    MetricResult,
    Page,
    Partition,
    Source,
    SourceConfig,
    Traffic,
)
from goalsync.sdk.errors import SourceError


class TimesheetsConfig(SourceConfig):
    """The keys under `sources.NAME`; the descriptions become help in an editor."""

    folder: str = Field(description="Folder of the text files, relative to the workspace.")


class TimesheetsMetric(MetricConfig):
    """The keys of a metric that has this source."""

    file: str = Field(description="Name of the file.")

    def events(self) -> bool:
        """Each line is a dated event, so that hours can be added up."""
        return True


class Timesheets:
    """The reading half: I/O here, translation in `lines`."""

    def __init__(self, config: TimesheetsConfig, context: Context) -> None:
        """Remember; nothing is read yet."""
        self._folder = context.directory / config.folder
        self._context = context

    def partitions(self) -> Sequence[Partition]:
        """One a file, in order of name."""
        if not self._folder.is_dir():
            raise SourceError(PullCode.UNREACHABLE, f"{self._folder.name}: no such folder", remedy="check `folder`")
        return [Partition(path.name) for path in sorted(self._folder.glob("*.txt"))]

    def metrics_of(self, partition: Partition) -> Sequence[str]:
        """The metrics that name the file."""
        return [request.metric for request in self._requests(partition)]

    def pull(self, partition: Partition, cursor: str | None, traffic: Traffic) -> Iterator[Page]:
        """One page: every line, for each metric that wants the file. The cursor is the content's fingerprint."""
        del cursor
        content = (self._folder / partition.name).read_bytes()
        traffic.bytes += len(content)
        rows = lines(content, partition.name)
        results = [
            MetricResult(
                request.metric,
                [self._measurement(request, partition, number, day, hours) for number, day, hours in rows],
                whole=True,
                looked_at=len(rows),
                matched=len(rows),
            )
            for request in self._requests(partition)
        ]
        yield Page(results=results, cursor=hashlib.sha256(content).hexdigest())

    def close(self) -> None:
        """Nothing is kept open."""

    def _requests(self, partition: Partition) -> list[MetricRequest]:
        wanted = [(request, request.config) for request in self._context.metrics]
        return [
            request
            for request, config in wanted
            if isinstance(config, TimesheetsMetric) and config.file == partition.name
        ]

    def _measurement(
        self, request: MetricRequest, partition: Partition, number: int, day: str, hours: float
    ) -> Measurement:
        where = Evidence(self._context.name, partition.name, cells=(f"line {number}",))
        return Measurement(request.metric, day, hours, key=str(number), evidence=where)


def lines(content: bytes, file: str) -> list[tuple[int, str, float]]:
    """(line number from 1, day, hours) of each line; raises SourceError naming the line that is wrong."""
    rows = []
    for number, line in enumerate(content.decode("utf-8", "replace").splitlines(), 1):
        try:
            day, hours = line.split()
            rows.append((number, day, float(hours)))
        except ValueError:
            said = f"{file}: line {number}: expected DATE HOURS"
            raise SourceError(PullCode.UNREADABLE, said, remedy="write it as 2026-11-02 7.5") from None
    return rows


class TimesheetsConnector:
    """What the entry point names."""

    name: ClassVar[str] = "timesheets"
    summary: ClassVar[str] = "text files of hours"
    source_config: Final = TimesheetsConfig
    metric_config: Final = TimesheetsMetric

    def open(self, config: TimesheetsConfig, context: Context) -> Source:
        """A source for one run."""
        return Timesheets(config, context)


connector = TimesheetsConnector()
