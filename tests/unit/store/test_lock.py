"""The lock: one run at a time, said at once, free again however its holder ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from goalsync.store import LockHeldError, StoreError, lock
from support.stores import NOW

HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from goalsync.store import lock
with lock(Path(sys.argv[1]), now=datetime(2026, 11, 21, 9, tzinfo=UTC)):
    print("held", flush=True)
    time.sleep(60)
"""


def _held(path: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_second_is_refused_at_once(tmp_path: Path) -> None:
    """While a run holds the lock another one learns within a moment which process holds it since when."""
    path = tmp_path / ".goalsync" / "lock"
    holder = _held(path)
    try:
        message = rf"process {holder.pid}, started 2026-11-21T09:00:00\+00:00\) holds"
        with pytest.raises(LockHeldError, match=message), lock(path, now=NOW):
            pass
        assert holder.poll() is None, "it was refused while the other still held it, not after"
    finally:
        holder.kill()
        holder.wait()


def test_killed_holder_frees_it(tmp_path: Path) -> None:
    """kill -9 frees the lock at once, though the note of the holder stays behind."""
    path = tmp_path / ".goalsync" / "lock"
    holder = _held(path)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert path.with_name("lock.json").exists()
    with lock(path, now=NOW):
        assert json.loads(path.with_name("lock.json").read_text())["pid"] == os.getpid()


def test_free_again_after_an_error(tmp_path: Path) -> None:
    """A run that fails frees the lock and leaves no note."""
    path = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), lock(path, now=NOW):
        raise ZeroDivisionError
    assert not path.with_name("lock.json").exists()
    with lock(path, now=NOW):
        pass


@pytest.mark.parametrize("note", ["", "[]", '{"pid": "x"}', "\udcff"])
def test_unreadable_note(tmp_path: Path, note: str) -> None:
    """A note that cannot be read makes the message shorter, nothing else."""
    path = tmp_path / "lock"
    holder = _held(path)
    path.with_name("lock.json").write_text(note, errors="surrogateescape")
    try:
        with pytest.raises(LockHeldError, match="another run holds the lock; wait"), lock(path, now=NOW):
            pass
    finally:
        holder.kill()
        holder.wait()


def test_no_place_for_it(tmp_path: Path) -> None:
    """Where the lock cannot be written the error says so."""
    (tmp_path / ".goalsync").write_text("not a directory")
    with pytest.raises(StoreError, match="part of its path"), lock(tmp_path / ".goalsync" / "lock", now=NOW):
        pass
