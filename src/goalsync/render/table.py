"""Tables that fit a width: columns wrap, nothing is cut away; too narrow a screen gets a list of records."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from goalsync.model.copies import replace
from goalsync.render.characters import width, wrap
from goalsync.render.screen import Paint, Screen

_GAP = 2


class Column(Struct, frozen=True):
    """A column: `least` is the width it may shrink to, None that it never does."""

    title: str
    right: bool = False
    least: int | None = None


class Cell(Struct, frozen=True):
    """A text that is safe to show, and its colour."""

    text: str
    paint: Paint = Paint.NONE


class Row(Struct, frozen=True):
    """The cells of a row, and what is said below it across the whole width."""

    cells: Sequence[Cell]
    notes: Sequence[Cell] = ()


def table(screen: Screen, columns: Sequence[Column], rows: Sequence[Row], *, indent: int = 2) -> Iterator[str]:
    """The lines of a table with a head; columns in which nothing stands are left out."""
    used = [index for index in range(len(columns)) if any(row.cells[index].text for row in rows)]
    if not used:
        return
    shown = [replace(columns[index], title=screen.plain(columns[index].title)) for index in used]
    cells = [[_plain(screen, row.cells[index]) for index in used] for row in rows]
    widths = _fit(shown, cells, screen.width - indent - _GAP * (len(shown) - 1))
    if widths is None:
        for number, row in enumerate(cells):
            yield from [""] if number else []
            yield from _record(screen, shown, row, indent)
            yield from _notes(screen, rows[number], indent)
        return
    yield from _line(screen, shown, widths, [Cell(column.title, Paint.FAINT) for column in shown], indent)
    for number, row in enumerate(cells):
        yield from _line(screen, shown, widths, row, indent)
        yield from _notes(screen, rows[number], indent)


def paragraph(screen: Screen, text: str, *, indent: int = 0, hang: int = 0, paint: Paint = Paint.NONE) -> Iterator[str]:
    """A text wrapped to the screen; lines after the first are indented by `hang` more."""
    for index, line in enumerate(wrap(screen.plain(text), screen.width - indent - hang)):
        yield " " * (indent + (hang if index else 0)) + screen.paint(line, paint)


def _plain(screen: Screen, cell: Cell) -> Cell:
    return Cell(screen.plain(cell.text), cell.paint)


def _notes(screen: Screen, row: Row, indent: int) -> Iterator[str]:
    for note in row.notes:
        yield from paragraph(screen, note.text, indent=indent + 4, hang=2, paint=note.paint)


def _fit(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int) -> list[int] | None:
    """Widths that fit the room, the widest column giving way first; None when even the least do not fit."""
    widths = [
        max(width(column.title), *(width(row[index].text) for row in rows)) for index, column in enumerate(columns)
    ]
    least = [
        have if column.least is None else min(have, column.least) for column, have in zip(columns, widths, strict=True)
    ]
    if sum(least) > room:
        return None
    while sum(widths) > room:
        slack = [have - need for have, need in zip(widths, least, strict=True)]
        widest = max((index for index, spare in enumerate(slack) if spare), key=lambda index: widths[index])
        widths[widest] -= 1
    return widths


def _line(
    screen: Screen, columns: Sequence[Column], widths: Sequence[int], row: Sequence[Cell], indent: int
) -> Iterator[str]:
    """One row as lines of the screen: as many as its tallest cell has."""
    parts = [wrap(cell.text, room) for cell, room in zip(row, widths, strict=True)]
    for number in range(max(map(len, parts))):
        pieces = []
        for column, room, cell, part in zip(columns, widths, row, parts, strict=True):
            text = part[number] if number < len(part) else ""
            blanks = " " * (room - width(text))
            painted = screen.paint(text, cell.paint)
            pieces.append(blanks + painted if column.right else painted + blanks)
        yield (" " * indent + (" " * _GAP).join(pieces)).rstrip()


def _record(screen: Screen, columns: Sequence[Column], row: Sequence[Cell], indent: int) -> Iterator[str]:
    """One line per cell: what is left when a table cannot be."""
    label = max(width(column.title) for column in columns)
    for column, cell in zip(columns, row, strict=True):
        if not cell.text:
            continue
        head = " " * indent + screen.paint(column.title, Paint.FAINT) + " " * (label - width(column.title) + 2)
        for line in wrap(cell.text, max(screen.width - indent - label - 2, 8)):
            yield head + screen.paint(line, cell.paint)
            head = " " * (indent + label + 2)
