"""The rows of one sheet of an OpenDocument spreadsheet, streamed; repeated cells and rows are bounded."""

from __future__ import annotations

import re
from collections.abc import Iterator

from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import feed, new_parser
from goalsync_sheets.readers.ods.vocabulary import (
    ANNOTATION,
    BREAK,
    CALCEXT,
    CELLS,
    CONTENT,
    DRAW,
    HEADING,
    OFFICE,
    PARAGRAPH,
    ROW,
    SHAPES,
    SHEET,
    SPACES,
    SPACES_COUNT,
    SPREADSHEET,
    TAB,
    TABLE,
)
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.reference import MAX_COLUMN, MAX_ROW

Cell = tuple[str, str | None, str]
"""(kind, value, text): the type of the value, the value as stored, the text as shown."""

Row = list[Cell | None]

ERROR = "error"
UNCACHED = "uncached"

_VALUES = {
    "float": f"{OFFICE}value",
    "percentage": f"{OFFICE}value",
    "currency": f"{OFFICE}value",
    "date": f"{OFFICE}date-value",
    "time": f"{OFFICE}time-value",
    "boolean": f"{OFFICE}boolean-value",
    "string": f"{OFFICE}string-value",
}
_SHOWN_ERROR = re.compile(r"#(?:DIV/0!|N/A|NAME\?|NULL!|NUM!|REF!|VALUE!)|Err:[0-9]{3}")
_BLANKS = re.compile(r"[ \t\r\n]+")


def read_rows(archive: Archive, index: int, first: int, last: int) -> Iterator[tuple[int, Row]]:
    """The rows from `first` to `last` of sheet number `index` (from 0) that hold something. Raises SourceError."""
    sheet = _Sheet(archive, "", index)
    for _ in feed(archive, CONTENT, sheet.parser):
        for begin, times, row in sheet.found:
            for number in range(max(begin, first), min(begin + times - 1, last) + 1):
                yield number, row
        sheet.found.clear()
        if sheet.number >= last or sheet.done:
            return


def read_merges(archive: Archive, name: str, index: int) -> list[Area]:
    """The merged areas of sheet number `index`, called `name`. Raises SourceError."""
    sheet = _Sheet(archive, name, index)
    for _ in feed(archive, CONTENT, sheet.parser):
        sheet.found.clear()
        if sheet.done:
            break
    return sheet.merges


