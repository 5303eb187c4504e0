"""Looking at a store without changing a byte of it."""

from __future__ import annotations

from pathlib import Path

from goalsync.store.connection import Attached
from goalsync.store.errors import explained
from goalsync.store.migrations import MIGRATIONS, up_to_date


def version(path: Path) -> tuple[int, int]:
    """(the store's schema, the newest one); an empty file has 0. Raises StoreError for what is no store of ours."""
    attached = Attached(path)
    try:
        if not attached.attached:
            return 0, len(MIGRATIONS)
        with explained(path):
            up_to_date(attached.db, path, "store")
            (found,) = attached.db.conn.execute("PRAGMA store.user_version").fetchone()
            return int(found), len(MIGRATIONS)
    finally:
        attached.close()
