"""How each metric was read from each partition: the denominators, appended where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.run import MetricRead
from goalsync.store.rows import Row, from_json, storable, storable_or_none, to_json
from goalsync.store.statements import insert, marks, select
from goalsync.store.times import optional_text, to_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_READ: Final = (
    "metric, source, partition, requested, looked_at, matched, skipped, problem, complete_at, ever_matched, level, "
    "definition, recorded_at, run"
)
_SAVE = insert("metric_reads", _READ)


def save_reads(
    db: Database, reads: Sequence[MetricRead], before: Sequence[MetricRead], *, run: str, now: datetime
) -> None:
    """Append the reads that differ from those before, and that a metric is no longer asked for."""
    old = {read.metric: _comparable(read) for read in before}
    rows = [_row(read, run, now, requested=True) for read in reads if old.get(read.metric) != _comparable(read)]
    kept = {read.metric for read in reads}
    rows += [_row(read, run, now, requested=False) for read in before if read.metric not in kept]
    db.conn.executemany(_SAVE, rows)


def metric_reads(
    db: Database,
    read_at: Mapping[tuple[str, str], datetime | None],
    *,
    source: str | None = None,
    known_at: datetime | None = None,
) -> dict[tuple[str, str], tuple[MetricRead, ...]]:
    """The last read of every metric that was still asked for, per (source, partition), in order of metric.

    A metric without a problem was last complete when its partition was: `read_at`.
    """
    conditions, values = [], []
    if source is not None:
        conditions.append("source = ?")
        values.append(source)
    if known_at is not None:
        conditions.append("recorded_at <= ?")
        values.append(to_text(known_at))
    last = select("max(id)", "metric_reads", *conditions) + " GROUP BY source, partition, metric"
    query = select(_READ, "metric_reads", f"id IN ({last})", "requested = 1") + " ORDER BY source, partition, metric"
    found: dict[tuple[str, str], list[MetricRead]] = {}
    for row in db.conn.execute(query, values):
        metric, name, partition, _, looked_at, matched, skipped, problem, complete_at, ever, level, definition, *_ = row
        read = MetricRead(
            metric=metric,
            source=name,
            partition=partition,
            looked_at=looked_at,
            matched=matched,
            skipped=from_json(skipped),
            problem=problem,
            complete_at=to_time(complete_at) if problem else read_at.get((name, partition)),
            ever_matched=ever == 1,
            level=level == 1,
            definition=definition,
        )
        found.setdefault((name, partition), []).append(read)
    return {place: tuple(reads) for place, reads in found.items()}


def last_definitions(db: Database, metrics: Sequence[str]) -> dict[str, str]:
    """By what definition metrics (some hundred at most) were last read completely, wherever; only those known."""
    if not metrics:
        return {}
    last = select("max(id)", "metric_reads", f"metric IN {marks(len(metrics))}", "definition IS NOT NULL")
    query = select("metric, definition", "metric_reads", f"id IN ({last} GROUP BY metric)")
    return dict(db.conn.execute(query, metrics).fetchall())


def _comparable(read: MetricRead) -> tuple[object, ...]:
    complete_at = read.complete_at if read.problem else None
    return (
        read.looked_at,
        read.matched,
        dict(read.skipped),
        read.problem,
        complete_at,
        read.ever_matched,
        read.level,
        read.definition,
    )


def _row(read: MetricRead, run: str, now: datetime, *, requested: bool) -> Row:
    return (
        read.metric,
        read.source,
        read.partition,
        int(requested),
        read.looked_at,
        read.matched,
        to_json(dict(read.skipped)),
        storable_or_none(read.problem),
        optional_text(read.complete_at) if read.problem else None,
        int(read.ever_matched),
        int(read.level),
        storable_or_none(read.definition),
        to_text(now),
        storable(run),
    )
