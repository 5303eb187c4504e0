"""What is kept between runs: SQLite, one writer, rows that are appended and never rewritten."""

from goalsync.store.errors import LockHeldError, StoreError
from goalsync.store.lock import lock
from goalsync.store.store import History, Store

__all__ = ["History", "LockHeldError", "Store", "StoreError", "lock"]
