"""One partition while it is pulled: what its pages brought so far, and the report it comes to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from goalsync.model.copies import replace
from goalsync.model.plan import BrakeResult
from goalsync.model.run import MetricRead, PartitionReport
from goalsync.model.vocabulary import Origin, Presence, PullCode, PullState
from goalsync.pull.census import ITEMS_VANISHED, WITHDRAWN
from goalsync.pull.opening import Failure
from goalsync.sdk.connector import Census, MetricRequest, Partition, Traffic
from goalsync.store.sources import StoredPartition

CUT_SHORT: Final = Failure(PullCode.UNREACHABLE, "the run ended before it was read completely; the next one resumes")

_SHOWN: Final = 10
"""How many metrics' problems a partition's reason tells; the others are with the metrics."""


@dataclass(slots=True)
class Pulling:
    """Filled page by page. `reads` starts as what is stored of the metrics that are still asked for."""

    source: str
    connector: str
    partition: Partition
    requests: Mapping[str, MetricRequest]
    before: StoredPartition | None
    cursor: str | None
    definition: str | None = None
    """Digest of the source's own keys."""
    traffic: Traffic = field(default_factory=Traffic)
    reads: dict[str, MetricRead] = field(default_factory=dict)
    items: int = 0
    new: int = 0
    changed: int = 0
    pages: int = 0
    next_cursor: str | None = None
    """The cursor to keep once what is gone has been retracted, in the last transaction."""
    gone: dict[int, Origin] = field(default_factory=dict)
    """Ids of rows to retract once the partition was read completely, with the origin of that."""
    definitions: dict[str, str | None] = field(default_factory=dict)
    """Metric → its definition, where it counts only once what is gone has been retracted."""
    notes: list[str] = field(default_factory=list)
    brakes: list[BrakeResult] = field(default_factory=list)
    before_this_run: StoredPartition | None = None
    census: Census | None = None
    missing: frozenset[str] = frozenset()
    """Native ids of stored items that the census lacks."""
    unobserved: Collection[str] = ()
    """Those of them of which nothing is concluded."""
    doubted: frozenset[str] = frozenset()
    """Native ids of those that may have gone because the source's keys were edited, until all were asked for."""
    there: int = 0
    """How many items were there before, where some are doubted."""
    nowhere: dict[Presence, list[str]] = field(default_factory=lambda: {Presence.DELETED: [], Presence.ACCESS_LOST: []})
    """What became of those that were not found, where some are doubted."""
    vanished: int = 0
    """How many are deleted."""
    settled: bool = False
    """Whether what became of all of them is known."""
    unlisted: bool = False
    """Whether the source lists the partition no more, though nobody took it out of the configuration."""
    withdrawn: bool = False
    """Whether the source said that it may not be read any more, or is not there."""
    archived: bool = False
    """Whether it is there and was archived as a whole."""
    trouble: Failure | None = None
    """Why it is not known what became of its items, though all its pages were read."""

    def __post_init__(self) -> None:
        """Keep what was stored before anything of this run is."""
        self.before_this_run = self.before

    @property
    def stored_reads(self) -> Sequence[MetricRead]:
        """The metrics' reads as the store has them."""
        return self.before.report.reads if self.before else ()

    @property
    def expected(self) -> int | None:
        """How many items the partition holds, where they have been listed."""
        return None if self.census is None else len(self.census.native_ids)

    @property
    def held(self) -> bool:
        """Whether a brake holds a metric."""
        return any(not brake.overridden for brake in self.brakes if brake.name != ITEMS_VANISHED)

    def settle(self) -> None:
        """Take note that what is gone has been retracted."""
        for metric, definition in self.definitions.items():
            if self.reads[metric].definition != definition:
                self.reads[metric] = replace(self.reads[metric], definition=definition)

    def report(self, now: datetime, failure: Failure | None) -> PartitionReport:
        """What the pull came to: complete, or why not."""
        state, code, reason = self._judge(failure)
        report = PartitionReport(
            name=self.partition.name,
            state=state,
            code=code,
            reason=reason,
            items=self.items,
            new=self.new,
            changed=self.changed,
            gone=(len(self.gone) if failure is None else 0) + self.vanished,
            requests=self.traffic.requests,
            bytes=self.traffic.bytes,
            retries=self.traffic.retries,
            waited_seconds=self.traffic.waited_seconds,
            cursor=self.cursor,
            notes=tuple(self.notes),
            reads=tuple(self.reads[metric] for metric in sorted(self.reads)),
            complete_at=self.before.report.complete_at if self.before else None,
            pulled_at=now,
            read_at=self.before.report.read_at if self.before else None,
            brakes=tuple(self.brakes),
            census_at=self._census_at(now, failure),
            definition=self._definition(failure),
            brings_work=self.partition.brings_work,
            unsettled=self.trouble.reason if failure is None and self.trouble is not None else None,
            withdrawn=self._is_withdrawn(failure),
        )
        if not report.broken:
            reads = tuple(read if read.problem else replace(read, complete_at=now) for read in report.reads)
            report = replace(report, reads=reads, read_at=now)
        return replace(report, complete_at=now) if state is PullState.COMPLETE else report

    def _definition(self, failure: Failure | None) -> str | None:
        """The keys with which it was last read and settled: an edit of them is news until then."""
        open_ = failure is not None or self.trouble is not None
        return self.before.report.definition if open_ and self.before is not None else self.definition

    def _census_at(self, now: datetime, failure: Failure | None) -> datetime | None:
        """When what the partition holds was last known; None where it has to be listed as soon as that is possible."""
        if self.trouble is not None or self.unlisted or self.archived:
            return None
        if failure is not None and failure.code in WITHDRAWN:
            return None
        if failure is None and self.settled:
            return now
        return self.before.report.census_at if self.before else None

    def _is_withdrawn(self, failure: Failure | None) -> bool:
        """Whether it was out of reach as a whole since what it holds was last known."""
        if self.withdrawn or self.archived:
            return True
        if failure is None and self.settled and self.trouble is None:
            return False
        return self.before_this_run is not None and self.before_this_run.report.withdrawn

    def _judge(self, failure: Failure | None) -> tuple[PullState, PullCode | None, str | None]:
        failure = failure or self.trouble
        if failure is not None:
            return (PullState.PARTIAL if self.pages else PullState.FAILED), failure.code, failure.reason
        problems = [self.reads[metric].problem for metric in sorted(self.reads)]
        told = [problem for problem in problems if problem]
        if not told:
            return PullState.COMPLETE, None, None
        code = PullCode.VANISHED if self.held else PullCode.UNREADABLE
        more = [f"and {len(told) - _SHOWN} more"] if len(told) > _SHOWN else []
        return PullState.PARTIAL, code, "; ".join([*told[:_SHOWN], *more])
