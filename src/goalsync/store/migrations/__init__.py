"""The store's schema as a numbered list: add a module, append it here, never change one that was released."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goalsync.store.errors import StoreError
from goalsync.store.migrations import (
    m0001_first,
    m0002_definition,
    m0003_held,
    m0004_presence,
    m0005_links,
    m0006_partitions,
)
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

MIGRATIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("first", m0001_first.STATEMENTS),
    ("definition", m0002_definition.STATEMENTS),
    ("held", m0003_held.STATEMENTS),
    ("presence", m0004_presence.STATEMENTS),
    ("links", m0005_links.STATEMENTS),
    ("partitions", m0006_partitions.STATEMENTS),
)
"""(name, statements); the first is number 1."""

APPLICATION = 0x676F616C
"""`PRAGMA application_id` of a goalsync store: "goal"."""

_LEDGER = (
    "CREATE TABLE IF NOT EXISTS migrations "
    "(number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL) STRICT"
)


def up_to_date(db: Database, path: Path, schema: str = "main") -> bool:
    """Whether the database has seen all migrations; raises StoreError when it has seen more, or is no store."""
    return _version_of(db, path, schema) == len(MIGRATIONS)


def _version_of(db: Database, path: Path, schema: str = "main") -> int:
    """How many migrations the database has seen, 0 for an empty one.

    Raises StoreError when it was made by a newer goalsync or is not a store at all.
    """
    (version,) = db.conn.execute(f"PRAGMA {schema}.user_version").fetchone()
    (application,) = db.conn.execute(f"PRAGMA {schema}.application_id").fetchone()
    (tables,) = db.conn.execute(f"SELECT count(*) FROM {schema}.sqlite_master").fetchone()  # noqa: S608 - main or store
    if application != APPLICATION and tables:
        raise StoreError(
            f"{path}: this is the database of another program",
            remedy="set `store:` in config/goalsync.yaml to another path",
        )
    if version > len(MIGRATIONS):
        raise StoreError(
            f"{path}: made by a newer goalsync (store version {version}; this one knows up to {len(MIGRATIONS)})",
            remedy="upgrade goalsync",
        )
    return int(version) if tables else 0


def migrate(db: Database, path: Path, now: datetime) -> None:
    """Bring `main` to the newest version in one transaction; several processes may do so at once."""
    if up_to_date(db, path):
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        done = _version_of(db, path)  # again: another process may have come first
        db.conn.execute(_LEDGER)
        for number, (name, statements) in enumerate(MIGRATIONS[done:], start=done + 1):
            for statement in statements:
                db.conn.execute(statement)
            db.conn.execute("INSERT INTO migrations VALUES (?, ?, ?)", (number, name, to_text(now)))
        db.conn.execute(f"PRAGMA application_id = {APPLICATION}")
        db.conn.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        db.conn.execute("COMMIT")
    except BaseException:
        db.rollback()
        raise
