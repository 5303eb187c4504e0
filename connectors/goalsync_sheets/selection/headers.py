"""The header row of a table: given or found, of one or two levels; names match trimmed, then without case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from goalsync_sheets.book import Area, Book, Raw, Value
from goalsync_sheets.config.listing import quoted, which
from goalsync_sheets.reference import address
from goalsync_sheets.selection.problem import MetricProblem
from goalsync_sheets.values.text import shown, text_key

SEARCHED: Final = 1000
"""Rows in which a header is looked for."""


@dataclass(frozen=True, slots=True)
class Header:
    """Names of columns: `levels[i]` are the cells above column `columns[i]` (from 0), top first."""

    sheet: str
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    levels: tuple[tuple[Value, ...], ...]
    exact: Mapping[str, list[int]] = field(default_factory=dict)
    folded: Mapping[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, sheet: str, rows: tuple[int, ...], cells: Mapping[int, tuple[Value, ...]]) -> Header:
        """A header from the cells above each column; columns without a name are left out."""
        exact: dict[str, list[int]] = {}
        folded: dict[str, list[int]] = {}
        for column, levels in cells.items():
            if name := joined(levels):
                exact.setdefault(name, []).append(column)
                folded.setdefault(name.casefold(), []).append(column)
        named = [column for column, levels in cells.items() if joined(levels)]
        return cls(sheet, rows, tuple(named), tuple(cells[column] for column in named), exact, folded)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in order of the columns."""
        return tuple(joined(levels) for levels in self.levels)

    @property
    def place(self) -> str:
        """`row 3 of sheet 'Weekly'`."""
        rows = f"row {self.rows[0]}" if len(self.rows) == 1 else f"rows {self.rows[0]} and {self.rows[1]}"
        return f"{rows} of sheet '{self.sheet}'" if self.sheet else rows

    def has(self, names: Iterable[str]) -> int:
        """How many of the (folded) names are there."""
        return sum(name in self.folded for name in names)

    def column(self, name: str) -> int:
        """The column (from 0) of a name; raises MetricProblem when there is none or more than one."""
        wanted = " ".join(name.split())
        found = self.exact.get(wanted) or self.folded.get(wanted.casefold()) or []
        if len(found) == 1:
            return found[0]
        if found:
            cells = " and ".join(address(self.rows[-1], column + 1, self.sheet) for column in found[:2])
            what = f"the header '{name}' stands in {cells}"
            raise MetricProblem(what, "rename one of them, or take only one of them in with `range`")
        raise self.without([name])

    def without(self, names: Sequence[str]) -> MetricProblem:
        """The problem that these names are not there."""
        what = f"there is no header {quoted(names)} in {self.place}; {which(names[0], self.names)}"
        return MetricProblem(what, "correct the name in the mapping or in the sheet")


def joined(levels: tuple[Value, ...]) -> str:
    """The name of a column: its levels joined with a space, spaces collapsed."""
    return " ".join(" ".join(shown(level).split()) for level in levels if level is not None).strip()


class HeaderSearch:
    """Looks for the header of a table while the rows of its sheet go by."""

    def __init__(self, book: Book, sheet: str, area: Area, rows: tuple[int, ...] | None, mentions: Iterable[str]):
        self._book = book
        self._sheet = sheet
        self._area = area
        self._given = rows
        self._mentions = tuple(dict.fromkeys(text_key(name) for name in mentions))
        self._wanted = tuple(mentions)
        self._levels: dict[int, dict[int, Value]] = {}
        self._nearest: tuple[int, Header] | None = None
        self._seen = 0
        self.merged: Sequence[Area] = ()

    def offer(self, number: int, cells: Sequence[Raw]) -> Header | None:
        """The header, once this row completes it. Raises MetricProblem when it can no longer be found."""
        if self._given:
            return self._take_given(number, cells)
        if number < self._area.first_row:
            return None
        header = Header.of(self._sheet, (number,), {c: (value,) for c, value in self._values(cells).items()})
        found = header.has(self._mentions)
        if found == len(self._mentions):
            return header
        if (found, len(header.columns)) > (0, 1) and (self._nearest is None or found > self._nearest[0]):
            self._nearest = (found, header)
        self._seen += 1
        if self._seen >= SEARCHED:
            raise self.not_found()
        return None

    def not_found(self) -> MetricProblem:
        """The problem that the rows ended before the header was found."""
        where = f"sheet '{self._sheet}'" if self._sheet else "the file"
        if self._given:
            return MetricProblem(f"{where} has no row {self._given[-1]} for the header", "correct `header`")
        if self._nearest is None:
            return MetricProblem(f"no row of {where} has the header {quoted(self._wanted)}", "correct the name")
        header = self._nearest[1]
        missing = [name for name in self._wanted if text_key(name) not in header.folded]
        return header.without(missing) if missing else MetricProblem(f"{where} has no header", "correct `header`")

    def _values(self, cells: Sequence[Raw]) -> dict[int, Value]:
        first, last = self._area.first_column - 1, self._area.last_column
        read = self._book.read
        return {column: read(raw) for column, raw in enumerate(cells[first:last], first)}

    def _take_given(self, number: int, cells: Sequence[Raw]) -> Header | None:
        rows = self._given or ()
        if number in rows:
            self._levels[number] = self._values(cells)
        if number < rows[-1]:
            return None
        levels = [self._levels.get(row, {}) for row in rows]
        if len(levels) > 1:
            levels[0] = self._spread(levels[0], levels[1])
        columns = sorted({column for level in levels for column in level})
        header = Header.of(self._sheet, rows, {c: tuple(level.get(c) for level in levels) for c in columns})
        if not header.columns:
            where = f" of sheet '{self._sheet}'" if self._sheet else ""
            raise MetricProblem(f"row {rows[-1]}{where} is empty and has no headers", "correct `header`")
        return header

    def _spread(self, top: dict[int, Value], below: dict[int, Value]) -> dict[int, Value]:
        """The top level with each name over all its columns: the merged ones, else up to the next name."""
        row = (self._given or (0,))[0]
        areas = [area for area in self.merged if area.first_row <= row <= (area.last_row or row)]
        spread = {column: value for column, value in top.items() if shown(value).strip()}
        if areas:
            for area in areas:
                value = top.get(area.first_column - 1)
                for column in range(area.first_column - 1, area.last_column or area.first_column):
                    if value is not None:
                        spread[column] = value
            return spread
        latest: Value = None
        for column in sorted(set(top) | set(below)):
            latest = spread.get(column, latest)
            if latest is not None and shown(below.get(column)).strip():
                spread[column] = latest
        return spread
