"""xls and xlsb, read in a process of its own with limits on memory and time: one process for each question."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO, Literal

import msgspec

from goalsync_sheets.book import UNSTORED, Area, Broken, Percent, Raw, Value
from goalsync_sheets.readers.binary.frames import (
    DATE,
    DATETIME,
    DURATION,
    ERROR,
    PERCENT,
    TIME,
    Answer,
    Done,
    Failed,
    Merges,
    Name,
    Outline,
    Request,
    Rows,
    read,
)
from goalsync_sheets.readers.kind import Kind
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import no_sheet, unreadable
from goalsync_sheets.reference import MAX_ROW

CHILD = "goalsync_sheets.readers.binary.child"
_SAVE_AS = "save it as xlsx"
_PASSED_ON = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LANG", "LD_LIBRARY_PATH")
"""What a process needs of the environment to start. Nothing else: a hostile file must find no secrets there."""


class BinaryBook:
    """An xls or xlsb workbook."""

    is_text = False

    def __init__(self, path: Path, file: str, kind: Kind, limits: Limits) -> None:
        """Read the outline; raises SourceError."""
        self.file = file
        self.notes: Sequence[str] = ()
        self._path = path
        self._kind: Literal["xls", "xlsb"] = "xls" if kind is Kind.XLS else "xlsb"
        self._limits = limits
        self._outline = Outline([], [])
        for answer in self._ask("outline"):
            if isinstance(answer, Outline):
                self._outline = answer
        if not self._outline.sheets:
            raise unreadable(file, "holds no worksheet")

    def sheets(self) -> Sequence[str]:
        """Names in order, hidden ones too."""
        return self._outline.sheets

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The rows that hold something."""
        self._known(sheet)
        return self._rows(sheet, first, last or MAX_ROW)

    def read(self, raw: Raw) -> Value:
        """The value of a cell."""
        if not isinstance(raw, tuple):
            return raw if raw is None or isinstance(raw, str | int | float) else None
        return _tagged(*raw)

    def names(self) -> Mapping[str, Area | str]:
        """Defined names."""
        return {name.name: _place(name) for name in sorted(self._outline.names, key=lambda name: name.name)}

    def tables(self) -> Mapping[str, Area]:
        """None: tables of these formats are not read."""
        return {}

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas."""
        self._known(sheet)
        merges = [answer for answer in self._ask("merges", sheet) if isinstance(answer, Merges)]
        return [Area(sheet, *corners) for answer in merges for corners in answer.areas]

    def close(self) -> None:
        """Nothing is kept open: a process ends with its question."""

    def _known(self, sheet: str) -> None:
        if sheet not in self._outline.sheets:
            raise no_sheet(self.file, sheet, self._outline.sheets)

    def _rows(self, sheet: str, first: int, last: int) -> Iterator[tuple[int, Sequence[Raw]]]:
        for answer in self._ask("rows", sheet, first, last):
            if isinstance(answer, Rows):
                yield from answer.rows

    def _ask(
        self, what: Literal["outline", "rows", "merges"], sheet: str = "", first: int = 1, last: int = MAX_ROW
    ) -> Iterator[Answer]:
        """The answers of a new process. Raises SourceError when it fails, dies, or says nothing in time."""
        limits = self._limits
        request = Request(
            str(self._path.resolve()),
            self._kind,
            what,
            limits.process_memory,
            limits.process_seconds,
            limits.packed,
            sheet,
            first,
            last,
        )
        with _process(msgspec.json.encode(request).decode()) as (process, output):
            late = threading.Timer(limits.process_seconds, process.kill)
            late.start()
            try:
                for answer in read(output):
                    late.cancel()
                    if isinstance(answer, Failed):
                        raise unreadable(self.file, answer.why, _remedy(answer))
                    if isinstance(answer, Done):
                        return
                    yield answer
            except (msgspec.DecodeError, ValueError):
                raise unreadable(self.file, f"the reader of {self._kind} files gave no sense", _SAVE_AS) from None
            finally:
                late.cancel()
            why = _death(process.wait(), limits)
        raise unreadable(self.file, f"the reader of {self._kind} files {why}: refused as unsafe", _SAVE_AS)


@contextmanager
def _process(request: str) -> Iterator[tuple[subprocess.Popen[bytes], BinaryIO]]:
    # -P: nothing that lies in the current directory is imported
    process = subprocess.Popen(  # noqa: S603 - our own module, the request is one argument
        [sys.executable, "-P", "-m", CHILD, request],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={name: os.environ[name] for name in _PASSED_ON if name in os.environ},
    )
    assert process.stdout is not None  # noqa: S101 - PIPE was asked for
    try:
        with process.stdout as output:
            yield process, output  # type: ignore[misc]  # typeshed: IO[bytes] is what a BinaryIO is
    finally:
        process.kill()
        process.wait()


def _death(code: int, limits: Limits) -> str:
    if code >= 0:
        return f"ended with {code}"
    if -code in {signal.SIGKILL, getattr(signal, "SIGXCPU", 0)}:
        return f"took longer than {limits.process_seconds} seconds"
    return f"ended with {signal.Signals(-code).name}"


def _remedy(answer: Failed) -> str:
    return "save a copy without a password" if answer.protected else _SAVE_AS


def _place(name: Name) -> Area | str:
    if name.area is None:
        return name.why
    return Area(*name.area)


def _tagged(tag: str, text: str) -> Value:
    match tag:
        case _ if tag == ERROR:
            return UNSTORED if text == UNSTORED.why else Broken(text)
        case _ if tag == PERCENT:
            return Percent(float(text))
        case _ if tag == DATE:
            return date.fromisoformat(text)
        case _ if tag == DATETIME:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        case _ if tag == TIME:
            return time.fromisoformat(text).replace(tzinfo=None)
        case _ if tag == DURATION:
            return timedelta(seconds=float(text))
    return Broken(f"a cell of the unknown type {tag!r}")
