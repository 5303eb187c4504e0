"""What is known of every source and partition: its last report and its cursor."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.copies import replace
from goalsync.model.run import MetricRead, PartitionReport, SourceReport
from goalsync.model.vocabulary import Presence, PullCode, PullState
from goalsync.store.presence import EXPECTED, Conclusions
from goalsync.store.reads import metric_reads, save_reads
from goalsync.store.rows import Row, from_json, storable_or_none, to_json
from goalsync.store.statements import insert, select
from goalsync.store.times import optional_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_SOURCE: Final = (
    "name, partition, connector, configured, cursor, state, code, reason, items, new, changed, gone, requests, bytes, "
    "retries, waited_seconds, notes, pulled_at, read_at, complete_at, run, census_at, definition, "
    "brings_work, unsettled, withdrawn"
)
_SAVE = insert("sources", _SOURCE, key="name, partition")


@dataclass(frozen=True, slots=True)
class StoredPartition:
    """The last report of a partition. `configured`: it was among its source's partitions when last listed."""

    source: str
    connector: str
    report: PartitionReport
    run: str
    configured: bool = True


def partitions(db: Database, source: str | None = None) -> list[StoredPartition]:
    """All partitions ever pulled (of one source), in order of source and name."""
    conditions, values = ([], []) if source is None else (["name = ?"], [source])
    query = select(_SOURCE, "sources", *conditions) + " ORDER BY name, partition"
    found = [_stored(row) for row in db.conn.execute(query, values).fetchall()]
    reads = metric_reads(db, {(part.source, part.report.name): part.report.read_at for part in found}, source=source)
    return [
        replace(part, report=replace(part.report, reads=reads.get((part.source, part.report.name), ())))
        for part in found
    ]


def save_partition(db: Database, stored: StoredPartition, *, before: Sequence[MetricRead], now: datetime) -> None:
    """Store a partition's report; a metric's read is appended only where it differs from `before`."""
    report = stored.report
    _save_row(db, stored)
    save_reads(db, report.reads, before, run=stored.run, now=now)


def _save_row(db: Database, stored: StoredPartition) -> None:
    report = stored.report
    row = (
        stored.source,
        report.name,
        stored.connector,
        int(stored.configured),
        storable_or_none(report.cursor),
        report.state.value,
        None if report.code is None else report.code.value,
        storable_or_none(report.reason),
        report.items,
        report.new,
        report.changed,
        report.gone,
        report.requests,
        report.bytes,
        report.retries,
        report.waited_seconds,
        to_json(report.notes),
        optional_text(report.pulled_at),
        optional_text(report.read_at),
        optional_text(report.complete_at),
        stored.run,
        optional_text(report.census_at),
        report.definition,
        int(report.brings_work),
        storable_or_none(report.unsettled),
        int(report.withdrawn),
    )
    db.conn.execute(_SAVE, row)


def forget(db: Database, source: str, keep: Iterable[str], *, run: str, now: datetime) -> int:
    """Mark the partitions that the source no longer has; says how many items are out of coverage by that.

    Nothing of what they brought is removed. One with items that comes back is pulled from its beginning: what became of
    them meanwhile, nobody saw.
    """
    kept, items = set(keep), 0
    for stored in partitions(db, source):
        if stored.configured and stored.report.name not in kept:
            report = stored.report
            conclusions = Conclusions(source, report.name, report.census_at, run, now)
            left = conclusions.conclude_all(db, EXPECTED, Presence.OUT_OF_COVERAGE)
            if left:
                report = replace(report, cursor=None, census_at=None)
            _save_row(db, replace(stored, report=report, configured=False))
            items += left
    return items


def as_reports(stored: Iterable[StoredPartition]) -> tuple[SourceReport, ...]:
    """The partitions as reports per source, in order of name."""
    found: dict[str, list[StoredPartition]] = {}
    for part in stored:
        found.setdefault(part.source, []).append(part)
    return tuple(
        SourceReport(
            name=name,
            connector=parts[0].connector,
            partitions=tuple(part.report for part in parts),
            reason=_common_reason(parts),
        )
        for name, parts in sorted(found.items())
    )


def _common_reason(parts: Sequence[StoredPartition]) -> str | None:
    """Why the source failed, where every partition failed for the same reason."""
    reasons = {part.report.reason if part.report.state is PullState.FAILED else None for part in parts}
    return reasons.pop() if len(reasons) == 1 else None


def _stored(row: Row) -> StoredPartition:
    (name, partition, connector, configured, cursor, state, code, reason, *counters, notes) = row[:17]
    pulled_at, read_at, complete_at, run, census_at, definition, brings_work, unsettled, withdrawn = row[17:]
    items, new, changed, gone, requests, received, retries, waited = counters
    report = PartitionReport(
        name=partition,
        state=PullState(state),
        code=None if code is None else PullCode(code),
        reason=reason,
        items=items,
        new=new,
        changed=changed,
        gone=gone,
        requests=requests,
        bytes=received,
        retries=retries,
        waited_seconds=waited,
        cursor=cursor,
        notes=tuple(from_json(notes)),
        complete_at=to_time(complete_at),
        pulled_at=to_time(pulled_at),
        read_at=to_time(read_at),
        census_at=to_time(census_at),
        definition=definition,
        brings_work=brings_work == 1,
        unsettled=unsettled,
        withdrawn=withdrawn == 1,
    )
    return StoredPartition(name, connector, report, run, configured == 1)
