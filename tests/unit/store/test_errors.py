"""What the system and SQLite report becomes one sentence with the path and what to do."""

from __future__ import annotations

import errno
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from goalsync.model.metric import Evidence, Measurement
from goalsync.model.run import Run
from goalsync.store import Store, StoreError, measurements
from goalsync.store.errors import explained
from goalsync.store.measurements import Stamp
from support.stores import LATER, NOW, store_path


def _sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (_sqlite(sqlite3.SQLITE_FULL), "no space left on the disk"),
        (_sqlite(sqlite3.SQLITE_READONLY_DBMOVED), "the store is read-only"),
        (_sqlite(sqlite3.SQLITE_BUSY_SNAPSHOT), "another program has the store locked"),
        (_sqlite(sqlite3.SQLITE_CORRUPT), "is damaged (as SQLite says it); restore it from a backup"),
        (_sqlite(sqlite3.SQLITE_IOERR_READ), "the disk reports an error (as SQLite says it); check the disk"),
        (_sqlite(sqlite3.SQLITE_CANTOPEN), "the store's directory does not exist; make the directory"),
        (OSError(errno.ENOSPC, "No space left on device"), "no space left on the disk"),
        (OSError(errno.EROFS, "Read-only file system"), "the store is read-only"),
        (PermissionError(errno.EACCES, "Permission denied"), "the store is read-only"),
        (
            OSError(errno.ELOOP, "Too many levels of symbolic links"),
            "Too many levels of symbolic links; check the path",
        ),
    ],
)
def test_explained(tmp_path: Path, error: Exception, message: str) -> None:
    """Each kind of trouble has its sentence; the original error stays behind it."""
    path = tmp_path / "missing" / "goalsync.db"
    with pytest.raises(StoreError) as caught, explained(path):
        raise error
    assert str(caught.value).startswith(f"{path}: ")
    assert message in str(caught.value)
    assert caught.value.remedy
    assert caught.value.__cause__ is error


def test_mistakes_pass() -> None:
    """What is no trouble with the store is not explained away."""
    error = sqlite3.IntegrityError("NOT NULL constraint failed")
    error.sqlite_errorcode = sqlite3.SQLITE_CONSTRAINT_NOTNULL
    with pytest.raises(sqlite3.IntegrityError), explained(Path("goalsync.db")):
        raise error


def test_times_need_a_zone(tmp_path: Path) -> None:
    """A time without a time zone is a mistake that is not stored."""
    with Store.open(store_path(tmp_path), now=NOW) as store, pytest.raises(ValueError, match="without a time zone"):
        store.begin_run(Run("run-1", datetime(2026, 11, 21)))  # noqa: DTZ001 - the point


def test_odd_names_in_evidence(tmp_path: Path) -> None:
    """A file whose name is no Unicode is named as well as it can be."""
    given = Measurement(
        "nps", "2026-11-21", 1.0, evidence=Evidence("numbers", "d\udcffr/kpis.csv", cells=("R\ud800C1",))
    )
    with Store.open(store_path(tmp_path), now=NOW) as store:
        with store.transaction() as db:
            measurements.append(db, [given], Stamp(NOW, "run-1"))
        (found,) = store.history("nps").measurements
    assert found.evidence == Evidence("numbers", "d?r/kpis.csv", cells=("R?C1",))


def test_ended_runs(tmp_path: Path) -> None:
    """Runs that ended are listed in their order, up to a moment; one that was killed is not among them."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        store.end_run(Run("run-1", NOW, NOW, "applied"))
        store.begin_run(Run("run-2", NOW))
        store.end_run(Run("run-3", LATER, LATER, "refused"))
        assert [run.id for run in store.ended_runs()] == ["run-1", "run-3"]
        assert [run.id for run in store.ended_runs(NOW)] == ["run-1"]
        assert store.changed_since(None) == ()
