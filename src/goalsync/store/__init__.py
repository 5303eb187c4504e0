"""What is kept between runs: SQLite, one writer, rows that are appended and never rewritten."""

from goalsync.store.errors import LockHeldError, StoreError
from goalsync.store.examining import version
from goalsync.store.lock import holder, lock
from goalsync.store.store import History, Store

__all__ = ["History", "LockHeldError", "Store", "StoreError", "holder", "lock", "version"]
