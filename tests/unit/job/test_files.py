"""Files are there whole or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from goalsync.job.files import write_whole


def test_it_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    """With its permissions, also through a link, and with nothing left beside it."""
    path, link = tmp_path / "report.html", tmp_path / "latest.html"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    link.symlink_to(path)
    write_whole(link, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert link.is_symlink()
    assert sorted(one.name for one in tmp_path.iterdir()) == ["latest.html", "report.html"]


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    """Those that any new file gets: a report is to be read by others."""
    (tmp_path / "usual").touch()
    write_whole(tmp_path / "new", b"")
    assert (tmp_path / "new").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_failure_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk shows when the bytes are flushed to it; the error names the file that was asked for."""
    path = tmp_path / "plan.json"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left") as failed:
        write_whole(path, b"new")
    assert failed.value.filename == str(path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    """By the path that was asked for, not by one of ours."""
    path = tmp_path / "none" / "report.html"
    with pytest.raises(FileNotFoundError) as failed:
        write_whole(path, b"")
    assert failed.value.filename == str(path)


def test_what_others_left_or_write_at_the_same_time_is_not_touched(tmp_path: Path) -> None:
    """Twenty writers at once: one of them wins whole, and a file that looks like ours stays."""
    path, other = tmp_path / "report.html", tmp_path / ".report.html.0.part"
    other.write_bytes(b"not ours")
    contents = [bytes([65 + number]) * 100_000 for number in range(20)]
    writers = [threading.Thread(target=write_whole, args=(path, content)) for content in contents]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert path.read_bytes() in contents
    assert other.read_bytes() == b"not ours"
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    """What is no regular file is not replaced by one."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    found: list[bytes] = []
    reader = threading.Thread(target=lambda: found.append(pipe.read_bytes()))
    reader.start()
    write_whole(pipe, b"text")
    reader.join()
    assert found == [b"text"]
    assert stat.S_ISFIFO(pipe.stat().st_mode)
