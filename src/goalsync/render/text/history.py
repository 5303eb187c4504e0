"""How things went: runs, check-ins of one subject, values of one metric; the newest last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from goalsync.model.check_in import CheckIn
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.run import Run
from goalsync.model.vocabulary import Origin
from goalsync.render.characters import shown
from goalsync.render.lineage import place_of
from goalsync.render.numbers import NOTHING, day, minute, number, percent
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table
from goalsync.render.words import sign

_RUN_COLUMNS: Final = (
    Column("Run", least=12),
    Column("Started", least=16),
    Column("Ended", least=16),
    Column("Changed"),
    Column("Outcome", least=10),
)
_CHECK_IN_COLUMNS: Final = (
    Column("Date"),
    Column("By", least=6),
    Column("Value", right=True),
    Column("Done", right=True),
    Column("Confidence", right=True),
    Column("Status", least=9),
)
_MEASUREMENT_COLUMNS: Final = (
    Column("Date"),
    Column("Value", right=True),
    Column("Origin"),
    Column("Recorded"),
    Column("Where", least=14),
)


def runs(found: Sequence[Run], screen: Screen) -> str:
    """Runs in their order; a sentence where there is none."""
    if not found:
        return "\n".join(paragraph(screen, "No run yet: `goalsync sync` makes the first.")) + "\n"
    rows = [
        Row(
            (
                Cell(shown(run.id)),
                Cell(minute(run.started)),
                Cell(minute(run.ended) if run.ended else NOTHING),
                Cell("yes" if run.changed else "no"),
                Cell(shown(run.outcome or "did not end")),
            )
        )
        for run in found
    ]
    return _page(screen, "Runs", table(screen, _RUN_COLUMNS, rows))


def check_ins(subject: str, found: Sequence[CheckIn], screen: Screen, unit: str | None = None) -> str:
    """What was computed and said of one key result, goal or KPI."""
    if not found:
        return "\n".join(paragraph(screen, f"Nothing is recorded yet of {shown(subject)}.")) + "\n"
    return _page(screen, subject, table(screen, _CHECK_IN_COLUMNS, [_check_in(one, unit) for one in found]))


def _check_in(one: CheckIn, unit: str | None) -> Row:
    look = sign(one.status) if one.status else None
    cells = (
        Cell(day(one.at)),
        Cell("computed" if one.origin is Origin.SYNC else shown(one.by or one.origin)),
        Cell(number(one.value, unit) if one.value is not None else ""),
        Cell(percent(one.progress) if one.progress is not None else ""),
        Cell(percent(one.confidence) if one.confidence is not None else ""),
        Cell(str(look), look.paint) if look else Cell(""),
    )
    notes = [Cell(shown(line), Paint.FAINT) for line in (one.note or "").splitlines()]
    if one.reason:
        notes.append(Cell(shown(one.reason), Paint.FAINT))
    return Row(cells, notes)


def measurements(metric: str, found: Sequence[Measurement], screen: Screen, unit: str | None = None) -> str:
    """Every row ever recorded of one metric, corrections and retracted ones included."""
    if not found:
        return "\n".join(paragraph(screen, f"Nothing is recorded yet of {shown(metric)}.")) + "\n"
    return _page(screen, metric, table(screen, _MEASUREMENT_COLUMNS, [_measurement(one, unit) for one in found]))


def _measurement(one: Measurement, unit: str | None) -> Row:
    value = "retracted" if one.retracted else "unknown" if one.value is None else number(one.value, unit)
    where = place_of(one.evidence or Evidence(""))
    by = f"by {one.by}" if one.by else ""
    cells = (
        Cell(day(one.at)),
        Cell(value, Paint.WARN if one.retracted or one.value is None else Paint.NONE),
        Cell(one.origin),
        Cell(day(one.recorded_at.isoformat()) if one.recorded_at else NOTHING),
        Cell(shown(", ".join(filter(None, (where, by))))),
    )
    return Row(cells, [Cell(shown(one.note), Paint.FAINT)] if one.note else [])


def _page(screen: Screen, title: str, lines: Iterator[str]) -> str:
    return "\n".join([screen.paint(shown(title), Paint.STRONG), *lines]) + "\n"