class _Sheet:
    """What is known while the elements pass by. `found`: (first row number, how many equal rows, cells)."""

    def __init__(self, archive: Archive, name: str, index: int) -> None:
        self.archive = archive
        self.name = name
        self.index = index
        self.found: list[tuple[int, int, Row]] = []
        self.merges: list[Area] = []
        self.number = 0
        self.done = False
        self._sheets = -1
        self._depth = self._spreadsheet = self._skipping = 0
        self._row: Row = []
        self._row_times = self._cell_times = self._gap = 0
        self._in_row = self._in_cell = self._in_text = False
        self._pieces: list[str] = []
        self._kind = ""
        self._value: str | None = None
        self._formula = False
        self._cells = self._length = self._elements = 0
        self.parser = new_parser(archive, CONTENT, namespaces=True)
        self.parser.StartElementHandler = self._start
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._skipping:
            return
        if name in CELLS and self._in_row and not self._in_cell:
            self._start_cell(attributes)
        elif self._in_cell:
            self._start_text(name, attributes)
        elif name == ROW and self._sheets == self.index and not self._in_row:
            self._in_row = True
            self._row = []
            self._gap = 0
            self._row_times = self._count(attributes.get(f"{TABLE}number-rows-repeated"))
        elif name == SHEET and self._depth == self._spreadsheet + 1:
            self._sheets += 1
        elif name == SPREADSHEET:
            self._spreadsheet = self._depth
        elif name in {SHEET, SHAPES}:
            self._skipping = self._depth
        if self._depth > self.archive.limits.depth:
            raise self._refused("nested too deeply")

    def _start_cell(self, attributes: dict[str, str]) -> None:
        self._in_cell = True
        self._pieces.clear()
        self._length = self._elements = 0
        self._cell_times = self._count(attributes.get(f"{TABLE}number-columns-repeated"))
        self._kind = attributes.get(f"{OFFICE}value-type", "")
        self._value = attributes.get(_VALUES.get(self._kind, ""))
        self._formula = f"{TABLE}formula" in attributes
        if attributes.get(f"{CALCEXT}value-type") == ERROR:
            self._kind = ERROR
        down = attributes.get(f"{TABLE}number-rows-spanned", "1")
        across = attributes.get(f"{TABLE}number-columns-spanned", "1")
        if (down, across) != ("1", "1"):
            self._merge(self._count(down), self._count(across))

    def _merge(self, down: int, across: int) -> None:
        row, column = self.number + 1, len(self._row) + self._gap + 1
        if (down > 1 or across > 1) and len(self.merges) < self.archive.limits.elements:
            self.merges.append(Area(self.name, row, column, row + down - 1, column + across - 1))

    def _start_text(self, name: str, attributes: dict[str, str]) -> None:
        self._elements += 1
        if self._elements > self.archive.limits.text:
            raise self._refused("an endless text")
        if name in {PARAGRAPH, HEADING}:
            if self._pieces:
                self._pieces.append("\n")
            self._in_text = True
        elif name == SPACES:
            self._pieces.append(" " * min(self._count(attributes.get(SPACES_COUNT)), 100))
        elif name == TAB:
            self._pieces.append("\t")
        elif name == BREAK:
            self._pieces.append("\n")
        elif name in {ANNOTATION, SHEET, SHAPES} or name.startswith(DRAW):
            self._skipping = self._depth

    def _text(self, data: str) -> None:
        if self._in_text and not self._skipping:
            self._length += len(data)
            if self._length > self.archive.limits.text:
                raise self._refused("an endless text")
            self._pieces.append(_BLANKS.sub(" ", data))

    def _end(self, name: str) -> None:
        if self._skipping:
            if self._skipping == self._depth:
                self._skipping = 0
        elif self._in_cell:
            if name in CELLS:
                self._in_cell = False
                self._end_cell()
            elif name in {PARAGRAPH, HEADING}:
                self._in_text = False
        elif name == ROW and self._in_row:
            self._in_row = False
            self._end_row()
        elif name == SHEET and self._depth == self._spreadsheet + 1:
            self.done = self._sheets == self.index
        self._depth -= 1

    def _end_cell(self) -> None:
        text = "".join(self._pieces)
        kind = self._kind
        if self._formula and kind != ERROR:
            if _SHOWN_ERROR.fullmatch(text.strip()):
                kind = ERROR
            elif not kind and not text:
                kind = UNCACHED
        if not (kind or text):
            self._gap += self._cell_times
            return
        times = self._gap + self._cell_times
        if len(self._row) + times > MAX_COLUMN:
            raise self._refused("a cell beyond column XFD")
        self._row.extend([None] * self._gap)
        self._row.extend([(kind, self._value, text)] * self._cell_times)
        self._gap = 0

    def _end_row(self) -> None:
        if self._row:
            if self.number + self._row_times > MAX_ROW:
                raise self._refused(f"a row beyond {MAX_ROW}")
            self._cells += len(self._row) * self._row_times
            if self._cells > self.archive.limits.cells:
                raise self._refused(f"more than {self.archive.limits.cells:,} cells in the sheet")
            self.found.append((self.number + 1, self._row_times, self._row))
        self.number += self._row_times

    def _count(self, text: str | None) -> int:
        if text is None:
            return 1
        if not text.isdecimal() or len(text) > 9:
            raise self._refused(f"the impossible count {text[:20]!r}")
        return max(int(text), 1)

    def _refused(self, what: str) -> SourceError:
        return unreadable(
            self.archive.file, f"sheet {self.index + 1}, row {self.number + 1}: {what}: refused as unsafe"
        )
