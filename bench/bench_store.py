"""The store's measurements against raw sqlite3 with the same pragmas and table, in one run: medians and ratios.

python bench/bench_store.py [ROWS]
"""

from __future__ import annotations

import gc
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from goalsync.model.metric import Evidence, Measurement
from goalsync.model.run import Run
from goalsync.model.vocabulary import Origin
from goalsync.pull.difference import difference
from goalsync.store import Store, measurements, runs
from goalsync.store.measurements import Stamp
from goalsync.store.migrations import m0001_first
from goalsync.store.rows import MEASUREMENT, evidence_text
from goalsync.store.statements import insert

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
ROUNDS = 5


def main(rows: int) -> None:
    """Print one line per figure."""
    found = [_measurement(number) for number in range(rows)]
    stamp = Stamp(NOW, "run-1", "numbers", "data/kpis.csv")
    raw_rows = [_row(measurement, stamp) for measurement in found]
    raw, append, first, again, read, scratch = [], [], [], [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            raw.append(_timed(lambda: _raw(Path(folder) / "raw.db", raw_rows)))
            with Store.open(Path(folder) / "store.db", now=NOW) as store:
                append.append(_timed(lambda: _append(store, found, stamp)))
            with Store.open(Path(folder) / "pulled.db", now=NOW) as store:
                first.append(_timed(lambda: _pull(store, found, stamp)))
                again.append(_timed(lambda: _pull(store, found, stamp)))
                read.append(_timed(lambda: store.snapshot(NOW, NOW.date())))
            with Store.scratch(Path(folder) / "pulled.db", now=NOW) as store:
                scratch.append(_timed(lambda: _pull(store, found, stamp)))
    base = statistics.median(raw)
    print(f"{rows:,} measurements, median of {ROUNDS}")
    print(f"raw sqlite3 executemany, same table, index and pragmas  {base:6.2f} s   1.00")
    for name, times in (
        ("append", append),
        ("pull into an empty store (compare and append)", first),
        ("pull again, nothing changed (compare)", again),
        ("pull again in a dry run (compare, overlay)", scratch),
        ("snapshot of all", read),
    ):
        median = statistics.median(times)
        print(f"{name:<56}{median:6.2f} s   {median / base:.2f}")


def _measurement(number: int) -> Measurement:
    day = date(2020, 1, 1) + timedelta(days=number % 2500)
    evidence = Evidence("numbers", "data/kpis.csv", cells=(f"R{number + 2}C3",), raw=f"{number * 1.5}")
    return Measurement("deals_won", day.isoformat(), number * 1.5, f"deal-{number}", evidence=evidence)


def _row(measurement: Measurement, stamp: Stamp) -> tuple[object, ...]:
    text = evidence_text(measurement.evidence)
    at, key, value = measurement.at, measurement.key, measurement.value
    place = (stamp.source, stamp.partition)
    return (measurement.metric, at, key, value, 0, NOW.isoformat(), "sync", stamp.run, text, None, None, *place)


def _raw(path: Path, rows: list[tuple[object, ...]]) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "cache_size = -16384"):
        connection.execute(f"PRAGMA {pragma}")
    for statement in m0001_first.STATEMENTS:
        connection.execute(statement)
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany(insert("measurements", MEASUREMENT), rows)
    connection.execute("COMMIT")
    connection.close()


def _append(store: Store, found: list[Measurement], stamp: Stamp) -> None:
    with store.transaction() as db:
        measurements.append(db, found, stamp, Origin.SYNC)


def _pull(store: Store, found: list[Measurement], stamp: Stamp) -> None:
    with store.transaction() as db:
        runs.begin(db, Run("run-1", NOW))
        live = measurements.live(db, "deals_won")
        change = difference(found, live, source="numbers", partition="data/kpis.csv", whole=True)
        measurements.append(db, change.added, stamp, Origin.SYNC)


def _timed(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
