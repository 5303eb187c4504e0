"""Full disks and read-only places: a clear error, nothing half-written, and dry runs go on working."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from goalsync.pull import pull_all
from goalsync.sdk.connector import Page
from goalsync.store import Store, StoreError, lock
from support.stores import LATER, NOW, contents, files, rows, store_path
from support.world import World, connectors, series, workspace


def _many(metric: str, number: int) -> Page:
    return Page(results=[series(metric, {f"2026-01-01/{row}": float(row) for row in range(number)})])


@contextmanager
def _mounted(directory: Path, *options: str) -> Iterator[Path]:
    """Something mounted at a directory, where the system lets us."""
    directory.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *options, str(directory)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.decode().strip()}")
    try:
        yield directory
    finally:
        subprocess.run(["umount", str(directory)], check=True)


@contextmanager
def _read_only(directory: Path) -> Iterator[None]:
    """A directory that nobody may write to, not even root."""
    with _mounted(directory, "--bind", str(directory)):
        done = subprocess.run(["mount", "-o", "remount,bind,ro", str(directory)], capture_output=True, check=False)
        if done.returncode:
            pytest.skip(f"cannot make a read-only mount here: {done.stderr.decode().strip()}")
        yield


def test_full_store_keeps_what_it_had(tmp_path: Path) -> None:
    """When there is no room for a page, that page leaves nothing, those before it stand, and the next run goes on."""
    path = store_path(tmp_path)
    world = World({"a.csv": [_many("small", 10), _many("large", 20_000)]}, resumes=True)
    setup = workspace(tmp_path, {"numbers": world})
    with Store.open(path, now=NOW) as store:
        store.db.conn.execute("PRAGMA max_page_count = 60")
        with pytest.raises(StoreError, match=r"no space left on the disk; .* free some space"):
            pull_all(setup, connectors({"numbers": world}), store, run_id="run-1", now=NOW, today=NOW.date())
    assert rows(path, "SELECT metric, count(*) FROM measurements GROUP BY metric") == [("small", 10)]
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert rows(path, "SELECT cursor, state FROM sources") == [("1", "partial")]
    with Store.open(path, now=NOW) as store:
        (report,) = pull_all(setup, connectors({"numbers": world}), store, run_id="run-2", now=NOW, today=NOW.date())
    assert report.state == "complete"
    assert world.pulls == [("a.csv", None), ("a.csv", "1")]
    assert rows(path, "SELECT metric, count(*) FROM measurements GROUP BY metric") == [("large", 20_000), ("small", 10)]


def test_full_disk(tmp_path: Path) -> None:
    """A disk that is really full is the same clear error, whichever file SQLite was writing to."""
    world = World({"a.csv": [_many("small", 10), _many("large", 50_000)]}, resumes=True)
    setup = workspace(tmp_path, {"numbers": world})
    with _mounted(tmp_path / ".goalsync", "-t", "tmpfs", "-o", "size=1500k", "tmpfs"):
        path = store_path(tmp_path)
        with Store.open(path, now=NOW) as store, pytest.raises(StoreError, match="no space left on the disk"):
            pull_all(setup, connectors({"numbers": world}), store, run_id="run-1", now=NOW, today=NOW.date())
        assert rows(path, "PRAGMA integrity_check") == [("ok",)]
        assert rows(path, "SELECT metric, count(*) FROM measurements GROUP BY metric") == [("small", 10)]


def test_reading_on_a_full_disk(tmp_path: Path) -> None:
    """What only reads needs no space of its own beside the store."""
    with _mounted(tmp_path / ".goalsync", "-t", "tmpfs", "-o", "size=1500k", "tmpfs"):
        Store.open(store_path(tmp_path), now=NOW).close()
        with (tmp_path / ".goalsync" / "ballast").open("wb", buffering=0) as ballast, contextlib.suppress(OSError):
            while ballast.write(b"x" * 4096):
                pass
        with Store.scratch(store_path(tmp_path), now=NOW) as store:
            assert store.last_run() is None


def test_full_disk_from_the_start(tmp_path: Path) -> None:
    """Where not even an empty store fits, opening says so."""
    with _mounted(tmp_path / ".goalsync", "-t", "tmpfs", "-o", "size=64k", "tmpfs"):
        (tmp_path / ".goalsync" / "ballast").write_bytes(b"x" * 60 * 1024)
        with pytest.raises(StoreError, match="no space left on the disk"):
            Store.open(store_path(tmp_path), now=NOW)


def test_read_only_place_without_store(tmp_path: Path) -> None:
    """A sync cannot start in a read-only workspace and says so; a dry run can."""
    with _read_only(tmp_path):
        with pytest.raises(StoreError, match="read-only; make the file and its directory writable"):
            Store.open(store_path(tmp_path), now=NOW)
        with (
            pytest.raises(StoreError, match="read-only"),
            lock(tmp_path / ".goalsync" / "lock", now=NOW),
        ):
            pass
        with Store.scratch(store_path(tmp_path), now=NOW) as store:
            assert store.snapshot(NOW, NOW.date()).base is None


def test_read_only_place_with_store(tmp_path: Path) -> None:
    """In a read-only workspace with a store, a sync is refused, and what is stored can be read and planned over."""
    path = store_path(tmp_path)
    world = World().holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    setup = workspace(tmp_path, {"numbers": world})
    with Store.open(path, now=NOW) as store:
        pull_all(setup, connectors({"numbers": world}), store, run_id="run-1", now=NOW, today=NOW.date())
    before = files(tmp_path)
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-11-01": 33.0}))
    with _read_only(tmp_path):
        with pytest.raises(StoreError, match="read-only"), Store.open(path, now=LATER) as store:
            pull_all(setup, connectors({"numbers": world}), store, run_id="run-2", now=LATER, today=LATER.date())
        with Store.scratch(path, now=LATER) as store:
            pull_all(setup, connectors({"numbers": world}), store, run_id="run-2", now=LATER, today=LATER.date())
            values = [row.value for row in store.snapshot(LATER, LATER.date()).measurements["nps"]]
    assert values == [31.0, 33.0]
    assert files(tmp_path) == before


def test_read_only_connection(tmp_path: Path) -> None:
    """A store that refuses to be written to (anywhere, without mounting) is the same clear error."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    before = contents(path)
    with Store.open(path, now=NOW) as store:
        store.db.conn.execute("PRAGMA query_only = 1")
        with pytest.raises(StoreError, match="read-only"), store.transaction() as db:
            db.conn.execute("INSERT INTO main.item_tags VALUES ('a', 'b', 'c')")
    assert contents(path) == before
