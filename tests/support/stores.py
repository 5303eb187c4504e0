"""Looking at a store from outside: its rows, and the bytes of its files."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)

VOLATILE = frozenset({"id", "number", "recorded_at", "run", "started", "ended", "pulled_at", "read_at", "complete_at"})
"""What differs between two stores that know the same: numbers of rows, and when which run wrote them."""

_COUNTERS = frozenset({"items", "new", "changed", "gone", "requests", "first_seen", "last_seen", "at"})


def store_path(directory: Path) -> Path:
    """Where a workspace keeps its store."""
    return directory / ".goalsync" / "goalsync.db"


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    """What a plain SQLite client reads."""
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def contents(path: Path, *, without: Collection[str] = VOLATILE) -> dict[str, list[str]]:
    """What the store knows, table by table, without the columns `without`; rows in order of their text."""
    found = {}
    for (table,) in rows(path, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"):
        if table in ("migrations", "runs"):
            continue
        columns = [str(row[1]) for row in rows(path, f"PRAGMA table_info({table})")]
        names = ", ".join(f'"{name}"' for name in columns if name not in without)
        found[str(table)] = sorted(str(row) for row in rows(path, f"SELECT {names} FROM {table}"))  # noqa: S608
    return found


def knowledge(path: Path) -> dict[str, list[str]]:
    """The same without the counters of single runs."""
    return contents(path, without=VOLATILE | _COUNTERS - {"at"})


def files(directory: Path) -> dict[str, str]:
    """Name and digest of every file below a directory."""
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
