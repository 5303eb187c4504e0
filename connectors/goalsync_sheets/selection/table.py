"""Rows of one table, handed to the metrics that select them: one look-up per row, however many metrics there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from typing import Final

from goalsync_sheets.book import Book, Raw, Value
from goalsync_sheets.reference import NO_END
from goalsync_sheets.selection.job import SeriesJob
from goalsync_sheets.values.text import text_key

Jobs = tuple[SeriesJob, ...]
_NO_JOBS: Final[Jobs] = ()
_REMEMBERED: Final = 4096
"""Distinct cells whose comparison is remembered."""


class Probe:
    """Whether any metric wants a text in a column, told from the cell as it stands."""

    def __init__(self, book: Book, wanted: frozenset[str]) -> None:
        self.known: dict[str, bool] = {}
        """Cells that were seen, blank ones apart."""
        self._wanted = wanted
        self._read = book.read

    def ask(self, cell: str) -> bool:
        """Look at a cell that is not known yet."""
        key = text_key(self._read(cell))
        if key and len(self.known) < _REMEMBERED:
            self.known[cell] = key in self._wanted
        return key in self._wanted


class Selector:
    """The metrics that select rows by the same columns."""

    def __init__(self, columns: tuple[int, ...], jobs: Sequence[SeriesJob], book: Book) -> None:
        self.columns = columns
        self.probes = tuple((column, Probe(book, frozenset(self._wanted(jobs, column)))) for column in columns)
        self._read = book.read
        self._is_text = book.is_text
        self._keys: dict[str, str] = {}
        found: dict[tuple[str, ...], list[SeriesJob]] = {}
        for job in jobs:
            for key in product(*(job.wanted[column] for column in columns)):
                found.setdefault(key, []).append(job)
        self._jobs = {key: tuple(selected) for key, selected in found.items()}

    def jobs(self, cells: Sequence[Raw]) -> Jobs:
        """The metrics that select this row."""
        width = len(cells)
        if self._is_text:
            for column, probe in self.probes:
                cell = cells[column] if column < width else ""
                wanted = probe.known.get(cell)
                if not (probe.ask(cell) if wanted is None else wanted):
                    return _NO_JOBS
        key = tuple([self._key(cells[column]) if column < width else "" for column in self.columns])
        return self._jobs.get(key, _NO_JOBS)

    @staticmethod
    def _wanted(jobs: Sequence[SeriesJob], column: int) -> Iterator[str]:
        for job in jobs:
            yield from job.wanted[column]

    def _key(self, raw: Raw) -> str:
        value = self._read(raw)
        if not isinstance(value, str):
            return text_key(value)
        key = self._keys.get(value)
        if key is None:
            key = text_key(value)
            if len(self._keys) < _REMEMBERED:
                self._keys[value] = key
        return key


class Table:
    """The rows below one header, for all metrics that read them in the same way (`fill_down` and `skip`)."""

    def __init__(self, book: Book, jobs: Sequence[SeriesJob]) -> None:
        series, area, header = jobs[0].series, jobs[0].area, jobs[0].bound
        self.header = header
        self.found = not (series.header or series.table)
        """Nobody said where the header is."""
        self.begins = max(area.first_row, header.rows[-1] + 1)
        self.ends = area.last_row or NO_END
        self._jobs = jobs
        self._read = book.read
        self._is_text = book.is_text
        self._first, self._width = area.first_column - 1, area.last_column
        self._skips = skipper(series.skip)
        self._fill = tuple(header.column(name) for name in series.fill_down)
        self._blank = "" if book.is_text else None
        self._above: dict[int, Raw] = {}
        self._looked_at = self._skipped = 0
        by_columns: dict[tuple[int, ...], list[SeriesJob]] = {}
        for job in jobs:
            by_columns.setdefault(tuple(sorted(job.wanted)), []).append(job)
        self._everything = by_columns.pop((), [])
        self._selectors = [Selector(columns, found, book) for columns, found in sorted(by_columns.items())]

    def row(self, number: int, cells: Sequence[Raw]) -> None:
        """Look at one row; blank ones do not count."""
        first = self.first_value(cells)
        if first is None:
            return
        self._looked_at += 1
        if self._skips and self._skips(first):
            self._skipped += 1
            return
        if self._fill:
            cells = self._filled(cells)
        for job in self._everything:
            job.pick(number, cells, self._read)
        for selector in self._selectors:
            for job in selector.jobs(cells):
                job.pick(number, cells, self._read)

    def consume(self, rows: Iterator[tuple[int, Sequence[Raw]]]) -> None:
        """Look at all rows that are left, when nobody else does."""
        plain = not (self._skips or self._fill or self._everything)
        if plain and self._is_text and len(self._selectors) == 1:
            self._consume_text(rows, self._selectors[0])
            return
        for number, cells in rows:
            if number > self.ends:
                break
            self.row(number, cells)

    def finish(self) -> None:
        """Tell the metrics how many rows were looked at and left out."""
        for job in self._jobs:
            job.looked_at = self._looked_at
            if self._skipped:
                job.skipped["skip_pattern"] += self._skipped
            if filtered := self._looked_at - self._skipped - job.matched:
                job.skipped["filtered"] += filtered

    def first_value(self, cells: Sequence[Raw]) -> Value:
        """The first cell of the row that is not blank, None in a blank row."""
        if self._first or self._width:
            cells = cells[self._first : self._width]
        read = self._read
        for raw in cells:
            if raw is not None and (value := read(raw)) is not None:
                if isinstance(value, str) and (not value or value.isspace()):
                    continue
                return value
        return None

    def _consume_text(self, rows: Iterator[tuple[int, Sequence[Raw]]], selector: Selector) -> None:
        """The quick way through long text files: a row is left with the first cell that nobody wants."""
        probes = [(column, probe.known.get, probe.ask) for column, probe in selector.probes]
        read, ends, looked_at = self._read, self.ends, 0
        for number, cells in rows:
            if number > ends:
                break
            looked_at += 1
            width = len(cells)
            for column, known, ask in probes:
                cell = cells[column] if column < width else ""
                wanted = known(cell)
                if wanted is None:
                    if (not cell or cell.isspace()) and self.first_value(cells) is None:
                        looked_at -= 1
                        break
                    wanted = ask(cell)
                if not wanted:
                    break
            else:
                for job in selector.jobs(cells):
                    job.pick(number, cells, read)
        self._looked_at += looked_at

    def _value(self, raw: Raw) -> Value:
        """The value of a cell, None when it is blank or only spaces."""
        if raw is None:
            return None
        value = self._read(raw)
        return None if isinstance(value, str) and (not value or value.isspace()) else value

    def _filled(self, cells: Sequence[Raw]) -> Sequence[Raw]:
        """The row with the blank cells of `fill_down` as above."""
        width = len(cells)
        for column in self._fill:
            if column < width and self._value(cells[column]) is not None:
                self._above[column] = cells[column]
            elif column in self._above:
                cells = [*cells, *[self._blank] * (column + 1 - len(cells))]
                cells[column] = self._above[column]
        return cells


def skipper(patterns: Sequence[str]) -> Callable[[Value], bool] | None:
    """Whether a first cell names a row to skip: whole cells, without case, with * and ?; a final colon is free."""
    if not patterns:
        return None
    keys = [text_key(pattern) for pattern in patterns]
    globs = [re.escape(key).replace(r"\*", ".*").replace(r"\?", ".") for key in keys]
    matches = re.compile("|".join(globs)).fullmatch
    begins = frozenset(key[:1] for key in keys)
    any_start = bool(begins & {"*", "?", ""})

    def skips(cell: Value) -> bool:
        start = cell[0] if isinstance(cell, str) and not any_start else " "
        if start.isascii() and not start.isspace() and start.lower() not in begins:
            return False  # most rows of a long file, told by one letter
        key = text_key(cell)
        return bool(matches(key) or (key.endswith(":") and matches(key.rstrip(": "))))

    return skips
