"""What the last pull says of a metric: whether it was read completely, and if not, why and since when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from goalsync.model.run import MetricRead, PartitionReport, SourceReport
from goalsync.model.vocabulary import PullState

NOT_PULLED: Final = "it has not been pulled yet"
EVERYTHING: Final = "*"
"""The partition of a source that could not say which it has."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How a metric was last read. `problem`: why it is held now; `since`: when what it reads was last complete."""

    complete: bool = False
    problem: str | None = None
    since: datetime | None = None
    read: tuple[MetricRead, ...] = ()
    none: str = NOT_PULLED
    """Why there may be no value at all."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The last reports of all sources, by what a metric asks of them."""

    reports: Mapping[str, SourceReport]
    reads: Mapping[tuple[str, str], tuple[tuple[PartitionReport, MetricRead], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, reports: Iterable[SourceReport]) -> Sources:
        """Index the reports by source and metric."""
        by_name = {report.name: report for report in reports}
        reads: dict[tuple[str, str], list[tuple[PartitionReport, MetricRead]]] = {}
        for report in by_name.values():
            for partition in report.partitions:
                for read in partition.reads:
                    reads.setdefault((report.name, read.metric), []).append((partition, read))
        return cls(by_name, {key: tuple(found) for key, found in reads.items()})

    def reading(self, source: str, metric: str) -> Reading:
        """How the metric was last read from its source."""
        report = self.reports.get(source)
        if report is None:
            return Reading(none=f"the source {source} has not been pulled yet")
        entries = self.reads.get((source, metric), ())
        read = tuple(one for _, one in entries)
        broken = list(_broken(report, entries))
        if broken:
            since = min((moment for _, moment in broken if moment is not None), default=None)
            return Reading(problem=broken[0][0], since=since, read=read, none=broken[0][0])
        complete = all(_complete(partition, one) for partition, one in entries)
        if _selects_nothing(read):
            complete = False
        if not entries:
            complete = report.state is PullState.COMPLETE
        return Reading(complete=complete, read=read, none=_none(read) if read else NOT_PULLED)


def broken_part(sources: Sources, source: str, project: str) -> tuple[str, datetime | None] | None:
    """Why what is held of a project of a source is incomplete now, and since when; None: it is not."""
    report = sources.reports.get(source)
    for partition in report.partitions if report is not None else ():
        if report is not None and partition.name in (project, EVERYTHING) and (partition.broken or report.failed):
            return _incomplete(report, partition), _last_read(partition)
    return None


def _broken(
    report: SourceReport, entries: Iterable[tuple[PartitionReport, MetricRead]]
) -> Iterator[tuple[str, datetime | None]]:
    """Why the metric is held, each with when that part was last complete.

    A metric that was never read yet may lie in any partition.
    """
    found = tuple(entries)
    if report.failed:
        moments = [one.complete_at or _last_read(partition) for partition, one in found]
        moments = moments or [_last_read(partition) for partition in report.partitions]
        since = min((moment for moment in moments if moment is not None), default=None)
        yield f"the source {report.name} failed: {report.reason or 'no reason given'}", since
        return
    for partition, one in found:
        if partition.broken:
            yield _incomplete(report, partition), one.complete_at or _last_read(partition)
        elif one.problem is not None:
            yield one.problem, one.complete_at
    if not found:
        for partition in report.partitions:
            if partition.broken:
                yield _incomplete(report, partition), _last_read(partition)


def _last_read(partition: PartitionReport) -> datetime | None:
    return partition.read_at or partition.complete_at


def _incomplete(report: SourceReport, partition: PartitionReport) -> str:
    return f"{report.name}: {partition.name} is {partition.state.value}: {partition.reason or 'no reason given'}"


def _complete(partition: PartitionReport, read: MetricRead) -> bool:
    """Whether the metric was read completely when its partition was last read; a skipped one was, once."""
    if partition.state is PullState.SKIPPED:
        return (read.complete_at or partition.complete_at) is not None
    return True


def _selects_nothing(read: Iterable[MetricRead]) -> bool:
    """Whether there were rows and none was ever meant: more likely a slip in the selector than an honest 0."""
    found = tuple(read)
    return any(one.looked_at for one in found) and not any(one.matched or one.ever_matched for one in found)


def _none(read: Iterable[MetricRead]) -> str:
    looked_at, matched, ever = 0, 0, False
    for one in read:
        looked_at, matched, ever = looked_at + one.looked_at, matched + one.matched, ever or one.ever_matched
    if matched:
        return f"{matched} of {looked_at} rows matched, none with a value"
    return f"no row matched of {looked_at} looked at" + ("" if ever else ", and none ever did")
