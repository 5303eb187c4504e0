"""The program as a process among others: signals, pipes, full disks, locks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from e2e.cli import NOW, call, run, write_workspace

COMMAND = [sys.executable, "-m", "goalsync"]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A small workspace."""
    return write_workspace(tmp_path / "workspace")


@pytest.fixture
def silent_server() -> Iterator[int]:
    """The port of a server that takes calls and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_reader_that_leaves_is_no_failure(workspace: Path) -> None:
    """A closed pipe: no traceback, nothing on stderr, and the exit code is that of what was done."""
    call("sync", "--now", NOW, at=workspace)
    for arguments in (["report"], ["report", "--format", "json"]):
        read_end, write_end = os.pipe()
        os.close(read_end)
        try:
            done = subprocess.run(
                [*COMMAND, *arguments], stdout=write_end, stderr=subprocess.PIPE, cwd=workspace, check=False
            )
        finally:
            os.close(write_end)
        assert (done.returncode, done.stderr) == (0, b""), arguments


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_behind_stdout_is_said(workspace: Path) -> None:
    """What could not be written is a failure with one line."""
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run([*COMMAND, "check"], stdout=full, stderr=subprocess.PIPE, cwd=workspace, check=False)
    assert done.returncode == 1
    assert b"No space left" in done.stderr
    assert b"Traceback" not in done.stderr


def test_ctrl_c_ends_with_130_and_a_line(workspace: Path, silent_server: int) -> None:
    """Also while a source does not answer: at once, without a traceback, and the next run can go on."""
    settings = workspace / "config/goalsync.yaml"
    url = f"http://127.0.0.1:{silent_server}/other.csv"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("path: other.csv", f'url: "{url}"'), encoding="utf-8"
    )
    child = subprocess.Popen(
        [*COMMAND, "sync"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=workspace, text=True
    )
    assert child.stderr is not None
    first = child.stderr.readline()
    assert first.startswith("numbers:")
    child.send_signal(signal.SIGINT)
    out, err = child.communicate(timeout=60)
    assert child.returncode == 130
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("Interrupted.")
    assert out == ""
    settings.write_text(
        settings.read_text(encoding="utf-8").replace(f'url: "{url}"', "path: other.csv"), encoding="utf-8"
    )
    assert call("sync", "--now", NOW, at=workspace).returncode == 0


def test_a_second_run_ends_at_once_with_6(workspace: Path) -> None:
    """While another run holds the lock; reading goes on."""
    assert call("sync", "--now", NOW, at=workspace).returncode == 0
    with FileLock(workspace / ".goalsync" / "lock"):
        done = run("sync", "--now", NOW, at=workspace)
        assert (done.returncode, done.stdout) == (6, "")
        assert "lock" in done.stderr
        as_json = call("record", "interviews", "1", "--format", "json", at=workspace)
        assert (as_json.returncode, as_json.stdout) == (6, "")
        assert json.loads(as_json.stderr)["problems"][0]["rule"] == "lock"
        assert call("report", "--now", NOW, at=workspace).returncode == 0
        assert call("plan", "--now", NOW, at=workspace).returncode == 0


def test_a_broken_store_is_1(workspace: Path) -> None:
    """One line that names the file and the remedy; a traceback only where it is asked for."""
    (workspace / ".goalsync").mkdir()
    (workspace / ".goalsync" / "goalsync.db").write_text("this is no database, " * 100, encoding="utf-8")
    done = run("sync", "--now", NOW, at=workspace)
    assert (done.returncode, done.stdout) == (1, "")
    assert "goalsync.db" in done.stderr
    assert "Traceback" not in done.stderr
    debug = run("sync", "--now", NOW, at=workspace, environment={"GOALSYNC_DEBUG": "1"})
    assert debug.returncode == 1
    assert "Traceback" in debug.stderr
