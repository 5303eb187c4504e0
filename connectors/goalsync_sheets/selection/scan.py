"""One pass over a sheet for everything that is read from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from goalsync_sheets.book import Area, Book, Raw, Value
from goalsync_sheets.reference import NO_END, CellReference
from goalsync_sheets.selection.headers import Header, HeaderSearch
from goalsync_sheets.selection.job import SeriesJob
from goalsync_sheets.selection.problem import MetricProblem
from goalsync_sheets.selection.table import Table
from goalsync_sheets.values.text import text_key


@dataclass(slots=True)
class Search:
    """Metrics that look for the same header, until it is found."""

    finder: HeaderSearch
    jobs: list[SeriesJob]


@dataclass(slots=True)
class SheetScan:
    """What is read from one sheet: series that look for their header, and single cells."""

    book: Book
    sheet: str
    jobs: Sequence[SeriesJob] = ()
    cells: Sequence[CellReference] = ()
    values: dict[CellReference, Value] = field(default_factory=dict)
    """The single cells that are not blank."""
    failed: list[tuple[SeriesJob, MetricProblem]] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def run(self) -> None:
        """Read the rows that are needed, once. Raises SourceError."""
        searches = self._searches()
        wanted: dict[int, list[CellReference]] = {}
        for cell in self.cells:
            wanted.setdefault(cell.row, []).append(cell)
        if not searches and not wanted:
            return
        last_wanted = max(wanted, default=0)
        rows = iter(self.book.rows(self.sheet, *self._bounds(wanted)))
        for number, cells in rows:
            self._take(wanted.pop(number, ()), cells)
            for table in self.tables:
                if table.begins <= number <= table.ends:
                    table.row(number, cells)
            if searches:
                searches = self._offer(searches, number, cells)
            if not searches and not wanted and len(self.tables) < 2:
                if self.tables:
                    self.tables[0].consume(rows)
                break
            if wanted and number > last_wanted:
                wanted.clear()
        for search in searches:
            self.failed += [(job, search.finder.not_found()) for job in search.jobs]
        for table in self.tables:
            table.finish()

    def _take(self, references: Iterable[CellReference], cells: Sequence[Raw]) -> None:
        for reference in references:
            if reference.column <= len(cells):
                self.values[reference] = self.book.read(cells[reference.column - 1])

    def _searches(self) -> list[Search]:
        """Series grouped by where they look for which header."""
        found: dict[tuple[Area, tuple[int, ...] | None, frozenset[str]], Search] = {}
        for job in self.jobs:
            rows = job.series.header
            if rows is None and job.series.table:
                rows = (job.area.first_row,)
            mentions = job.series.mentions
            key = (job.area, rows, frozenset() if rows else frozenset(map(text_key, mentions)))
            if key not in found:
                finder = HeaderSearch(self.book, self.sheet, job.area, rows, mentions)
                if rows and len(rows) > 1 and not self.book.is_text:
                    finder.merged = self.book.merged(self.sheet)
                found[key] = Search(finder, [])
            found[key].jobs.append(job)
        return list(found.values())

    def _offer(self, searches: list[Search], number: int, cells: Sequence[Raw]) -> list[Search]:
        """Show a row to the searches; those that end begin a table or fail. The others are left."""
        left = []
        begun: dict[tuple[Area, tuple[int, ...], tuple[str, ...], tuple[str, ...]], list[SeriesJob]] = {}
        for search in searches:
            try:
                header = search.finder.offer(number, cells)
            except MetricProblem as problem:
                self.failed += [(job, problem) for job in search.jobs]
                continue
            if header is None:
                left.append(search)
                continue
            for job in self._bind(search.jobs, header):
                key = (job.area, header.rows, job.series.fill_down, job.series.skip)
                begun.setdefault(key, []).append(job)
        self.tables += [Table(self.book, jobs) for jobs in begun.values()]
        return left

    def _bind(self, jobs: Sequence[SeriesJob], header: Header) -> Iterator[SeriesJob]:
        for job in jobs:
            try:
                job.bind(header)
            except MetricProblem as problem:
                self.failed.append((job, problem))
            else:
                yield job

    def _bounds(self, wanted: Mapping[int, object]) -> tuple[int, int | None]:
        """The first and the last row that can matter."""
        first = min([*wanted, *(job.area.first_row for job in self.jobs)])
        header_rows = [job.series.header[0] for job in self.jobs if job.series.header]
        last = max([*wanted, *(job.area.last_row or NO_END for job in self.jobs)])
        return min([first, *header_rows]), None if last >= NO_END else last
