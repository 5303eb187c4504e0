"""Files that are there whole or not at all."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path
from typing import BinaryIO


def write_whole(path: Path, content: bytes) -> None:
    """Put `content` in the place of a file; when that fails, what stood there stands there still.

    What is no regular file (a pipe, a device) is written to as it is; a link keeps pointing at its file. Raises OSError
    that names `path`.
    """
    target = path.resolve()
    try:
        if target.exists() and not target.is_file():
            target.write_bytes(content)
        else:
            _replace(target, content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


def _replace(target: Path, content: bytes) -> None:
    beside, file = _beside(target)
    try:
        with file:
            if target.exists():
                beside.chmod(target.stat().st_mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _beside(target: Path) -> tuple[Path, BinaryIO]:
    """A file of our own in the same directory: of a name that nobody has, also not at the same moment."""
    for number in count():
        path = target.with_name(f".{target.name}.{number}.part")
        try:
            return path, path.open("xb")
        except FileExistsError:
            continue
    raise AssertionError("numbers do not end")
