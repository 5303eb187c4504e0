"""Entries of a series → the rows that are measured; everything left out is counted with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from goalsync.model.vocabulary import OnDuplicate
from goalsync_sheets.book import Broken, Percent
from goalsync_sheets.reference import address
from goalsync_sheets.selection.across import containing
from goalsync_sheets.selection.entries import Entry
from goalsync_sheets.selection.job import SeriesJob
from goalsync_sheets.selection.problem import Troubles
from goalsync_sheets.selection.remedies import SUMMARY_WORDS, holds, remedy_for
from goalsync_sheets.values.numbers import Number, points
from goalsync_sheets.values.text import cited, shown, text_key
from goalsync_sheets.values.when import Grain, When


@dataclass(slots=True)
class Row:
    """A measured entry: its day, its value (None: unknown), and the key it is stored under."""

    entry: Entry
    day: str
    value: float | None
    key: str = ""


def measured_rows(job: SeriesJob, entries: Sequence[Entry], today: date) -> list[Row]:
    """What is measured, in order of the sheet, each id of `dedupe_by` once."""
    return _without_duplicates(job, list(_rows(job, entries, today.isoformat())))


def to_float(number: float | Percent, *, percent_points: bool) -> float:
    """A percentage as its fraction, or in percent points."""
    if isinstance(number, Percent):
        return points(number) if percent_points else number.fraction
    return number


def unknown_if_broken(number: Number, cell: str, troubles: Troubles) -> float | Percent | None:
    """The number, or None and a trouble that names the cell."""
    if isinstance(number, float | Percent):
        return number
    if isinstance(number, Broken):
        troubles.add(holds(cell, number), remedy_for(number, date=False))
    return None


def cell_of(job: SeriesJob, entry: Entry) -> str:
    """Where an entry stands, with its sheet."""
    return address(entry.row, entry.column + 1, job.sheet)


def _date_cell(job: SeriesJob, entry: Entry) -> str:
    return address(entry.row, job.reads[0] + 1, job.sheet)


def _rows(job: SeriesJob, entries: Sequence[Entry], today: str) -> Iterator[Row]:
    """What is measured, in order of the sheet; blanks, summary rows and rows without a date are counted."""
    sums = containing(entry.when for entry in entries if entry.number is not None and isinstance(entry.when, When))
    percent_points = job.request.percent_points
    days: dict[date, str] = {}
    for entry in entries:
        if entry.number is None:
            job.skipped["blank"] += 1
            continue
        day = _day(job, entry, sums, days) if job.series.dated else today
        if day is None:
            continue
        if isinstance(entry.number, float):
            yield Row(entry, day, entry.number)
            continue
        number = unknown_if_broken(entry.number, cell_of(job, entry), job.troubles)
        yield Row(entry, day, None if number is None else to_float(number, percent_points=percent_points))


def _day(job: SeriesJob, entry: Entry, sums: set[tuple[date, Grain]], days: dict[date, str]) -> str | None:
    """The day of an entry as text; None, with the reason counted, when it has none."""
    when = entry.when
    if isinstance(when, When):
        if sums and (when.day, when.grain) in sums:
            what = f"{_date_cell(job, entry)} is a {when.grain} that holds other dates of the series"
            job.troubles.add(what, "take the row out with `skip` or `where`")
            return None
        text = days.get(when.day)
        if text is None:
            text = days[when.day] = when.day.isoformat()
        return text
    if when is None:
        job.skipped["no_date"] += 1
    elif isinstance(when, Broken):
        _undated(job, entry, when)
    return None


def _undated(job: SeriesJob, entry: Entry, broken: Broken) -> None:
    word = text_key(entry.undated).rstrip(":")
    if word in SUMMARY_WORDS or word.partition(" ")[0] in SUMMARY_WORDS:
        job.skipped["summary_row"] += 1
    elif job.series.date and word == text_key(job.series.date):
        job.skipped["repeated_header"] += 1
    else:
        job.troubles.add(holds(_date_cell(job, entry), broken), remedy_for(broken, date=True))


def _without_duplicates(job: SeriesJob, rows: list[Row]) -> list[Row]:
    """One row for each value of `dedupe_by`; rows that differ are a trouble, or the last counts if asked for."""
    if not job.series.dedupe_by:
        return rows
    kept: dict[str, Row] = {}
    unnamed = 0
    for row in rows:
        key = shown(row.entry.identity).strip()
        if not key:
            unnamed += 1
            key = f"({unnamed})"
        row.key = key
        first = kept.setdefault(key, row)
        if first is row:
            continue
        job.skipped["duplicate"] += 1
        if (first.day, first.value) == (row.day, row.value):
            continue
        if job.series.on_duplicate is OnDuplicate.LAST:
            kept[key] = row
            continue
        cells = f"{cell_of(job, first.entry)} and {cell_of(job, row.entry)}"
        what = f"{cells} differ, and both are {cited(key)} in {job.series.dedupe_by}"
        job.troubles.add(what, "correct one of them, or set `on_duplicate: last`")
        kept[key] = Row(first.entry, first.day, None, key)
    return list(kept.values())
