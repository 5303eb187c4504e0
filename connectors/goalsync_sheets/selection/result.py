"""Entries of a series, or a cell, → the result of a metric: measurements, counts, and what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, fsum, inf, isfinite
from typing import Final

from goalsync.model.metric import Evidence, Measurement
from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_sheets.book import Value
from goalsync_sheets.reference import address
from goalsync_sheets.selection.entries import Entries, Entry
from goalsync_sheets.selection.job import MOST_ROWS, SeriesJob
from goalsync_sheets.selection.measured import Row, cell_of, measured_rows
from goalsync_sheets.selection.problem import MetricProblem, Troubles
from goalsync_sheets.values.text import shown

_LONGEST: Final = 200
_MOST_CELLS: Final = 20


@dataclass(frozen=True, slots=True)
class Origin:
    """Where results come from."""

    source: str
    file: str
    today: date


def series_result(entries: Entries, origin: Origin) -> MetricResult:
    """The result of a series whose ambiguous cells are decided."""
    job = entries.job
    if job.matched > MOST_ROWS:
        return _too_many(job, origin)
    rows = measured_rows(job, entries.entries, origin.today)
    measurements = _dated(job, rows, origin) if job.series.dated else _level(job, rows, origin)
    return MetricResult(
        job.request.metric,
        measurements,
        whole=job.series.dated,
        looked_at=job.looked_at,
        matched=job.matched,
        skipped=dict(sorted(job.skipped.items())),
        problem=problem_text(job.request, job.troubles, origin.file),
    )


def _too_many(job: SeriesJob, origin: Origin) -> MetricResult:
    """A series that selects more rows than can be kept is not read at all, rather than in part."""
    problem = MetricProblem(
        f"{job.matched:,} rows match, more than the {MOST_ROWS:,} that one metric may have",
        "narrow it with `where`, or add the rows up in the sheet",
    )
    return MetricResult(
        job.request.metric,
        (),
        whole=job.series.dated,
        looked_at=job.looked_at,
        matched=job.matched,
        skipped=dict(sorted(job.skipped.items())),
        problem=problem_text(job.request, Troubles(problem, 1), origin.file),
    )


def problem_text(request: MetricRequest, troubles: Troubles, file: str) -> str | None:
    """What is wrong with a metric, for people: its place, the cell, the remedy; how much more there is of it."""
    if troubles.first is None:
        return None
    more = f", and {troubles.count - 1} more like it" if troubles.count > 1 else ""
    what = f"{troubles.first.what}{more} ({file})"
    return f"{request.place}: metric {request.metric}: {what}; {troubles.first.remedy}"


def failed(request: MetricRequest, problem: MetricProblem, file: str, *, whole: bool) -> MetricResult:
    """The result of a metric that could not be read at all."""
    return MetricResult(request.metric, (), whole, problem=problem_text(request, Troubles(problem, 1), file))


def evidence(origin: Origin, sheet: str, cells: Sequence[str], raw: Value, note: str | None = None) -> Evidence:
    """Where a value stands, and what stood there."""
    return Evidence(origin.source, origin.file, sheet or None, tuple(cells), shown(raw)[:_LONGEST], note)


def _dated(job: SeriesJob, rows: list[Row], origin: Origin) -> list[Measurement]:
    """A measurement for each row, or one for each date with `percentile`."""
    of_day: dict[str, list[Row]] = {}
    for row in rows:
        of_day.setdefault(row.day, []).append(row)
    if job.series.percentile is not None:
        return [_percentile(job, day, group, origin) for day, group in of_day.items()]
    if job.request.one_per_date and job.series.on_duplicate is OnDuplicate.ERROR:
        for day, group in of_day.items():
            if len(group) > 1:
                cells = f"{cell_of(job, group[0].entry)} and {cell_of(job, group[1].entry)}"
                job.troubles.add(
                    f"{cells} both have a value for {day}",
                    "narrow `where`, name `dedupe_by`, or set `on_duplicate: last` or `sum`",
                )
    if not job.series.dedupe_by:
        for group in of_day.values():
            for number, row in enumerate(group, start=1):
                row.key = str(number)
    metric = job.request.metric
    return [
        Measurement(metric, row.day, row.value, row.key, evidence=_evidence(job, row.entry, origin)) for row in rows
    ]


def _percentile(job: SeriesJob, day: str, rows: list[Row], origin: Origin) -> Measurement:
    """The nearest-rank percentile of a day's values; unknown if one of them is."""
    values = sorted(row.value for row in rows if row.value is not None)
    value = None
    if len(values) == len(rows):
        value = values[nearest_rank(job.series.percentile or 0, len(values)) - 1]
    return Measurement(job.request.metric, day, value, evidence=_evidence_of_all(job, rows, origin))


def nearest_rank(percentile: float, count: int) -> int:
    """The rank from 1 among `count` sorted values, exactly as the percentile is written: the 7th of 100 is 7."""
    return max(ceil(Fraction(repr(float(percentile))) * count / 100), 1)


def _level(job: SeriesJob, rows: list[Row], origin: Origin) -> list[Measurement]:
    """Today's value of a series without dates: one row's, or all of them counted, added up or ranked."""
    if not rows:
        return []
    series = job.series
    day = origin.today.isoformat()
    if series.percentile is not None:
        return [_percentile(job, day, rows, origin)]
    add_up = series.value is None or series.on_duplicate is OnDuplicate.SUM
    if len(rows) > 1 and not add_up and series.on_duplicate is OnDuplicate.ERROR:
        cells = f"{cell_of(job, rows[0].entry)} and {cell_of(job, rows[1].entry)}"
        job.troubles.add(
            f"{len(rows)} rows match: {cells} both have a value",
            "narrow `where`, name the column of dates with `date`, or set `on_duplicate: last` or `sum`",
        )
        return []
    if not add_up or len(rows) == 1:
        last = rows[-1]
        return [Measurement(job.request.metric, day, last.value, evidence=_evidence(job, last.entry, origin))]
    known = [row.value for row in rows if row.value is not None]
    value = _total(known) if len(known) == len(rows) else None
    if value is not None and not isfinite(value):
        job.troubles.add(f"the sum of {len(rows)} cells is too large a number", "correct them")
        value = None
    return [Measurement(job.request.metric, day, value, evidence=_evidence_of_all(job, rows, origin))]


def _total(values: Sequence[float]) -> float:
    """The exact sum, in whatever order; infinite when it is too large."""
    try:
        return fsum(values)
    except OverflowError:
        return inf


def _evidence(job: SeriesJob, entry: Entry, origin: Origin) -> Evidence:
    return evidence(origin, job.sheet, [address(entry.row, entry.column + 1)], entry.raw)


def _evidence_of_all(job: SeriesJob, rows: Sequence[Row], origin: Origin) -> Evidence:
    cells = [address(row.entry.row, row.entry.column + 1) for row in rows[:_MOST_CELLS]]
    more = f"and {len(rows) - _MOST_CELLS} more cells" if len(rows) > _MOST_CELLS else None
    raw = rows[0].entry.raw if len(rows) == 1 else f"{len(rows)} cells"
    return evidence(origin, job.sheet, cells, raw, more)
