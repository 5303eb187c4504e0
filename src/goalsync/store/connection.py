"""Opening SQLite: the real store, and the overlay that a dry run works on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from goalsync.store.errors import StoreError, explained

if TYPE_CHECKING:
    from sqlite_utils import Database

BUSY_SECONDS = 10.0
"""How long a statement waits for another process before the store counts as locked."""

_CACHE_KIB = 16 * 1024

_AS_IT_IS: Callable[[None], None] = dict[None, None]().get
# Python asks all that could adapt a NULL, one after the other, unless it is told how: a row with ten takes half as long
sqlite3.register_adapter(type(None), _AS_IT_IS)


def sqlite_path(location: str | Path) -> Path:
    """The path behind `store:`; raises StoreError for an address of another kind of store."""
    text = str(location)
    if "://" in text:
        kind = text.partition("://")[0]
        raise StoreError(f"store: {kind}:// is not supported yet", remedy="use a path such as .goalsync/goalsync.db")
    return Path(text)


def database(connection: sqlite3.Connection) -> Database:
    """A sqlite-utils Database over `connection`, without its plugins."""
    from sqlite_utils import Database  # noqa: PLC0415 - 150 ms, needed only by commands that open the store

    return Database(connection, execute_plugins=False)


def connect(path: Path) -> Database:
    """Open the store at `path` for writing, making it and its directory if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")  # safe with WAL: a crash loses no committed page of ours
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        return database(connection)
    except BaseException:
        connection.close()
        raise


def use_wal(db: Database) -> None:
    """Switch to write-ahead logging. Where another process is doing so now, leave it to that one."""
    if db.conn.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        with suppress(sqlite3.OperationalError):
            db.conn.execute("PRAGMA journal_mode = WAL")


_NO_SIDE_FILES: Final = (
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
)
"""What SQLite says where its side files (-wal, -shm) cannot be made."""


class Attached:
    """The real store attached read-only as `store` to a database of its own that nobody keeps.

    While it is open, a second connection that cannot write keeps SQLite's side files (-wal, -shm) in order, so that
    afterwards the directory holds the same files with the same bytes.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._keeper: sqlite3.Connection | None = None
        connection = sqlite3.connect("", timeout=BUSY_SECONDS, isolation_level=None, uri=True)
        try:
            self.db = database(connection)
            if _has_content(path):
                with explained(path):
                    self._attach()
        except BaseException:
            connection.close()
            self._close_keeper()
            raise

    @property
    def attached(self) -> bool:
        """Whether there is a store behind."""
        return any(row[1] == "store" for row in self.db.conn.execute("PRAGMA database_list"))

    def copy(self) -> None:
        """Take the real store's content over into `main` and let it go."""
        self.db.conn.execute("DETACH store")
        source = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)
        try:
            source.backup(self.db.conn)
        finally:
            source.close()

    def close(self) -> None:
        """Throw away what was written."""
        self.db.conn.close()
        self._close_keeper()

    def _attach(self) -> None:
        uri = self.path.absolute().as_uri()
        mode = "mode=ro"
        log = self.path.with_name(self.path.name + "-wal")
        if not (log.exists() and log.stat().st_size):  # else a run was killed: closing a writer would fold the log in
            try:
                self._keeper = _touch(sqlite3.connect(f"{uri}?mode=rw", uri=True, timeout=BUSY_SECONDS))
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in _NO_SIDE_FILES:
                    raise
                mode = "mode=ro&immutable=1"  # a read-only place or a full disk: nobody can be writing
        self.db.conn.execute("ATTACH ? AS store", (f"{uri}?{mode}",))
        self.db.conn.execute("SELECT count(*) FROM store.sqlite_master").fetchone()

    def _close_keeper(self) -> None:
        if self._keeper is not None:
            self._keeper.close()


def _touch(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        connection.execute("PRAGMA query_only = 1")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _has_content(path: Path) -> bool:
    with explained(path):
        return path.exists() and (path.is_dir() or path.stat().st_size > 0)
