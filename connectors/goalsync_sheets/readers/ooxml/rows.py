"""The rows of one worksheet of an OOXML workbook, streamed: values, errors, styles and formulas in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import feed, local, new_parser
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.reference import MAX_COLUMN, MAX_ROW, column_number

Cell = tuple[str, str, str | None]
"""(kind, style, text): the attributes t and s and the value; kind UNCACHED is a formula without a stored value."""

Row = list[Cell | None]

UNCACHED = "f"

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,9})\$?([0-9]{1,10})")


def read_rows(archive: Archive, part: str, first: int, last: int) -> Iterator[tuple[int, Row]]:
    """The rows from `first` to `last` that have cells. Raises SourceError."""
    sheet = _Sheet(archive, part)
    found = sheet.found
    for _ in feed(archive, part, sheet.parser):
        # the newest row may go on in another element of the same number
        for number, row in found[:-1]:
            if first <= number <= last:
                yield number, row
        del found[:-1]
        if sheet.number > last:
            break
    for number, row in found:
        if first <= number <= last:
            yield number, row


class _Sheet:
    """What is known while the elements of a worksheet pass by. `found` are the rows that were completed."""

    __slots__ = (
        "archive",
        "cells",
        "column",
        "columns",
        "depth",
        "digits",
        "formula",
        "found",
        "in_cell",
        "in_row",
        "inside",
        "kind",
        "length",
        "number",
        "others",
        "parser",
        "part",
        "phonetic",
        "pieces",
        "row",
        "style",
        "tags",
    )

    def __init__(self, archive: Archive, part: str) -> None:
        self.archive = archive
        self.part = part
        self.found: list[tuple[int, Row]] = []
        self.row: Row = []
        self.pieces: list[str] = []
        self.number = self.column = self.cells = self.others = self.depth = self.length = 0
        self.digits = self.kind = self.style = ""
        self.in_row = self.in_cell = self.inside = self.phonetic = self.formula = False
        self.tags: dict[str, str] = {}
        self.columns: dict[str, int] = {}
        self.parser = new_parser(archive, part)
        self.parser.StartElementHandler = self.start
        self.parser.CharacterDataHandler = self.text
        self.parser.EndElementHandler = self.end

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `depth` counts those within a row that are neither its cells nor their values."""
        tag = self.tags.get(name) or self.tags.setdefault(name, local(name))
        if tag == "c" and self.in_row and not self.depth:
            if self.in_cell:
                raise self.refused("a cell within a cell")
            self.start_cell(attributes)
        elif tag == "v" and self.in_cell and not self.depth:
            if self.inside:
                raise self.refused("a value within a value")
            self.inside = not (self.pieces and self.kind == "inlineStr")
        elif tag == "row" and not self.in_row:
            self.start_row(attributes.get("r"))
        else:
            self.start_other(tag)

    def start_row(self, given: str | None) -> None:
        number = given or str(self.number + 1)
        following = int(number) if number.isdecimal() and len(number) < 12 else 0
        if not 1 <= following <= MAX_ROW:
            raise self.refused(f"is followed by a row with the number {number[:20]}")
        if following < self.number:
            raise self.refused(f"is followed by row {following}, out of order")
        if following > self.number:
            self.row = []
            self.column = 0
            self.number, self.digits = following, str(following)
        self.in_row = True

    def start_cell(self, attributes: dict[str, str]) -> None:
        self.in_cell = True
        self.formula = False
        self.length = 0
        self.kind = attributes.get("t", "n")
        self.style = attributes.get("s", "")
        reference = attributes.get("r")
        if reference is None:
            self.column += 1
            if self.column > MAX_COLUMN:
                raise self.refused("a cell lies beyond column XFD")
        else:
            letters = reference.removesuffix(self.digits)
            self.column = self.columns.get(letters) or self.place(reference, letters)

    def place(self, reference: str, letters: str) -> int:
        """The column of a reference whose letters are seen for the first time."""
        matched = _REFERENCE.fullmatch(reference)
        if matched is None:
            raise self.refused(f"a cell has the impossible address {reference[:20]!r}")
        column = column_number(matched[1])
        if column > MAX_COLUMN:
            raise self.refused(f"the cell {reference[:20]} lies beyond column XFD")
        if matched[2] != self.digits:
            raise self.refused(f"the cell {reference[:20]} stands in it")
        self.columns[letters] = column
        return column

    def start_other(self, tag: str) -> None:
        self.depth += self.in_row
        if tag == "f":
            self.formula = True
        elif tag == "t":
            self.inside = self.in_cell and not self.phonetic
        else:
            self.others += 1
            self.inside = False
            if tag == "is":
                self.pieces.clear()
            elif tag == "rPh":
                self.phonetic = True
        if self.others > self.archive.limits.elements or self.depth > self.archive.limits.depth:
            raise self.refused("too many elements")

    def text(self, data: str) -> None:
        if self.inside:
            self.pieces.append(data)
            self.length += len(data)
            if self.length > self.archive.limits.text:
                raise self.refused("an endless text")

    def end(self, name: str) -> None:
        """An element ends: with a cell its value is complete."""
        tag = self.tags[name]
        if self.depth:
            self.depth -= 1
            self.inside = False
            if tag == "rPh":
                self.phonetic = False
        elif tag == "c" and self.in_cell:
            self.in_cell = False
            self.end_cell()
        elif tag == "v" and self.in_cell:
            self.inside = False
        elif tag == "row" and self.in_row:
            self.in_row = False
            if self.row and not (self.found and self.found[-1][1] is self.row):
                self.found.append((self.number, self.row))

    def end_cell(self) -> None:
        pieces = self.pieces
        cell: Cell | None = None
        if pieces:
            cell = (self.kind, self.style, pieces[0] if len(pieces) == 1 else "".join(pieces))
            pieces.clear()
        elif self.formula:
            cell = (UNCACHED, self.style, None)
        row = self.row
        gap = self.column - len(row) - 1
        self.cells += 1
        if gap < 0:
            row[self.column - 1] = cell
        elif cell is not None:
            if gap:
                row.extend([None] * gap)
                self.cells += gap
            row.append(cell)
        if self.cells > self.archive.limits.cells:
            raise self.refused(f"more than {self.archive.limits.cells:,} cells in the sheet")

    def refused(self, what: str) -> SourceError:
        """An error that names the part and the row."""
        return unreadable(self.archive.file, f"its part {self.part!r}, row {self.number}: {what}: refused as unsafe")
