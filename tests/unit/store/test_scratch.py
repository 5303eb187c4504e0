"""Scratch stores: a dry run sees what it wrote over what is stored, and no byte of the store changes."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.metric import Measurement
from goalsync.model.run import Run
from goalsync.model.work import WorkItem
from goalsync.pull import pull_all
from goalsync.sdk.connector import Page
from goalsync.store import Store, check_ins, items, measurements
from goalsync.store.measurements import Stamp
from support.stores import LATER, NOW, contents, files, rows, store_path
from support.world import World, connectors, level, series, workspace

ITEM = WorkItem("numbers:1", "numbers", "1", "SHOP-1", "SHOP", "story", "Story", "Pay", "Open", "todo",
                tags={"label": ("okr",)})  # fmt: skip


def _filled(directory: Path) -> Path:
    """A store with a series, a level, an item and a check-in."""
    path = store_path(directory)
    world = World({"a.csv": [Page(items=[ITEM], results=[series("nps", {"2026-10-01": 31.0, "2026-11-01": 33.0})])]})
    with Store.open(path, now=NOW) as store:
        setup = workspace(directory, {"numbers": world})
        pull_all(setup, connectors({"numbers": world}), store, run_id="run-1", now=NOW, today=NOW.date())
        store.check_in(CheckIn("O1.KR1", "2026-11-20", confidence=0.7, by="dana"), Run("run-2", NOW, NOW))
    return path


def test_sees_its_own_over_the_store(tmp_path: Path) -> None:
    """Reads give the store's rows with the new ones after them, each thing once, in its newest state."""
    path = _filled(tmp_path)
    before = files(tmp_path)
    changed = replace(ITEM, status="Done", phase="done", tags={})
    page = Page(items=[changed], results=[series("nps", {"2026-10-01": 32.0, "2026-12-01": 35.0})])
    world = World({"a.csv": [page], "b.csv": [Page(results=[level("bugs", "2026-11-22", 4.0)])]})
    setup = workspace(tmp_path, {"numbers": world})
    with Store.scratch(path, now=LATER) as store:
        (report,) = pull_all(
            setup, connectors({"numbers": world}), store, run_id="run-3", now=LATER, today=LATER.date()
        )
        snapshot = store.snapshot(LATER, LATER.date())
        (tags,) = store.db.conn.execute("SELECT count(*) FROM item_tags").fetchone()
        statuses = store.db.conn.execute("SELECT status FROM items").fetchall()
    assert [part.name for part in report.partitions] == ["a.csv", "b.csv"]
    shown = [(row.at, row.value, row.origin.value, row.run) for row in snapshot.measurements["nps"]]
    assert shown == [
        ("2026-10-01", 31.0, "sync", "run-1"),
        ("2026-10-01", 32.0, "correction", "run-3"),
        ("2026-11-01", 33.0, "sync", "run-1"),
        ("2026-11-01", None, "correction", "run-3"),
        ("2026-12-01", 35.0, "sync", "run-3"),
    ]
    assert snapshot.measurements["bugs"][0].value == 4.0
    assert snapshot.base is not None
    assert snapshot.base.id == "run-3"
    assert len(snapshot.check_ins["O1.KR1"]) == 1
    assert [part.name for part in snapshot.sources[0].partitions] == ["a.csv", "b.csv"]
    assert (statuses, tags) == ([("Done",)], 0)
    assert files(tmp_path) == before


def test_without_a_store(tmp_path: Path) -> None:
    """Where there is no store yet a dry run works all the same, and makes no file and no directory."""
    world = World().holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    setup = workspace(tmp_path, {"numbers": world})
    with Store.scratch(store_path(tmp_path), now=NOW) as store:
        pull_all(setup, connectors({"numbers": world}), store, run_id="run-1", now=NOW, today=NOW.date())
        assert store.snapshot(NOW, NOW.date()).measurements["nps"][0].value == 31.0
    assert list(tmp_path.iterdir()) == []


def test_empty_file(tmp_path: Path) -> None:
    """A file that a killed run left empty counts as no store."""
    path = store_path(tmp_path)
    path.parent.mkdir()
    path.touch()
    with Store.scratch(path, now=NOW) as store:
        assert store.base() is None
    assert rows(path, "SELECT count(*) FROM sqlite_master") == [(0,)]


