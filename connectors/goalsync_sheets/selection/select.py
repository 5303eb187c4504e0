"""All metrics of a book → their results: each sheet is read once, whatever the number of metrics."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_sheets.book import Book
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.reference import CellReference
from goalsync_sheets.selection.cell import CellJob, cell_result
from goalsync_sheets.selection.entries import Entries, prove_rest, read_entries
from goalsync_sheets.selection.job import SeriesJob
from goalsync_sheets.selection.problem import MetricProblem
from goalsync_sheets.selection.proof import Customs
from goalsync_sheets.selection.result import Origin, failed, series_result
from goalsync_sheets.selection.scan import SheetScan
from goalsync_sheets.selection.targets import find_area, find_cell
from goalsync_sheets.values.locales import Locale

_MOST_NOTES: Final = 3


@dataclass(frozen=True, slots=True)
class Selected:
    """The results in the order of the requests, and what had to be chosen, for people."""

    results: tuple[MetricResult, ...]
    notes: tuple[str, ...] = ()


def select(
    book: Book,
    requests: Sequence[MetricRequest],
    origin: Origin,
    locale: Locale | None = None,
    own: Locale | None = None,
) -> Selected:
    """Read all metrics from a book. Raises SourceError when the book itself cannot be read.

    `locale` is as the source says, `own` as the book does.
    """
    customs = Customs(locale, english_marks(book), own)
    results: dict[str, MetricResult] = {}
    series_jobs: list[SeriesJob] = []
    cell_jobs: list[CellJob] = []
    for request in requests:
        try:
            _target(book, request, series_jobs, cell_jobs)
        except MetricProblem as problem:
            results[request.metric] = failed(request, problem, origin.file, whole=_whole(request))
    scans = _scans(book, series_jobs, cell_jobs)
    for scan in scans:
        scan.run()
        for job, why in scan.failed:
            results[job.request.metric] = failed(job.request, why, origin.file, whole=job.series.dated)
    found = {cell: value for scan in scans for cell, value in scan.values.items()}
    for cell_job in cell_jobs:
        results[cell_job.request.metric] = cell_result(cell_job, found, customs, origin)
    entries = list(_entries(series_jobs, customs, origin, results))
    prove_rest(book, entries)
    for read in entries:
        read.decide()
        results[read.job.request.metric] = series_result(read, origin)
    notes = [note for scan in scans for note in _header_notes(scan)]
    notes += _some([read.note for read in entries if read.note])
    return Selected(tuple(results[request.metric] for request in requests), tuple(dict.fromkeys(notes)))


def english_marks(book: Book) -> frozenset[str]:
    """The marks that are read as in English where nothing else tells.

    Commas of files that are separated by commas cannot well be decimals; files separated by semicolons are so
    because the comma may be one; in others 1,234 is hardly a decimal, but 1.234 may be either.
    """
    if not book.is_text:
        return frozenset({","})
    match getattr(book, "delimiter", None):
        case ",":
            return frozenset({",", "."})
        case ";":
            return frozenset()
        case _:
            return frozenset({","})


def _whole(request: MetricRequest) -> bool:
    config = request.config
    return isinstance(config, SheetsMetric) and config.series is not None and config.series.dated


def _target(book: Book, request: MetricRequest, series: list[SeriesJob], cells: list[CellJob]) -> None:
    config = request.config
    assert isinstance(config, SheetsMetric)  # noqa: S101 - the workspace validates with this connector's model
    if config.series is not None:
        sheet, area = find_area(book, config.series)
        series.append(SeriesJob(request, config.series, sheet, area))
        return
    cell = find_cell(book, config.cell or "")
    dated = find_cell(book, config.dated, cell.sheet if not book.is_text else None) if config.dated else None
    cells.append(CellJob(request, cell, dated))


def _scans(book: Book, series: Sequence[SeriesJob], cells: Sequence[CellJob]) -> list[SheetScan]:
    """One for each sheet that is needed, in the order of the book."""
    jobs: dict[str, list[SeriesJob]] = {}
    wanted: dict[str, dict[CellReference, None]] = {}
    for job in series:
        jobs.setdefault(job.sheet, []).append(job)
    for cell_job in cells:
        for cell in (cell_job.cell, cell_job.dated):
            if cell is not None:
                wanted.setdefault(cell.sheet or "", {})[cell] = None
    return [
        SheetScan(book, sheet, jobs.get(sheet, ()), tuple(wanted.get(sheet, ())))
        for sheet in book.sheets()
        if sheet in jobs or sheet in wanted
    ]


def _entries(
    jobs: Sequence[SeriesJob], customs: Customs, origin: Origin, results: dict[str, MetricResult]
) -> Iterator[Entries]:
    """The cells of the series that were found; those that cannot be read get their result at once."""
    for job in jobs:
        if job.request.metric in results:
            continue
        try:
            yield read_entries(job, customs)
        except MetricProblem as problem:
            results[job.request.metric] = failed(job.request, problem, origin.file, whole=job.series.dated)


def _header_notes(scan: SheetScan) -> Iterator[str]:
    where = f"sheet '{scan.sheet}': " if scan.sheet else ""
    for table in scan.tables:
        if table.found and table.header.rows[0] > 1:
            yield f"{where}headers found in row {table.header.rows[0]}"


def _some(notes: list[str]) -> list[str]:
    """The first few of notes that say the same of many metrics."""
    more = len(notes) - _MOST_NOTES
    return notes if more <= 0 else [*notes[:_MOST_NOTES], f"and {more} metrics more like it"]
