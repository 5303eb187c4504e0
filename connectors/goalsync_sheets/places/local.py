"""Files of the workspace: which ones a `path` means, and whether each can be read. Never blocks."""

from __future__ import annotations

import difflib
import os
import stat
from collections.abc import Iterator, Sequence
from glob import glob
from pathlib import Path
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.config.source import has_wildcard

_LOCKS: Final = ("~$", ".~lock.")
"""What Excel and LibreOffice put beside a file that is open."""
_MOST_LISTED: Final = 12
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
"""Opening never waits, even if the file became a pipe meanwhile."""


def local_files(directory: Path, patterns: Sequence[str]) -> tuple[str, ...]:
    """The names of the files that paths and globs relative to `directory` mean: each once, sorted.

    A path stays as it is written, whether there is a file or not; so does a glob that matches none: opening it says
    what is missing.
    """
    names = {pattern for pattern in patterns if not _is_glob(directory, pattern)}
    written = {_identity(directory, name) for name in names}
    for pattern in patterns:
        if _is_glob(directory, pattern):
            found = set(_matching(directory, pattern)) or {pattern}
            names |= {name for name in found if _identity(directory, name) not in written}
    return tuple(sorted(names))


def open_local(directory: Path, name: str) -> Path:
    """The path of a file that can be opened for reading; raises SourceError that says what is there instead."""
    path = directory / name
    try:
        found = path.stat()
        if stat.S_ISREG(found.st_mode):
            os.close(os.open(path, os.O_RDONLY | _AT_ONCE))
            return path
    except (FileNotFoundError, NotADirectoryError):
        raise _missing(directory, name) from None
    except PermissionError:
        message = f"{_shown(name)} may not be read"
        raise SourceError(PullCode.FORBIDDEN, message, remedy="give this user the right to read it") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "this is not a path"
        message = f"{_shown(name)} cannot be opened: {why}"
        raise SourceError(PullCode.UNREADABLE, message, remedy="check `path`") from None
    if stat.S_ISDIR(found.st_mode):
        remedy = f"give a file, or all of them: {_shown(name).rstrip('/')}/*.csv"
        message = f"{_shown(name)} is a folder; {_holding(directory, path)}"
        raise SourceError(PullCode.UNREADABLE, message, remedy=remedy)
    what = {stat.S_IFIFO: "a pipe", stat.S_IFSOCK: "a socket"}.get(stat.S_IFMT(found.st_mode), "a device")
    raise SourceError(PullCode.UNREADABLE, f"{_shown(name)} is {what}, not a file", remedy="give a file")


def look_for(directory: Path, name: str) -> SourceError | None:
    """What opening the files that a path or glob means would say; None when there is one that can be read."""
    try:
        if not _is_glob(directory, name) or not any(True for _ in _matching(directory, name)):
            open_local(directory, name)
    except SourceError as error:
        return error
    return None


def _is_glob(directory: Path, pattern: str) -> bool:
    """Whether a path stands for any number of files; a file that is really called `a[1].csv` is itself."""
    return has_wildcard(pattern) and not os.path.lexists(directory / pattern)


def _matching(directory: Path, pattern: str) -> Iterator[str]:
    for found in glob(pattern, root_dir=directory, recursive=True):  # noqa: PTH207 - Path.glob takes no absolute ones
        path = Path(found)
        if not path.name.startswith(_LOCKS) and not (directory / path).is_dir():
            yield path.as_posix()


def _identity(directory: Path, name: str) -> str:
    return os.path.normpath(directory / name)


def _missing(directory: Path, name: str) -> SourceError:
    folder = (directory / name).parent
    if _is_glob(directory, name):
        while has_wildcard(str(folder)) and folder != folder.parent:
            folder = folder.parent
        message = f"no file matches {_shown(name)}; {_holding(directory, folder)}"
        return SourceError(PullCode.GONE, message, remedy="check `path`")
    if not folder.is_dir():
        gone = _called(directory, folder)
        while not folder.is_dir() and folder != folder.parent:
            folder = folder.parent
        message = f"{_shown(name)} is missing: there is no folder {gone}; {_holding(directory, folder)}"
        return SourceError(PullCode.GONE, message, remedy="check `path`")
    close = difflib.get_close_matches(Path(name).name, _names(folder), n=1, cutoff=0.6)
    if close:
        near = _shown((Path(name).parent / close[0]).as_posix())
        return SourceError(PullCode.GONE, f"{_shown(name)} is missing", remedy=f"did you mean '{near}'?")
    message = f"{_shown(name)} is missing; {_holding(directory, folder)}"
    return SourceError(PullCode.GONE, message, remedy="check `path`")


def _called(directory: Path, folder: Path) -> str:
    try:
        inside = folder.relative_to(directory)
    except ValueError:
        return _shown(str(folder))
    return _shown(inside.as_posix()) if inside.parts else "the workspace"


def _names(folder: Path) -> list[str]:
    try:
        return sorted(path.name for path in folder.iterdir() if not path.name.startswith((".", *_LOCKS)))
    except OSError:
        return []


def _holding(directory: Path, folder: Path) -> str:
    """What is in a folder, in words."""
    names = [_shown(name) for name in _names(folder)]
    if not names:
        return f"{_called(directory, folder)} is empty"
    more = f" and {len(names) - _MOST_LISTED} more" if len(names) > _MOST_LISTED else ""
    return f"{_called(directory, folder)} holds {', '.join(names[:_MOST_LISTED])}{more}"


def _shown(name: str) -> str:
    """A name for people: what could move the cursor or turn the text round is a question mark."""
    return "".join(letter if letter.isprintable() else "?" for letter in name)
