"""Where downloads and unpacked files lie while they are read, so that nothing stays of a run that was killed.

Each use has a folder of its own with a lock that the system frees when its process dies. Whoever makes the next folder
first removes those whose lock is free.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from filelock import BaseFileLock

_PREFIX: Final = "goalsync-"
_LOCK: Final = "lock"


class Temporary:
    """A folder that is made when it is first asked for and removed at the end of the `with`.

    It is made in `.goalsync/tmp` of the workspace where there is a `.goalsync`, else in the system's place for
    temporary files; there too for no workspace.
    """

    def __init__(self, workspace: Path | None) -> None:
        self._workspace = workspace
        self._folder: Path | None = None
        self._lock: BaseFileLock | None = None

    def folder(self) -> Path:
        """The folder; raises OSError where there is no room for one."""
        if self._folder is None:
            self._folder, self._lock = self._made()
        return self._folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._lock:
            self._lock.release()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def _made(self) -> tuple[Path, BaseFileLock | None]:
        if self._workspace is not None and (self._workspace / ".goalsync").is_dir():
            with suppress(OSError):  # a workspace that may only be read
                place = self._workspace / ".goalsync" / "tmp"
                place.mkdir(exist_ok=True)
                return _new_folder(place)
        return _new_folder(Path(tempfile.gettempdir()))


def _new_folder(place: Path) -> tuple[Path, BaseFileLock | None]:
    _remove_left_behind(place)
    while True:  # again where another process took the folder for one left behind, just before it was locked
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=place))
        taken, lock = _locked(folder)
        if not taken and folder.exists():
            return folder, lock


def _remove_left_behind(place: Path) -> None:
    """Folders of ours, and of this user, that no process has locked any more."""
    for folder in sorted(place.glob(f"{_PREFIX}*")):
        with suppress(OSError):
            if _is_own(folder) and (folder / _LOCK).is_file():
                _, lock = _locked(folder)
                if lock:
                    shutil.rmtree(folder, ignore_errors=True)  # under its lock, so that nobody takes it for their own
                    lock.release()
                    shutil.rmtree(folder, ignore_errors=True)  # the lock itself, where open files cannot be removed


def _is_own(folder: Path) -> bool:
    """Whether this user made it: nobody else's link is followed."""
    found = folder.lstat()
    return (
        folder.is_dir() and not folder.is_symlink() and found.st_uid == getattr(os, "geteuid", lambda: found.st_uid)()
    )


def _locked(folder: Path) -> tuple[bool, BaseFileLock | None]:
    """(whether another process has it, the lock of a folder); no lock either where the file system has none."""
    from filelock import FileLock, Timeout  # noqa: PLC0415 - only where something is downloaded or unpacked

    lock = FileLock(folder / _LOCK, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        return True, None
    except NotImplementedError:
        return False, None
    return False, lock
