"""One run at a time: a lock that the system frees when its process dies, even by kill -9."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from msgspec import Struct

from goalsync.store.errors import LockHeldError, explain_os


@contextmanager
def lock(path: Path, *, now: datetime) -> Iterator[None]:
    """Hold the lock at `path` (`.goalsync/lock`), with the holder's process id and start in `PATH.json` beside it.

    Raises LockHeldError at once when another run holds it, StoreError where it cannot be written.
    """
    from filelock import FileLock, Timeout  # noqa: PLC0415 - 50 ms, needed only by runs that write

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(path, timeout=0)
        held.acquire()
    except Timeout:
        raise LockHeldError(f"{path}: {_holder(path)} holds the lock", remedy="wait until it has ended") from None
    except OSError as error:
        raise explain_os(path, error) from error
    try:
        _write_holder(path, now)
        yield
    finally:
        with suppress(OSError):
            _note(path).unlink()
        held.release()


class Holder(Struct, frozen=True):
    """The run that wrote the note beside a lock, and whether its process is still there."""

    process: int
    started: str
    alive: bool


def holder(path: Path) -> Holder | None:
    """Who took the lock at `path` and did not give it back; None: nobody. The lock itself is not touched."""
    try:
        found = json.loads(_note(path).read_text(encoding="utf-8"))
        process = int(found["pid"])
        return Holder(process, str(found["started"]), _is_alive(process))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # there a signal 0 is Ctrl-C
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _note(path: Path) -> Path:
    return path.with_name(path.name + ".json")


def _write_holder(path: Path, now: datetime) -> None:
    text = json.dumps({"pid": os.getpid(), "started": now.isoformat()})
    with suppress(OSError):  # only for the message of the one that comes second
        _note(path).write_text(text + "\n", encoding="utf-8")


def _holder(path: Path) -> str:
    found = holder(path)
    return f"another run (process {found.process}, started {found.started})" if found else "another run"
