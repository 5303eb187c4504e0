"""What can go wrong with a store, said so that a person can mend it."""

from __future__ import annotations

import errno
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from goalsync.sdk.errors import GoalsyncError

_NO_ROOM = 1 << 20


class StoreError(GoalsyncError):
    """The store cannot be read or written; nothing was half-written."""


class LockHeldError(GoalsyncError):
    """Another run works on the same workspace."""


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn the system's and SQLite's errors about the store at `path` into StoreError with a remedy.

    What is a mistake of ours (a wrong statement, a broken constraint) passes as it is.
    """
    try:
        yield
    except sqlite3.Error as error:
        known = _explain_sqlite(path, error)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise explain_os(path, error) from error


def explain_os(path: Path, error: OSError) -> StoreError:
    """The StoreError behind an error of the file system."""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT:
            return _full(path)
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return _read_only(path)
        case errno.ENOTDIR | errno.EEXIST | errno.EISDIR:
            return StoreError(
                f"{path}: the store cannot be opened: part of its path is not what it must be ({error.strerror})",
                remedy="move what is in the way, or set `store:` in config/goalsync.yaml to another path",
            )
        case _:
            return StoreError(f"{path}: the store cannot be used: {error.strerror or error}", remedy="check the path")


def _explain_sqlite(path: Path, error: sqlite3.Error) -> StoreError | None:
    match getattr(error, "sqlite_errorcode", 0) & 0xFF:
        case sqlite3.SQLITE_FULL:
            return _full(path)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return _read_only(path)
        case sqlite3.SQLITE_CANTOPEN:
            return _unopened(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreError(
                f"{path}: another program has the store locked",
                remedy="wait until it has ended, or close the program that has the file open",
            )
        case sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_CORRUPT:
            return StoreError(
                f"{path}: the file is not a goalsync store, or is damaged ({error})",
                remedy="restore it from a backup, or move it away: the next sync starts a new one, without history",
            )
        case sqlite3.SQLITE_IOERR if path.is_dir():
            return _unopened(path)
        case sqlite3.SQLITE_IOERR:
            if _is_full(path):
                return _full(path)
            return StoreError(f"{path}: the disk reports an error ({error})", remedy="check the disk")
        case _:
            return None


def _is_full(path: Path) -> bool:
    try:
        return shutil.disk_usage(path.parent).free < _NO_ROOM
    except OSError:
        return False


def _full(path: Path) -> StoreError:
    return StoreError(
        f"{path}: no space left on the disk; the store is as it was before",
        remedy="free some space and run again: what was stored already is not pulled twice",
    )


def _read_only(path: Path) -> StoreError:
    return StoreError(
        f"{path}: the store is read-only",
        remedy="make the file and its directory writable; `plan` and `report` work without writing",
    )


def _unopened(path: Path) -> StoreError:
    if not path.parent.is_dir():
        return StoreError(
            f"{path}: the store's directory does not exist", remedy=f"make the directory {path.parent}, or run a sync"
        )
    if path.is_dir():
        return StoreError(
            f"{path}: the store is a directory, not a file",
            remedy="set `store:` in config/goalsync.yaml to the path of a file",
        )
    return _read_only(path)
