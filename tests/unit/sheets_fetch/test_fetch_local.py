"""Which files a path means, and what is said of those that cannot be read. No open ever blocks."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.places.local import local_files, open_local


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with a folder of spreadsheets, and what lies about in one."""
    data = tmp_path / "data"
    (data / "old").mkdir(parents=True)
    for name in (
        "b.csv",
        "a.csv",
        "kpis.xlsx",
        "~$kpis.xlsx",
        ".~lock.a.csv#",
        ".hidden.csv",
        "q [1].csv",
        "old/c.csv",
    ):
        (data / name).write_text("Date,Value\n")
    return tmp_path


@pytest.mark.parametrize(
    ("patterns", "names"),
    [
        (["data/kpis.xlsx"], ["data/kpis.xlsx"]),
        (["./data/kpis.xlsx"], ["./data/kpis.xlsx"]),
        (["data/*.csv"], ["data/a.csv", "data/b.csv", "data/q [1].csv"]),
        (["data/*.xlsx"], ["data/kpis.xlsx"]),
        (["data/*"], ["data/a.csv", "data/b.csv", "data/kpis.xlsx", "data/q [1].csv"]),
        (["data/**/*.csv"], ["data/a.csv", "data/b.csv", "data/old/c.csv", "data/q [1].csv"]),
        (["data/b.csv", "data/*.csv", "data/a*"], ["data/a.csv", "data/b.csv", "data/q [1].csv"]),
        (["./data/b.csv", "data/*.csv"], ["./data/b.csv", "data/a.csv", "data/q [1].csv"]),
        (["data/q [1].csv"], ["data/q [1].csv"]),
        (["data/gone.csv", "data/*.ods"], ["data/*.ods", "data/gone.csv"]),
    ],
)
def test_paths_and_globs_become_sorted_names(workspace: Path, patterns: list[str], names: list[str]) -> None:
    """Each file once, lock files of open programs left out, what is missing kept for its own error."""
    assert list(local_files(workspace, patterns)) == names


def test_an_absolute_path_stays_one(workspace: Path) -> None:
    """Also in a glob."""
    assert local_files(Path("/"), [f"{workspace}/data/*.xlsx"]) == (f"{workspace}/data/kpis.xlsx",)


def test_a_readable_file_is_given(workspace: Path) -> None:
    """Relative to the workspace; through a link too."""
    (workspace / "link.csv").symlink_to(workspace / "data" / "a.csv")
    assert open_local(workspace, "data/a.csv") == workspace / "data/a.csv"
    assert open_local(workspace, "link.csv").read_text() == "Date,Value\n"


HOLDS = "data holds a.csv, b.csv, kpis.xlsx, old, q [1].csv"


@pytest.mark.parametrize(
    ("name", "code", "text"),
    [
        ("data/kpi.xlsx", PullCode.GONE, "data/kpi.xlsx is missing; did you mean 'data/kpis.xlsx'?"),
        ("data/sales.ods", PullCode.GONE, f"data/sales.ods is missing; {HOLDS}; check `path`"),
        ("data/*.ods", PullCode.GONE, f"no file matches data/*.ods; {HOLDS}; check `path`"),
        (
            "dta/a.csv",
            PullCode.GONE,
            "dta/a.csv is missing: there is no folder dta; the workspace holds dangling.csv, data, ",
        ),
        ("data/a.csv/b.csv", PullCode.GONE, "there is no folder data/a.csv"),
        ("data", PullCode.UNREADABLE, "data is a folder; data holds a.csv"),
        ("pipe.csv", PullCode.UNREADABLE, "pipe.csv is a pipe, not a file"),
        ("socket.csv", PullCode.UNREADABLE, "socket.csv is a socket, not a file"),
        ("/dev/zero", PullCode.UNREADABLE, "/dev/zero is a device, not a file"),
        ("loop.csv", PullCode.UNREADABLE, "loop.csv cannot be opened: Too many levels of symbolic links"),
        ("dangling.csv", PullCode.GONE, "dangling.csv is missing"),
        ("a" * 300, PullCode.UNREADABLE, "cannot be opened: File name too long"),
        ("a\0b.csv", PullCode.UNREADABLE, "a?b.csv cannot be opened: this is not a path"),
        ("data/\u202egnp.csv", PullCode.GONE, "data/?gnp.csv is missing"),
    ],
)
def test_what_cannot_be_read_is_said(workspace: Path, name: str, code: PullCode, text: str) -> None:
    """Missing (with what is there instead), a folder, a pipe, a device, a circle: one clear line each."""
    os.mkfifo(workspace / "pipe.csv")
    (workspace / "loop.csv").symlink_to("loop.csv")
    (workspace / "dangling.csv").symlink_to("nowhere.csv")
    here = os.open(workspace, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(f"/proc/self/fd/{here}/socket.csv")
        with pytest.raises(SourceError) as caught:
            open_local(workspace, name)
    os.close(here)
    assert caught.value.code is code
    assert text in str(caught.value)
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(workspace: Path) -> None:
    """Forbidden, with the remedy."""
    (workspace / "data/a.csv").chmod(0)
    with pytest.raises(SourceError, match="may not be read; give this user the right") as caught:
        open_local(workspace, "data/a.csv")
    assert caught.value.code is PullCode.FORBIDDEN


def test_a_long_folder_is_cut(tmp_path: Path) -> None:
    """At most a dozen names, and how many more."""
    for number in range(40):
        (tmp_path / f"{number:02}.csv").touch()
    with pytest.raises(SourceError, match=r"00.csv, .*11.csv and 28 more"):
        open_local(tmp_path, "quarterly.xlsx")
