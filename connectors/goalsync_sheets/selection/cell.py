"""A metric that is one cell: today's value, or dated by another cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goalsync.model.metric import Measurement
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_sheets.book import Broken, Value
from goalsync_sheets.reference import CellReference, address
from goalsync_sheets.selection.measured import to_float, unknown_if_broken
from goalsync_sheets.selection.problem import Troubles
from goalsync_sheets.selection.proof import Customs, decide_date, decide_number, mark_proof, order_proof
from goalsync_sheets.selection.remedies import holds, remedy_for
from goalsync_sheets.selection.result import Origin, evidence, problem_text
from goalsync_sheets.values.dates import read_date
from goalsync_sheets.values.numbers import UnclearNumber, read_number
from goalsync_sheets.values.when import UnclearDate, When


@dataclass(slots=True)
class CellJob:
    """A metric that is one cell, with another that dates it."""

    request: MetricRequest
    cell: CellReference
    dated: CellReference | None
    troubles: Troubles = field(default_factory=Troubles)


def cell_result(job: CellJob, found: Mapping[CellReference, Value], customs: Customs, origin: Origin) -> MetricResult:
    """The result of a cell among those that were found not blank."""
    raw = found.get(job.cell)
    number = read_number(raw)
    if isinstance(number, UnclearNumber):
        number = decide_number(number, mark_proof(), customs)
    measurements: list[Measurement] = []
    if number is not None:
        day = _day(job, found, customs, origin)
        known = unknown_if_broken(number, _name(job.cell), job.troubles)
        value = None if known is None else to_float(known, percent_points=job.request.percent_points)
        cell = address(job.cell.row, job.cell.column)
        if day is not None:
            seen = evidence(origin, job.cell.sheet or "", [cell], raw)
            measurements.append(Measurement(job.request.metric, day, value, evidence=seen))
    return MetricResult(
        job.request.metric,
        measurements,
        whole=False,
        looked_at=1,
        matched=1,
        skipped={"blank": 1} if number is None else {},
        problem=problem_text(job.request, job.troubles, origin.file),
        dated=job.dated is not None,
    )


def _day(job: CellJob, found: Mapping[CellReference, Value], customs: Customs, origin: Origin) -> str | None:
    """The day of the value; None, with a trouble, when the cell that dates it has none."""
    if job.dated is None:
        return origin.today.isoformat()
    when = read_date(found.get(job.dated))
    if isinstance(when, UnclearDate):
        when = decide_date(when, order_proof(), customs)
    match when:
        case When():
            return when.day.isoformat()
        case Broken():
            job.troubles.add(holds(_name(job.dated), when), remedy_for(when, date=True))
        case _:
            what = f"{_name(job.dated)}, which dates {_name(job.cell)}, is blank"
            job.troubles.add(what, "fill it in, or leave out `dated`")
    return None


def _name(cell: CellReference) -> str:
    return address(cell.row, cell.column, cell.sheet or "")
