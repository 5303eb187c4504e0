"""Watching what a piece of code does to the world outside: files, network, processes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

_DEEDS: Final = (
    "glob.",
    "http.client.",
    "open",
    "os.exec",
    "os.fork",
    "os.listdir",
    "os.mkdir",
    "os.posix_spawn",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.scandir",
    "os.system",
    "shutil.",
    "socket.",
    "sqlite3.",
    "subprocess.",
    "tempfile.",
    "urllib.",
)

Deeds = list[str]
"""What was done, as `event argument`, in order."""

_watch = threading.local()
_installed = threading.Event()


def _note(event: str, arguments: tuple[object, ...]) -> None:
    deeds: Deeds | None = getattr(_watch, "deeds", None)
    if deeds is not None and event.startswith(_DEEDS):
        deeds.append(f"{event} {arguments[0]!r}" if arguments else event)


@contextmanager
def watching() -> Generator[Deeds]:
    """The deeds of this thread inside the block. Imports count too: run the code once before to have them done."""
    if not _installed.is_set():
        _installed.set()
        sys.addaudithook(_note)
    deeds: Deeds = []
    _watch.deeds = deeds
    try:
        yield deeds
    finally:
        _watch.deeds = None
