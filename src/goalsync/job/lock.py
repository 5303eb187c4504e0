"""One run at a time in a workspace."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Final

from goalsync.store import lock

LOCK: Final = Path(".goalsync", "lock")


def only_run(directory: Path, now: datetime) -> AbstractContextManager[None]:
    """Hold the workspace's lock; entering raises LockHeldError at once when another run has it."""
    return lock(directory / LOCK, now=now)
