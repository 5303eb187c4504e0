"""Which columns of `dates: across` are dates, and which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from goalsync.model.period import add_months
from goalsync_sheets.book import Broken, Fault
from goalsync_sheets.config.listing import quoted
from goalsync_sheets.reference import address
from goalsync_sheets.selection.job import DateColumn, SeriesJob
from goalsync_sheets.selection.problem import MetricProblem
from goalsync_sheets.selection.proof import Customs, decide_date, order_proof
from goalsync_sheets.values.dates import read_date
from goalsync_sheets.values.when import Grain, UnclearDate, When


def across_dates(job: SeriesJob, customs: Customs, year: int | None, header_row: int) -> Mapping[int, When]:
    """Column (from 0) → its date; columns that are no dates are left out and counted.

    Raises MetricProblem when no column is a date, or one is an ambiguous or broken date.
    """
    read = [(found, read_date(found.header, None, year)) for found in job.date_columns]
    proof = order_proof()
    for found, _ in read:
        proof.add([(found.header, partial(address, header_row, found.column + 1, job.sheet))])
    dates: dict[int, When] = {}
    for found, when in read:
        settled = decide_date(when, proof, customs) if isinstance(when, UnclearDate) else when
        if isinstance(settled, When):
            dates[found.column] = settled
        elif isinstance(when, UnclearDate) and isinstance(settled, Broken):
            raise MetricProblem(f"{_at(job, found, header_row)} holds {settled.why}", "set `locale` of the source")
        elif isinstance(settled, Broken) and (isinstance(found.header, Broken) or settled.fault is Fault.ERROR):
            raise MetricProblem(f"{_at(job, found, header_row)} holds {settled.why}", "mend the header")
        elif isinstance(settled, Broken) and settled.fault is Fault.NO_YEAR:
            what = f"{_at(job, found, header_row)} holds {settled.why}"
            raise MetricProblem(what, "give the year in the series, such as `year: 2026`")
        else:
            job.skipped["not_a_date_column"] += 1
    if not dates:
        raise _no_dates(job)
    return dates


def containing(dates: Iterable[When]) -> set[tuple[date, Grain]]:
    """The periods among the dates that hold another, shorter one: a quarter among its months."""
    known = {(when.day, when.grain) for when in dates}
    if len({grain for _, grain in known}) < 2:
        return set()
    return {
        (day, grain)
        for day, grain in known
        if grain is not Grain.DAY
        and any(day <= other <= end_of(day, grain) and _LENGTH[shorter] < _LENGTH[grain] for other, shorter in known)
    }


def end_of(day: date, grain: Grain) -> date:
    """The last day of a period that starts on `day`."""
    match grain:
        case Grain.DAY:
            return day
        case Grain.WEEK:
            return day + timedelta(days=6)
        case _:
            return add_months(day, _LENGTH[grain]) - timedelta(days=1)


_LENGTH: Final = {Grain.DAY: -1, Grain.WEEK: 0, Grain.MONTH: 1, Grain.QUARTER: 3, Grain.HALF: 6, Grain.YEAR: 12}
"""In months, as far as they are."""


def _at(job: SeriesJob, found: DateColumn, row: int) -> str:
    return address(row, found.column + 1, job.sheet)


def _no_dates(job: SeriesJob) -> MetricProblem:
    header = job.bound
    if job.series.value and not job.date_columns:
        what = f"there is no date with '{job.series.value}' in {header.place}; there are {quoted(header.names)}"
        return MetricProblem(what, "correct `value`, or give both header rows, such as `header: [4, 5]`")
    what = f"there is no date in {header.place}; there are {quoted(header.names)}"
    if len(header.rows) > 1 and not job.series.value:
        return MetricProblem(what, "say with `value` which of the columns of each date, such as `value: Actual`")
    return MetricProblem(what, "correct `header`")
