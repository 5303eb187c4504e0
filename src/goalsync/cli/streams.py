"""Results to stdout, all else to stderr; a reader that leaves early is no failure."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, TextIO

if TYPE_CHECKING:
    from goalsync.render.screen import Screen

_SIGNS: Final = "●▲✖✔→–…·"
_WIDTH: Final = 100
"""Columns where there is no terminal to ask."""


def screen(stream: TextIO | None = None) -> Screen:
    """What the stream's reader can see: a terminal's width and colours, or plain lines of 100 columns."""
    from goalsync.render.screen import Screen

    stream = stream or sys.stdout
    terminal = stream.isatty()
    columns = shutil.get_terminal_size((_WIDTH, 24)).columns if terminal or os.environ.get("COLUMNS") else _WIDTH
    colour = terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    return Screen(width=max(columns, 20), colour=colour, signs=_can_write(stream, _SIGNS))


def _can_write(stream: TextIO, text: str) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def result(text: str, *, encoding: str | None = None) -> None:
    """Write a result to stdout: in its encoding, or in the one that a document demands."""
    _write(sys.stdout, text, encoding)


def answer(as_json: bool, text: Callable[[Screen], str], schema: str, *parts: object) -> None:
    """Write a command's result to stdout: as text for the screen that reads it, or as one JSON document of `parts`."""
    if as_json:
        from goalsync.render import json

        result(json.document(schema, *parts), encoding="utf-8")
    else:
        result(text(screen()))


def pieces(texts: Iterable[str], *, encoding: str | None = None) -> None:
    """Write a result that comes piece by piece, until its reader has left; in UTF-8 unless another is given."""
    try:
        for text in texts:
            sys.stdout.buffer.write(text.encode(encoding or "utf-8", errors="replace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence(sys.stdout)


def message(text: str) -> None:
    """Write a line or a document to stderr."""
    _write(sys.stderr, text if text.endswith("\n") else text + "\n", None)


def _write(stream: TextIO, text: str, encoding: str | None) -> None:
    """Write all of it now. Raises OSError (a full disk); a closed pipe is kept quiet from here on."""
    content = text.encode(encoding or stream.encoding or "utf-8", errors="replace")
    try:
        stream.flush()
        stream.buffer.write(content)
        stream.buffer.flush()
    except BrokenPipeError:
        silence(stream)


def open_missing_streams() -> None:
    """Give stdout and stderr somewhere to go when they were closed by whoever started the program (`>&-`)."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - stays open


def silence(stream: TextIO) -> None:
    """Let what is written from here on go nowhere, so that the interpreter's last flush fails no more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
