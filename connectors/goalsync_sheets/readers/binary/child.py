"""The process that reads xls and xlsb with calamine: limits itself, answers one request on its output, and ends."""

from __future__ import annotations

import struct
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import BinaryIO

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from goalsync.sdk.errors import GoalsyncError
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.binary import biff8, biff12
from goalsync_sheets.readers.binary.facts import IS_PERCENT, Facts, Known
from goalsync_sheets.readers.binary.frames import (
    DATE,
    DATETIME,
    DURATION,
    ERROR,
    PERCENT,
    TIME,
    Answer,
    Cell,
    Done,
    Failed,
    Merges,
    Outline,
    Request,
    Rows,
    write,
)
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.ole import read_compound
from goalsync_sheets.readers.ooxml.workbook import workbook_part

_BATCH = 256

Plain = int | float | str | bool | date | datetime | time | timedelta


def main(argument: str, output: BinaryIO) -> None:
    """Answer the request in `argument` (JSON); whatever goes wrong is an answer too, if the process survives it."""
    request = msgspec.json.decode(argument, type=Request)
    _limit(request)
    try:
        for answer in _answers(request):
            write(output, answer)
    except (biff8.ProtectedError, PasswordError):
        write(output, Failed("is password-protected", protected=True))
    except MemoryError:
        write(output, Failed(f"needs more than {request.memory:,} bytes of memory"))
    except GoalsyncError as error:
        write(output, Failed(error.message.removeprefix(f"{Path(request.path).name}: ")))
    except (CalamineError, ValueError, struct.error, LookupError, OSError, ArithmeticError) as error:
        write(output, Failed(f"is damaged: {type(error).__name__} {error}"))
    else:
        write(output, Done())


def _limit(request: Request) -> None:
    try:
        import resource  # noqa: PLC0415 - not on every system; there the waiting time alone protects
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (request.memory, request.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (request.seconds, request.seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _answers(request: Request) -> Iterator[Answer]:
    known = _known(request)
    with CalamineWorkbook.from_path(request.path) as workbook:
        if request.what == "outline":
            yield Outline(list(workbook.sheet_names), known.names)
        elif request.what == "merges":
            yield Merges(_merges(workbook, known, request.sheet))
        else:
            yield from _rows(workbook, known.facts(request.sheet), request)


def _known(request: Request) -> Known:
    path = Path(request.path)
    limits = Limits(packed=request.packed)
    if request.kind == "xls":
        compound = read_compound(path, path.name, limits)
        return biff8.read_known(compound.read("workbook" if "workbook" in compound.names else "book"))
    archive = Archive(path, path.name, limits)
    return biff12.read_known(archive, workbook_part(archive) or "xl/workbook.bin")


def _merges(workbook: CalamineWorkbook, known: Known, sheet: str) -> list[tuple[int, int, int, int]]:
    if known.merges is not None:
        return known.merges(sheet)
    ranges = workbook.get_sheet_by_name(sheet).merged_cell_ranges or []
    return [(top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges]


def _rows(workbook: CalamineWorkbook, facts: Facts, request: Request) -> Iterator[Rows]:
    sheet = workbook.get_sheet_by_name(request.sheet)
    by_row: dict[int, dict[int, str]] = {}
    for (row, column), fact in facts.items():
        by_row.setdefault(row, {})[column] = fact
    top, left = sheet.start or (0, 0)
    batch: list[tuple[int, list[Cell]]] = []
    pending = sorted(by_row, reverse=True)
    for number, plain in enumerate(sheet.to_python(skip_empty_area=True), top):
        while pending and pending[-1] < number:
            batch.append(_row(pending[-1], [], 0, by_row))
            pending.pop()
        if pending and pending[-1] == number:
            pending.pop()
        batch.append(_row(number, plain, left, by_row))
        if len(batch) >= _BATCH:
            yield Rows(_wanted(batch, request))
            batch = []
    batch += [_row(number, [], 0, by_row) for number in reversed(pending)]
    yield Rows(_wanted(batch, request))


def _wanted(batch: list[tuple[int, list[Cell]]], request: Request) -> list[tuple[int, list[Cell]]]:
    return [row for row in batch if request.first <= row[0] <= request.last and row[1]]


def _row(number: int, plain: list[Plain], left: int, by_row: dict[int, dict[int, str]]) -> tuple[int, list[Cell]]:
    """A row counted from 1, with what calamine left out put back."""
    cells: list[Cell] = [None] * left if plain else []
    cells += map(_cell, plain)
    for column, fact in by_row.get(number, {}).items():
        if column >= len(cells):
            cells += [None] * (column + 1 - len(cells))
        value = cells[column]
        if fact != IS_PERCENT:
            cells[column] = (ERROR, fact)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            cells[column] = (PERCENT, repr(float(value)))
    while cells and cells[-1] is None:
        cells.pop()
    return number + 1, cells


def _cell(value: Plain) -> Cell:
    match value:
        case "":
            return None
        case bool() | int() | float() | str():
            return value
        case datetime():
            return (DATE, value.date().isoformat()) if value.time() == time() else (DATETIME, value.isoformat())
        case date():
            return (DATE, value.isoformat())
        case time():
            return (TIME, value.isoformat())
        case timedelta():
            return (DURATION, repr(value.total_seconds()))


if __name__ == "__main__":
    main(sys.argv[1], sys.stdout.buffer)