def test_same_answers_as_the_store(tmp_path: Path) -> None:
    """A scratch store that nothing was written to answers exactly as the store does."""
    path = _filled(tmp_path)
    with Store.open(path, now=LATER) as store:
        expected = (store.snapshot(LATER, LATER.date()), store.partitions(), store.history("O1.KR1"), store.base())
    with Store.scratch(path, now=LATER) as store:
        found = (store.snapshot(LATER, LATER.date()), store.partitions(), store.history("O1.KR1"), store.base())
    assert found == expected


def test_over_a_killed_writer(tmp_path: Path) -> None:
    """A log that a killed run left behind is read, and neither folded in nor removed."""
    path = _filled(tmp_path)
    code = (
        "import os, signal, sys\n"
        "from datetime import UTC, datetime\n"
        "from goalsync.store import Store\n"
        "from goalsync.model.run import Run\n"
        "now = datetime(2026, 11, 22, tzinfo=UTC)\n"
        "store = Store.open(sys.argv[1], now=now)\n"
        "store.end_run(Run('run-9', now, now, changed=True))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    log = path.with_name(path.name + "-wal")
    before = {name: digest for name, digest in files(tmp_path).items() if not name.endswith("-shm")}
    assert log.stat().st_size > 0
    with Store.scratch(path, now=LATER) as store:
        base = store.base()
        with store.transaction() as db:
            check_ins.append(db, [CheckIn("O1.KR1", "2026-11-22")], run="run-10", recorded_at=LATER)
    assert base is not None
    assert base.id == "run-9"
    assert {name: digest for name, digest in files(tmp_path).items() if not name.endswith("-shm")} == before
    assert rows(path, "SELECT count(*) FROM check_ins") == [(1,)]


def test_one_picture(tmp_path: Path) -> None:
    """What another run stores meanwhile is not seen: a dry run has one picture from beginning to end."""
    path = _filled(tmp_path)
    with Store.scratch(path, now=LATER) as scratch:
        before = scratch.snapshot(LATER, LATER.date())
        with Store.open(path, now=LATER) as store, store.transaction() as db:
            measurements.append(db, [Measurement("nps", "2026-12-01", 40.0)], Stamp(LATER, "run-4"))
        assert scratch.snapshot(LATER, LATER.date()) == before
    assert rows(path, "SELECT count(*) FROM measurements") == [(3,)]


def test_failed_page_takes_itself_back(tmp_path: Path) -> None:
    """In a dry run, too, a transaction that fails leaves nothing of itself, and what came before stands."""
    path = _filled(tmp_path)
    with Store.scratch(path, now=LATER) as store:
        with store.transaction() as db:
            items.upsert(db, [replace(ITEM, uid="numbers:2")], run="run-3", now=LATER)
        with pytest.raises(ValueError, match="no"), store.transaction() as db:  # noqa: PT012 - two steps are the point
            items.upsert(db, [replace(ITEM, uid="numbers:3")], run="run-3", now=LATER)
            raise ValueError("no")
        assert store.db.conn.execute("SELECT uid FROM items ORDER BY uid").fetchall() == [
            ("numbers:1",),
            ("numbers:2",),
        ]


def test_cannot_write_to_the_store(tmp_path: Path) -> None:
    """Even a statement that names the real store is refused by SQLite itself."""
    path = _filled(tmp_path)
    with Store.scratch(path, now=LATER) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.db.conn.execute("DELETE FROM store.measurements")


def test_large_pull_leaves_every_byte(tmp_path: Path) -> None:
    """A dry run that brings far more than fits in SQLite's cache writes nowhere but to a nameless temporary file."""
    path = _filled(tmp_path)
    before = files(tmp_path)
    world = World({"b.csv": [Page(results=[series("deals", {f"2026-01-01/{n}": float(n) for n in range(60_000)})])]})
    setup = workspace(tmp_path, {"numbers": world})
    with Store.scratch(path, now=LATER) as store:
        pull_all(setup, connectors({"numbers": world}), store, run_id="run-3", now=LATER, today=LATER.date())
        during = files(tmp_path)
        assert len(store.snapshot(LATER, LATER.date()).measurements["deals"]) == 60_000
    assert {name: during[name] for name in before} == before
    assert files(tmp_path) == before
    assert contents(path)["check_ins"]
    assert os.listdir(tmp_path) == [".goalsync"]  # noqa: PTH208 - names only
