"""How metrics over work were counted: kept with the reads of metrics, under a source that no source can be named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.copies import replace
from goalsync.model.run import MetricRead
from goalsync.store.reads import metric_reads, save_reads
from goalsync.store.rows import from_json
from goalsync.store.statements import select
from goalsync.store.times import to_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

WORK: Final = ""
"""The source of such reads; `partition` is the key of the metric's measurements."""

_OF_RUN: Final = "metric, partition, looked_at, matched, skipped, problem, complete_at, ever_matched, level, definition"
_FINAL: Final = ", after its end"
"""Ends the definition in a read of what was counted after the end of its period."""
_PLAIN: Final = f"replace(definition, '{_FINAL}', '')"
_BEFORE: Final = f"lag({_PLAIN}) OVER (PARTITION BY metric, partition ORDER BY id)"
_CHANGES: Final = select(
    f"metric, recorded_at, {_PLAIN} AS definition, {_BEFORE} AS before", "metric_reads", f"source = '{WORK}'"
)


def final(definition: str) -> str:
    """How a definition stands in a read of what was counted after the end of its period."""
    return definition + _FINAL


def is_final(read: MetricRead) -> bool:
    """Whether it was counted after the end of its period."""
    return read.definition is not None and read.definition.endswith(_FINAL)


def is_counted(db: Database, metric: str, at: str, key: str) -> bool:
    """Whether there is any number of a metric over work for a day and key, were it unknown or gone."""
    query = select("1", "measurements", "metric = ?", "at = ?", "key = ?") + " LIMIT 1"
    return db.conn.execute(query, (metric, at, key)).fetchone() is not None


def last_counted(db: Database, metric: str, key: str) -> datetime | None:
    """When a number of a metric over work was last recorded for a key."""
    query = select("max(recorded_at)", "measurements", "metric = ?", "key = ?")
    return to_time(db.conn.execute(query, (metric, key)).fetchone()[0])


def redefined(db: Database, *, known_at: datetime | None = None) -> Mapping[str, datetime]:
    """Per metric over work when it was last counted by another definition than before, if it ever was."""
    conditions, values = ["before <> definition"], []
    if known_at is not None:
        conditions.append("recorded_at <= ?")
        values.append(to_text(known_at))
    query = select("metric, max(recorded_at)", f"({_CHANGES})", *conditions) + " GROUP BY metric ORDER BY metric"
    found = ((metric, to_time(at)) for metric, at in db.conn.execute(query, values))
    return {metric: at for metric, at in found if at is not None}


def save(db: Database, tallies: Iterable[MetricRead], *, run: str, now: datetime) -> None:
    """Append those that differ from what is stored of their metric and key."""
    before = {(one.metric, one.partition): one for ones in stored(db).values() for one in ones}
    for one in tallies:
        known = before.get((one.metric, one.partition))
        save_reads(db, [replace(one, source=WORK)], [known] if known is not None else [], run=run, now=now)


def stored(db: Database, *, known_at: datetime | None = None) -> Mapping[str, tuple[MetricRead, ...]]:
    """The last of every metric and key, by metric, in order of key."""
    found: dict[str, list[MetricRead]] = {}
    for (_, key), reads in sorted(metric_reads(db, {}, source=WORK, known_at=known_at).items()):
        for read in reads:
            found.setdefault(read.metric, []).append(replace(read, partition=key))
    return {metric: tuple(reads) for metric, reads in sorted(found.items())}


def of_run(db: Database, run: str) -> tuple[MetricRead, ...]:
    """Those that one run appended, in order of metric and key."""
    query = select(_OF_RUN, "main.metric_reads", "source = ?", "run = ?") + " ORDER BY metric, partition, id"
    found: dict[tuple[str, str], MetricRead] = {}
    for metric, key, looked_at, matched, skipped, problem, complete_at, ever, level, definition in db.conn.execute(
        query, [WORK, run]
    ):
        found[metric, key] = MetricRead(
            metric,
            WORK,
            key,
            looked_at,
            matched,
            from_json(skipped),
            problem,
            to_time(complete_at),
            ever_matched=ever == 1,
            level=level == 1,
            definition=definition,
        )
    return tuple(found.values())
