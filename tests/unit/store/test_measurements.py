"""Measurements: appended only; the latest recorded row of a metric, at and key counts."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalsync.model.metric import Evidence, Measurement
from goalsync.model.run import Run
from goalsync.model.vocabulary import Origin
from goalsync.store import Store, measurements
from goalsync.store.measurements import Stamp
from support.stores import LATER, NOW, rows, store_path

STAMP = Stamp(NOW, "run-1", "numbers", "a.csv")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(store_path(tmp_path), now=NOW) as opened:
        yield opened


def _append(store: Store, *found: Measurement, stamp: Stamp = STAMP) -> None:
    with store.transaction() as db:
        measurements.append(db, found, stamp)


def test_round_trip(store: Store) -> None:
    """What is appended is read back whole: exact number, evidence, who said it."""
    evidence = Evidence("numbers", "a.csv", "Sheet 1", ("B4", "B5"), "0,1", "Größe")
    given = Measurement("nps", "2026-11-01", 0.1 + 0.2, "7", evidence=evidence, by="dana", note="counted")
    _append(store, given)
    (found,) = store.snapshot(NOW, NOW.date()).measurements["nps"]
    assert found.value == 0.1 + 0.2
    assert (found.key, found.evidence, found.by, found.note) == ("7", evidence, "dana", "counted")
    assert (found.recorded_at, found.run, found.origin) == (NOW, "run-1", Origin.SYNC)
    assert (found.source, found.partition) == ("numbers", "a.csv")


def test_as_the_table_shows_it(store: Store) -> None:
    """The row reads well for anyone: ISO times in UTC, 0 and 1, evidence as compact JSON without what is empty."""
    _append(store, Measurement("nps", "2026-11-01", 31, evidence=Evidence("numbers", cells=("B4",))))
    columns = "metric, at, key, value, retracted, recorded_at, origin, run, evidence"
    evidence = '{"cells":["B4"],"source":"numbers"}'
    assert rows(store.path, f"SELECT {columns} FROM measurements") == [  # noqa: S608 - constants
        ("nps", "2026-11-01", "1", 31.0, 0, "2026-11-21T09:00:00+00:00", "sync", "run-1", evidence)
    ]


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, None])
def test_not_a_number_is_unknown(store: Store, value: float | None) -> None:
    """What is not a finite number is stored as unknown, never as a number."""
    _append(store, Measurement("nps", "2026-11-01", value))
    assert rows(store.path, "SELECT value FROM measurements") == [(None,)]


@pytest.mark.parametrize("text", ["a\0b", "a\udc80b", "日本語", "a\u202eb", "'; DROP TABLE measurements; --"])
def test_any_text(store: Store, text: str) -> None:
    """Text in any script is kept as it came, less U+0000 and broken surrogates, in keys, evidence and notes."""
    _append(store, Measurement("nps", "2026-11-01", 1.0, text, evidence=Evidence("numbers", raw=text), note=text))
    (found,) = store.snapshot(NOW, NOW.date()).measurements["nps"]
    expected = text.replace("\0", "").replace("\udc80", "?")
    assert found.evidence is not None
    assert (found.key, found.note, found.evidence.raw) == (expected, expected, expected)


def test_live_rows(store: Store) -> None:
    """Of several rows of one at and key the last counts, retracted or not; in order of at and key."""
    _append(store, Measurement("nps", "2026-11-02", 2.0), Measurement("nps", "2026-11-01", 1.0, "2"))
    _append(store, Measurement("nps", "2026-11-01", 1.0), Measurement("other", "2026-11-01", 9.0))
    _append(store, Measurement("nps", "2026-11-02", 3.0))
    with store.transaction() as db:
        (first, *_) = measurements.live(db, "nps")
        measurements.retract(db, {first.id: Origin.CORRECTION}, Stamp(LATER, "run-2"))
        found = [(row.at, row.key, row.value, row.retracted) for row in measurements.live(db, "nps")]
        day = [(row.at, row.key) for row in measurements.live(db, "nps", "2026-11-01")]
    assert found == [
        ("2026-11-01", "1", None, True),
        ("2026-11-01", "2", 1.0, False),
        ("2026-11-02", "1", 3.0, False),
    ]
    assert day == [("2026-11-01", "1"), ("2026-11-01", "2")]


def test_history_is_ordered(store: Store) -> None:
    """All rows are there, superseded ones too, in order of at and then as recorded."""
    _append(store, Measurement("nps", "2026-11-02", 2.0), Measurement("nps", "2026-11-01", 1.0))
    _append(store, Measurement("nps", "2026-11-01", 5.0), stamp=Stamp(LATER, "run-2"))
    history = store.history("nps").measurements
    assert [(row.at, row.value) for row in history] == [("2026-11-01", 1.0), ("2026-11-01", 5.0), ("2026-11-02", 2.0)]
    assert store.history("unheard of").measurements == ()


def _record(store: Store, value: float, run: str, *, one_per_date: bool) -> Measurement:
    given = Measurement("interviews", "2026-11-21", value, by="dana")
    return store.record(given, Run(run, NOW, NOW, "recorded"), one_per_date=one_per_date)


def test_recorded_by_hand_once_per_date(store: Store) -> None:
    """A second value for a date corrects the first where the metric is read as one number per date."""
    first = _record(store, 3.0, "run-1", one_per_date=True)
    second = _record(store, 4.0, "run-2", one_per_date=True)
    assert [(row.key, row.value, row.origin) for row in (first, second)] == [
        ("1", 3.0, Origin.MANUAL),
        ("1", 4.0, Origin.CORRECTION),
    ]
    assert store.history("interviews").measurements == (first, second)


def test_recorded_by_hand_as_events(store: Store) -> None:
    """Elsewhere each value is one more event of that date."""
    recorded = [_record(store, 1.0, f"run-{number}", one_per_date=False) for number in range(3)]
    assert [(row.key, row.origin) for row in recorded] == [(key, Origin.MANUAL) for key in ("1", "2", "3")]


def test_recording_is_a_run_that_changes(store: Store) -> None:
    """A value recorded by hand is a run of its own, so that a plan made before is known to be out of date."""
    _record(store, 3.0, "run-1", one_per_date=True)
    base = store.base()
    assert base is not None
    assert (base.id, base.outcome, base.changed) == ("run-1", "recorded", True)
