"""Folders for downloads: private, gone after use, and gone with the next use after a process was killed."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from goalsync_sheets.places.temporary import Temporary

KILLED = """
import os, signal, sys
from pathlib import Path
from goalsync_sheets.places.temporary import Temporary
with Temporary(Path(sys.argv[1])) as temporary:
    (temporary.folder() / "download.csv").write_bytes(b"x" * 1000)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a folder of ours."""
    (tmp_path / ".goalsync").mkdir()
    return tmp_path


def there(workspace: Path) -> list[Path]:
    """What lies in the workspace's folder for temporary files."""
    return sorted((workspace / ".goalsync" / "tmp").glob("*"))


def test_a_folder_is_made_only_when_it_is_asked_for(workspace: Path) -> None:
    """And once."""
    with Temporary(workspace) as temporary:
        assert not (workspace / ".goalsync" / "tmp").exists()
        assert temporary.folder() == temporary.folder()
        assert len(there(workspace)) == 1
        assert temporary.folder().stat().st_mode & 0o077 == 0
    assert there(workspace) == []


def test_what_a_killed_process_left_is_removed(workspace: Path) -> None:
    """By the next use; what a living one uses stays."""
    with Temporary(workspace) as living:
        used = living.folder()
        ended = subprocess.run([sys.executable, "-c", KILLED, str(workspace)], check=False, timeout=60)
        assert ended.returncode == -signal.SIGKILL
        assert len(there(workspace)) == 2
        with Temporary(workspace) as following:
            new = following.folder()
            assert there(workspace) == sorted([used, new])
        assert there(workspace) == [used]


def test_nothing_else_is_removed(workspace: Path) -> None:
    """Neither what has no lock of ours nor what a link leads to."""
    place = workspace / ".goalsync" / "tmp"
    (place / "goalsync-notes").mkdir(parents=True)
    elsewhere = workspace / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "lock").touch()
    (place / "goalsync-link").symlink_to(elsewhere)
    with Temporary(workspace) as temporary:
        temporary.folder()
    assert [path.name for path in there(workspace)] == ["goalsync-link", "goalsync-notes"]
    assert (elsewhere / "lock").exists()


def test_without_a_folder_of_ours_the_systems_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dry run in a new workspace makes nothing there."""
    system = tmp_path / "system"
    system.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(system))
    with Temporary(tmp_path / "workspace") as temporary:
        assert temporary.folder().parent == system
    assert list(system.iterdir()) == []
    assert not (tmp_path / "workspace").exists()
