"""Measurements: appended, never changed. Of several rows of one metric, at and key, the last one counts."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, NamedTuple

from goalsync.model.copies import replace
from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Origin
from goalsync.store.rows import MEASUREMENT, Row, evidence_text, measurement_of, number, storable, storable_or_none
from goalsync.store.statements import insert, marks, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_APPEND = insert("measurements", MEASUREMENT)

_RETRACT = """
    INSERT INTO main.measurements
        (metric, at, key, value, retracted, recorded_at, origin, run, evidence, source, partition)
    SELECT metric, at, key, NULL, 1, ?, ?, ?, evidence, source, partition FROM measurements WHERE id = ?
"""

_DATE_ANEW = """
    INSERT INTO main.measurements
        (metric, at, key, value, retracted, recorded_at, origin, run, evidence, source, partition)
    SELECT metric, ?, key, value, 0, ?, 'sync', ?, evidence, source, partition FROM measurements WHERE id = ?
"""

_LIVE = "id, at, key, value, retracted, source, partition"


@dataclass(frozen=True, slots=True)
class Stamp:
    """What all rows written together share: when they were recorded, by which run, and where they stand."""

    recorded_at: datetime
    run: str | None
    source: str | None = None
    partition: str | None = None


class Live(NamedTuple):
    """The row that counts for one at and key of a metric."""

    id: int
    at: str
    key: str
    value: float | None
    retracted: bool
    source: str | None
    partition: str | None


def append(db: Database, measurements: Iterable[Measurement], stamp: Stamp, origin: Origin | None = None) -> int:
    """Append rows in the order given and say how many; `origin` None keeps each row's own."""
    rows = _rows(measurements, stamp, origin)
    first = next(rows, None)
    if first is None:
        return 0
    before = db.conn.total_changes
    db.conn.executemany(_APPEND, chain([first], rows))
    return db.conn.total_changes - before


def retract(db: Database, gone: Mapping[int, Origin], stamp: Stamp) -> None:
    """Append for each row that is gone (id → origin of that) one that says so, with the evidence of where it stood."""
    recorded_at = to_text(stamp.recorded_at)
    rows = ((recorded_at, origin.value, stamp.run, number) for number, origin in gone.items())
    db.conn.executemany(_RETRACT, rows)


def date_anew(db: Database, row: int, day: date, stamp: Stamp) -> None:
    """Append what a row says once more, dated `day`."""
    db.conn.execute(_DATE_ANEW, (day.isoformat(), to_text(stamp.recorded_at), stamp.run, row))


def live(db: Database, metric: str, at: str | None = None) -> Iterator[Live]:
    """The rows of a metric (dated `at`) that count, retracted ones too, in order of (at, key), streamed.

    Read to its end before anything is written.
    """
    for _, rows in live_of(db, [metric], at):
        yield from rows


def live_of(db: Database, metrics: Sequence[str], at: str | None = None) -> Iterator[tuple[str, Iterator[Live]]]:
    """The same of several metrics (some hundred at most), each that has rows, in order of metric.

    A metric's rows are to be read before the next metric is taken.
    """
    if not metrics:
        return
    conditions, values = [f"metric IN {marks(len(metrics))}"], list(metrics)
    if at is not None:
        conditions.append("at = ?")
        values.append(at)
    query = select(f"metric, {_LIVE}", "measurements", *conditions) + " ORDER BY metric, at, key, id"
    for metric, rows in groupby(db.conn.execute(query, values), key=itemgetter(0)):
        yield metric, _last_ones(rows)


def _last_ones(rows: Iterable[Row]) -> Iterator[Live]:
    """Of the rows of a metric, in order of (at, key, id), the last of each at and key."""
    last: Live | None = None
    for _, id_, day, key, value, retracted, source, partition in rows:
        if last is not None and (last.at != day or last.key != key):
            yield last
        last = Live(id_, day, key, value, retracted == 1, source, partition)
    if last is not None:
        yield last


def history(
    db: Database,
    metric: str | None = None,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> dict[str, tuple[Measurement, ...]]:
    """Every row ever recorded (of one metric), superseded ones too, per metric in order of (at, recorded order).

    `as_of` leaves out what is dated later, `known_at` what was recorded later.
    """
    conditions, values = [], []
    if as_of is not None:
        conditions.append("substr(at, 1, 10) <= ?")
        values.append(as_of.isoformat())
    if known_at is not None:
        conditions.append("recorded_at <= ?")
        values.append(to_text(known_at))
    if metric is not None:
        conditions.append("metric = ?")
        values.append(metric)
    query = select(MEASUREMENT, "measurements", *conditions) + " ORDER BY id"
    found: dict[str, list[Measurement]] = {}
    with _without_collections():
        for row in db.conn.execute(query, values):
            found.setdefault(row[0], []).append(measurement_of(row))
    return {name: tuple(sorted(found[name], key=attrgetter("at"))) for name in sorted(found)}


def of_run(db: Database, run: str) -> tuple[Measurement, ...]:
    """The rows that one run recorded, in recorded order."""
    query = select(MEASUREMENT, "main.measurements", "run = ?") + " ORDER BY id"
    return tuple(measurement_of(row) for row in db.conn.execute(query, [run]))


def record(db: Database, measurement: Measurement, stamp: Stamp, *, one_per_date: bool) -> Measurement:
    """Store a value that a person gives.

    A second one for a date corrects the first where the metric is read as `one_per_date`, else it is one more event.
    """
    rows = list(live(db, measurement.metric, measurement.at))
    if one_per_date:
        first = next((row for row in rows if row.key == "1"), None)
        origin = Origin.MANUAL if first is None else Origin.CORRECTION
        stored = replace(measurement, key="1", origin=origin)
    else:
        taken = [int(row.key) for row in rows if row.key.isdecimal()]
        stored = replace(measurement, key=str(max(taken, default=0) + 1), origin=Origin.MANUAL)
    append(db, [stored], stamp)
    return replace(stored, recorded_at=stamp.recorded_at, run=stamp.run)


def _rows(measurements: Iterable[Measurement], stamp: Stamp, origin: Origin | None) -> Iterator[Row]:
    recorded_at, given = to_text(stamp.recorded_at), None if origin is None else origin.value
    run, source, partition = stamp.run, stamp.source, stamp.partition
    for row in measurements:
        yield (
            row.metric,
            row.at,
            storable(row.key),
            number(row.value),
            int(row.retracted),
            recorded_at,
            given or row.origin.value,
            run,
            evidence_text(row.evidence),
            storable_or_none(row.by),
            storable_or_none(row.note),
            source or row.source,
            partition or row.partition,
        )


@contextmanager
def _without_collections() -> Iterator[None]:
    """Building many objects that all stay makes the garbage collector count them again and again, in vain."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
