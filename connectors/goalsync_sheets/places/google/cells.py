"""The cells of a Google spreadsheet, fetched with few requests and only for the sheets that are read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Value
from goalsync_sheets.places.google.account import Account
from goalsync_sheets.places.google.answers import (
    GRID,
    VALUES,
    Grid,
    GridData,
    GridProperties,
    ValueRange,
    Values,
    value_of,
)
from goalsync_sheets.reference import column_letters

CELLS_A_REQUEST: Final = 20_000
"""Cells with formats asked for at once: about the 2 MB that Google recommends."""
ROOM_TOGETHER: Final = 500_000
"""Sheets are measured together while they have no more room than this."""
RANGES_A_REQUEST: Final = 40
MOST_CELLS: Final = 2_000_000
_PLAIN: Final = {
    "fields": VALUES,
    "majorDimension": "ROWS",
    "valueRenderOption": "UNFORMATTED_VALUE",
    "dateTimeRenderOption": "SERIAL_NUMBER",
}

Rows = list[list[Value]]


@dataclass(frozen=True, slots=True)
class _Extent:
    """How far the cells of a sheet reach, and which rows (from 0) hold something."""

    rows: int = 0
    columns: int = 0
    filled: frozenset[int] = frozenset()

    @property
    def cells(self) -> int:
        """Cells in the rectangle."""
        return self.rows * self.columns


class Cells:
    """Rows of values by sheet, kept once fetched. `room` is the size of each sheet's grid."""

    def __init__(self, account: Account, url: str, file: str, room: Mapping[str, GridProperties]) -> None:
        self._account = account
        self._url = url
        self._file = file
        self._room = room
        self._extents: dict[str, _Extent] = {}
        self._rows: dict[str, Rows] = {}

    def of(self, title: str) -> Rows:
        """The rows of a sheet from its first; raises SourceError."""
        for _ in range(2):  # once more where somebody changed it between the two questions
            if title in self._rows:
                return self._rows[title]
            if title not in self._extents:
                self._measure(title)
            self._fetch(title)
        if title in self._rows:
            return self._rows[title]
        message = f"{self._file}: sheet '{title}' changed while it was read"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="run again")

    def _measure(self, title: str) -> None:
        """Ask for bare values, which end where the cells end: of this sheet, and of others while they are small."""
        titles, room = [title], _size(self._room[title])
        for name, grid in self._room.items():
            small = room + _size(grid) <= ROOM_TOGETHER and len(titles) < RANGES_A_REQUEST
            if small and name != title and name not in self._extents:
                titles.append(name)
                room += _size(grid)
        self._extents.update(dict.fromkeys(titles, _Extent()))
        titles = [name for name in titles if _size(self._room[name])]
        if not titles:
            return
        ranges = [f"{_quoted(name)}!A1:{column_letters(self._room[name].column_count)}" for name in titles]
        answer = self._account.ask(f"{self._url}/values:batchGet", {"ranges": ranges, **_PLAIN}, Values)
        if len(answer.value_ranges) != len(ranges):
            message = f"{self._file}: Google answered {len(answer.value_ranges)} of {len(ranges)} ranges"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="run again")
        self._extents.update(zip(titles, map(_extent, answer.value_ranges), strict=True))

    def _fetch(self, title: str) -> None:
        """Ask for the cells of a sheet with their formats, and of other small ones that fit into the same request."""
        wanted = self._extents[title]
        if wanted.cells > MOST_CELLS:
            message = f"{self._file}: sheet '{title}' has {wanted.cells} cells, more than {MOST_CELLS}"
            raise SourceError(PullCode.UNREADABLE, message, remedy="publish it as csv and give its `url`, or split it")
        titles, cells = [title], wanted.cells
        for name, extent in self._extents.items():
            fits = cells + extent.cells <= CELLS_A_REQUEST and len(titles) < RANGES_A_REQUEST
            if fits and name != title and name not in self._rows:
                titles.append(name)
                cells += extent.cells
        grids: dict[str, Rows] = {name: [[] for _ in range(self._extents[name].rows)] for name in titles}
        for ranges in self._requests(titles):
            answer = self._account.ask(self._url, {"ranges": ranges, "includeGridData": "true", "fields": GRID}, Grid)
            for sheet in answer.sheets:
                if sheet.properties.title in grids:
                    _fill(grids[sheet.properties.title], sheet.data)
        for name, rows in grids.items():
            if all(rows[number] for number in self._extents[name].filled):
                self._rows[name] = rows
            else:
                del self._extents[name]

    def _requests(self, titles: Sequence[str]) -> Iterator[list[str]]:
        """The ranges of each request."""
        together: list[str] = []
        for title in titles:
            extent = self._extents[title]
            if 0 < extent.cells <= CELLS_A_REQUEST:
                together.append(_range(title, 1, extent.rows, extent.columns))
            elif extent.cells:
                step = max(CELLS_A_REQUEST // extent.columns, 1)
                for first in range(1, extent.rows + 1, step):
                    yield [_range(title, first, min(first + step - 1, extent.rows), extent.columns)]
        if together:
            yield together


def _extent(found: ValueRange) -> _Extent:
    filled = (number for number, row in enumerate(found.values) if any(value not in (None, "") for value in row))
    return _Extent(len(found.values), max(map(len, found.values), default=0), frozenset(filled))


def _fill(rows: Rows, data: Sequence[GridData]) -> None:
    """Put rectangles of cells in their place; what lies beyond the rows is left out."""
    for rectangle in data:
        for number, row in enumerate(rectangle.row_data, start=rectangle.start_row):
            if number >= len(rows) or rows[number]:
                continue
            values: list[Value] = [None] * rectangle.start_column
            values += [value_of(cell) for cell in row.values]
            while values and values[-1] is None:
                values.pop()
            rows[number] = values


def _size(grid: GridProperties) -> int:
    return grid.row_count * grid.column_count


def _range(title: str, first: int, last: int, columns: int) -> str:
    return f"{_quoted(title)}!A{first}:{column_letters(columns)}{last}"


def _quoted(title: str) -> str:
    return "'" + title.replace("'", "''") + "'"
