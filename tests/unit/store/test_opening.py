"""Opening a store: what is made, what is refused and how it says so."""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from goalsync.store import Store, StoreError, migrations
from support.stores import NOW, files, rows, store_path

PUBLIC = {
    "items": "uid source native_id key url project kind type title status status_category resolution phase scope team "
    "assignee parent parent_key epic points priority due created started updated closed presence fields first_seen "
    "last_seen",
    "item_tags": "item tag value",
    "item_aliases": "item key",
    "item_history": "item at field before after run",
    "measurements": "metric at key value retracted recorded_at origin run evidence",
    "check_ins": "subject at value progress expected_progress status truth reason confidence note by origin run",
    "findings": "fingerprint kind subject severity since until",
    "sources": "name partition cursor state reason",
    "runs": "id started ended outcome digest",
}


@pytest.mark.parametrize("table", sorted(PUBLIC))
def test_public_names(tmp_path: Path, table: str) -> None:
    """The tables and columns that people may query are there under their public names, and are STRICT."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    columns = {row[1] for row in rows(path, f"PRAGMA table_info({table})")}
    assert set(PUBLIC[table].split()) <= columns
    assert (table, 1) in rows(path, "SELECT name, strict FROM pragma_table_list WHERE schema = 'main'")


def test_write_ahead_log(tmp_path: Path) -> None:
    """The store works with a write-ahead log, so that readers never wait for a sync."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    assert rows(path, "PRAGMA journal_mode") == [("wal",)]


def test_opened_again(tmp_path: Path) -> None:
    """Opening a store that is up to date writes nothing, and says when its tables were made."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    before = files(tmp_path)
    Store.open(path, now=NOW).close()
    assert files(tmp_path) == before
    assert rows(path, "SELECT number, name, applied_at FROM migrations") == [
        (number, name, NOW.isoformat()) for number, (name, _) in enumerate(migrations.MIGRATIONS, start=1)
    ]


def test_many_processes_at_once(tmp_path: Path) -> None:
    """Several processes may open a store that is not there yet: one makes the tables, all can write."""
    path = store_path(tmp_path)
    code = (
        "import sys\nfrom datetime import UTC, datetime\n"
        "from goalsync.model.run import Run\nfrom goalsync.store import Store\n"
        "now = datetime(2026, 11, 21, tzinfo=UTC)\n"
        "with Store.open(sys.argv[1], now=now) as store: store.begin_run(Run(sys.argv[2], now))"
    )
    processes = [subprocess.Popen([sys.executable, "-c", code, str(path), f"run-{number}"]) for number in range(8)]
    assert [process.wait(60) for process in processes] == [0] * 8
    assert rows(path, "SELECT count(*) FROM runs") == [(8,)]
    assert rows(path, "SELECT count(*) FROM migrations") == [(len(migrations.MIGRATIONS),)]


def test_older_store_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store of an earlier version gets what is missing, in order; a dry run over it leaves it as it is."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    before = files(tmp_path)
    names = [name for name, _ in migrations.MIGRATIONS]
    last = ("last", ("CREATE TABLE later (a TEXT) STRICT",))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, last))
    with Store.scratch(path, now=NOW) as store:
        assert store.db.conn.execute("SELECT count(*) FROM later").fetchone() == (0,)
    assert files(tmp_path) == before
    Store.open(path, now=NOW).close()
    assert rows(path, "SELECT name FROM migrations ORDER BY number") == [(name,) for name in (*names, "last")]


def test_failed_migration_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A migration that fails takes all that came with it back: the store is as it was."""
    path = store_path(tmp_path)
    Store.open(path, now=NOW).close()
    version = len(migrations.MIGRATIONS)
    bad = ("bad", ("CREATE TABLE later (a TEXT) STRICT", "NOT SQL"))
    monkeypatch.setattr(migrations, "MIGRATIONS", (*migrations.MIGRATIONS, bad))
    with pytest.raises(sqlite3.OperationalError):
        Store.open(path, now=NOW)
    assert rows(path, "SELECT name FROM sqlite_master WHERE name = 'later'") == []
    assert rows(path, "PRAGMA user_version") == [(version,)]


def _newer(path: Path) -> None:
    Store.open(path, now=NOW).close()
    rows(path, "PRAGMA user_version = 99")


def _foreign(path: Path) -> None:
    path.parent.mkdir()
    rows(path, "CREATE TABLE songs (title TEXT)")


def _text(path: Path) -> None:
    path.parent.mkdir()
    path.write_text("metric,at,value\n" * 200)


def _directory(path: Path) -> None:
    path.mkdir(parents=True)


def _parent_is_a_file(path: Path) -> None:
    path.parent.write_text("not a directory")


def _damaged(path: Path) -> None:
    Store.open(path, now=NOW).close()
    content = bytearray(path.read_bytes())
    content[100:4000] = b"\xff" * 3900
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("prepare", "message"),
    [
        (
            _newer,
            f"(store version 99; this one knows up to {len(migrations.MIGRATIONS)}); upgrade goalsync",
        ),
        (_foreign, "this is the database of another program; set `store:`"),
        (_text, "not a goalsync store, or is damaged (file is not a database); restore it"),
        (_directory, "the store is a directory, not a file; set `store:`"),
        (_damaged, "not a goalsync store, or is damaged"),
    ],
)
@pytest.mark.parametrize("how", [Store.open, Store.scratch])
def test_refused(tmp_path: Path, prepare, message: str, how) -> None:
    """What is no store of ours is refused with its path and a remedy, and left as it is."""
    path = store_path(tmp_path)
    prepare(path)
    before = files(tmp_path)
    with pytest.raises(StoreError, match=re.escape(message)) as caught:
        how(path, now=NOW)
    assert str(path) in str(caught.value)
    assert caught.value.remedy
    assert files(tmp_path) == before


def test_parent_is_a_file(tmp_path: Path) -> None:
    """A file where the store's directory should be is a clear error, and no trouble for a dry run."""
    path = store_path(tmp_path)
    _parent_is_a_file(path)
    with pytest.raises(StoreError, match="part of its path is not what it must be"):
        Store.open(path, now=NOW)
    with Store.scratch(path, now=NOW) as store:
        assert store.snapshot(NOW, NOW.date()).measurements == {}


def test_other_kinds_of_store() -> None:
    """An address of a kind of store that is not built yet is refused in one line."""
    with pytest.raises(StoreError, match=r"postgresql:// is not supported yet; use a path"):
        Store.open("postgresql://localhost/goals", now=NOW)


def test_locked_by_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who keeps the file locked is named as such, after a bounded wait; nothing is written."""
    path = store_path(tmp_path)
    monkeypatch.setattr("goalsync.store.connection.BUSY_SECONDS", 0.1)
    with Store.open(path, now=NOW) as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another program has the store locked; wait"), store.transaction():
            pass
        other.execute("ROLLBACK")
        other.close()
        with store.transaction():
            pass


def test_errors_of_ours_pass_as_they_are(tmp_path: Path) -> None:
    """A wrong statement is a mistake in the program, not trouble with the store, and is not dressed up as such."""
    with (
        Store.open(store_path(tmp_path), now=NOW) as store,
        pytest.raises(sqlite3.OperationalError),
        store.transaction() as db,
    ):
        db.conn.execute("SELECT nonsense FROM nowhere")
