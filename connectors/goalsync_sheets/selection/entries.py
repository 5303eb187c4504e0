"""Picked cells read as numbers and dates, with what their columns prove about the ambiguous ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from goalsync_sheets.book import Book, Broken, Value
from goalsync_sheets.reference import NO_END, address
from goalsync_sheets.selection.across import across_dates, containing
from goalsync_sheets.selection.job import SeriesJob
from goalsync_sheets.selection.proof import Customs, Proof, decide_date, decide_number, mark_proof, order_proof
from goalsync_sheets.values.dates import read_date
from goalsync_sheets.values.numbers import Number, UnclearNumber, read_number
from goalsync_sheets.values.when import Dated, UnclearDate

Located = tuple[Value, Callable[[], str]]

_YEAR: Final = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")


@dataclass(slots=True)
class Entry:
    """One cell that a series measures: its address, what it holds, its date, and the id it counts under."""

    row: int
    column: int
    """From 0; where a person finds the value (the date, where each row counts 1)."""
    raw: Value
    number: Number
    when: Dated = None
    identity: Value = None
    undated: Value = None
    """What stands in the place of its date and is none."""


@dataclass(slots=True)
class Entries:
    """All cells of one series, the ambiguous ones open until `decide`."""

    job: SeriesJob
    customs: Customs
    entries: list[Entry] = field(default_factory=list)
    marks: Proof = field(default_factory=mark_proof)
    orders: Proof = field(default_factory=order_proof)
    open_numbers: int | None = None
    """Column (from 0) whose other rows must prove how its numbers are read."""
    open_dates: int | None = None
    note: str | None = None
    """A number that nothing decided and that was read as in English."""

    def decide(self) -> None:
        """Settle the ambiguous cells by what was proven."""
        for entry in self.entries:
            if isinstance(entry.number, UnclearNumber):
                unclear, entry.number = entry.number, decide_number(entry.number, self.marks, self.customs)
                told = self.customs.locale or self.customs.own or self.marks.seen
                if not (self.note or told or isinstance(entry.number, Broken)):
                    cell = address(entry.row, entry.column + 1, self.job.sheet)
                    self.note = f"{cell}: '{unclear.text}' was read as in English; set `locale` to be sure"
            if isinstance(entry.when, UnclearDate):
                entry.when = decide_date(entry.when, self.orders, self.customs)


def year_of(job: SeriesJob) -> int | None:
    """The year of dates without one: as given, else the only one in the sheet's name."""
    if job.series.year:
        return job.series.year
    years = set(_YEAR.findall(job.sheet))
    return int(years.pop()) if len(years) == 1 else None


def read_entries(job: SeriesJob, customs: Customs) -> Entries:
    """The picked cells of a series as numbers and dates; the cells themselves are let go."""
    read = Entries(job, customs)
    if job.series.across:
        _read_across(job, read)
    else:
        _read_down(job, read)
    job.picked.clear()
    return read


def _read_down(job: SeriesJob, read: Entries) -> None:
    date, value, _ = job.reads
    year = year_of(job)
    stands_in = value if value >= 0 else date if date >= 0 else min(job.wanted, default=0)
    for picked in job.picked:
        raw_date, raw_value, identity = picked.values
        number: Number = read_number(raw_value) if value >= 0 else 1.0
        when = read_date(raw_date, None, year) if date >= 0 else None
        raw = raw_value if value >= 0 else raw_date
        undated = raw_date if isinstance(when, Broken) else None
        read.entries.append(Entry(picked.row, stands_in, raw, number, when, identity, undated))
    locale = read.customs.locale
    if _any_unclear(read.entries):
        read.marks.add(_located(job, ((entry.row, value, entry.raw) for entry in read.entries)))
        if not read.marks.seen and locale is None:
            read.open_numbers = value
    if any(isinstance(entry.when, UnclearDate) for entry in read.entries):
        read.orders.add(_located(job, ((row.row, date, row.values[0]) for row in job.picked)))
        if not read.orders.seen and (locale is None or locale.order is None):
            read.open_dates = date


def _read_across(job: SeriesJob, read: Entries) -> None:
    """Only columns whose header is a date are read. Raises MetricProblem when there is none."""
    dates = across_dates(job, read.customs, year_of(job), job.bound.rows[0])
    for picked in job.picked:
        row = [
            Entry(picked.row, found.column, raw, read_number(raw), dates[found.column])
            for found, raw in zip(job.date_columns, picked.values, strict=True)
            if found.column in dates
        ]
        sums = containing(dates[entry.column] for entry in row if entry.number is not None)
        for entry in row:
            when = dates[entry.column]
            if entry.number is not None and (when.day, when.grain) in sums:
                job.skipped["sum_of_other_columns"] += 1
            else:
                read.entries.append(entry)
    if _any_unclear(read.entries):
        read.marks.add(_located(job, ((entry.row, entry.column, entry.raw) for entry in read.entries)))


def _any_unclear(entries: Iterable[Entry]) -> bool:
    return any(isinstance(entry.number, UnclearNumber) for entry in entries)


def _located(job: SeriesJob, cells: Iterable[tuple[int, int, Value]]) -> Iterator[Located]:
    """Values with the way to tell where they stand."""
    for row, column, value in cells:
        yield value, partial(address, row, column + 1, job.sheet)


def prove_rest(book: Book, all_entries: Iterable[Entries]) -> None:
    """Look at the other rows of columns whose selected cells are ambiguous: a second pass, hardly ever needed."""
    by_sheet: dict[str, dict[tuple[int, int, int, str], Proof]] = {}
    for read in all_entries:
        job = read.job
        begins, ends = max(job.area.first_row, job.bound.rows[-1] + 1), job.area.last_row or NO_END
        proofs = by_sheet.setdefault(job.sheet, {})
        if read.open_numbers is not None:
            read.marks = proofs.setdefault((begins, ends, read.open_numbers, "number"), read.marks)
        if read.open_dates is not None:
            read.orders = proofs.setdefault((begins, ends, read.open_dates, "date"), read.orders)
    for sheet, proofs in by_sheet.items():
        if proofs:
            for number, cells in book.rows(sheet, min(begins for begins, *_ in proofs)):
                for (begins, ends, column, _), proof in proofs.items():
                    if begins <= number <= ends and column < len(cells):
                        proof.add([(book.read(cells[column]), partial(address, number, column + 1, sheet))])
