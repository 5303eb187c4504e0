"""Objectives with their key results, goals and KPIs as tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from goalsync.model.report import CriterionPart, GoalPart, KeyResultPart, KpiPart, ObjectivePart, Report
from goalsync.model.vocabulary import Truth
from goalsync.render.characters import shown
from goalsync.render.numbers import NOTHING, day, number, percent
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table
from goalsync.render.words import sign

_KEY_RESULT_COLUMNS: Final = (
    Column("Id"),
    Column("Key result", least=18),
    Column("Owner", least=4),
    Column("From → now → to", least=9),
    Column("Done", right=True),
    Column("Expected", right=True),
    Column("Status", least=9),
)
_GOAL_COLUMNS: Final = (
    Column("Id"),
    Column("Goal", least=18),
    Column("Owner", least=4),
    Column("Due"),
    Column("Done", right=True),
    Column("Status", least=9),
)
_KPI_COLUMNS: Final = (
    Column("Id"),
    Column("KPI", least=12),
    Column("Owner", least=4),
    Column("Now", right=True),
    Column("Healthy", least=8),
    Column("Measured"),
    Column("Status", least=9),
)


def objectives(report: Report, screen: Screen) -> Iterator[str]:
    """Each objective with a table of its key results."""
    parts = {part.id: part for part in report.key_results}
    for objective in report.objectives:
        yield ""
        yield from _objective(objective, screen)
        rows = [_key_result_row(parts[id_]) for id_ in objective.key_results if id_ in parts]
        yield from table(screen, _KEY_RESULT_COLUMNS, rows)


def _objective(part: ObjectivePart, screen: Screen) -> Iterator[str]:
    yield from paragraph(screen, f"{shown(part.id)}  {shown(part.title)}", hang=4, paint=Paint.STRONG)
    look = sign(part.status)
    done = f"{percent(part.progress)} done, {percent(part.expected_progress)} expected"
    if part.known_share is not None and part.known_share < 1:
        done += f" ({percent(part.known_share)} of it is known; up to {percent(part.progress_high)})"
    facts = [str(look), done, shown(part.owner), *([shown(part.team)] if part.team else []), shown(part.period)]
    yield from paragraph(screen, " · ".join(facts), indent=2, hang=2, paint=look.paint)


def _key_result_row(part: KeyResultPart) -> Row:
    look = sign(part.status)
    cells = (
        Cell(shown(part.id)),
        Cell(shown(part.title)),
        Cell(shown(part.owner)),
        Cell(_way(part)),
        Cell(percent(part.progress)),
        Cell(percent(part.expected_progress)),
        Cell(str(look), look.paint),
    )
    return Row(cells, tuple(_key_result_notes(part)))


def _way(part: KeyResultPart) -> str:
    """`31 → 38 → 45 days`, as much of it as there is."""
    if part.baseline is part.current is part.target is None:
        return ""
    if part.kind == "maintain" and part.target is not None:
        return f"{number(part.current)} (limit {number(part.target, part.unit)})"
    values = [number(part.baseline)] if part.baseline is not None else []
    values.append(number(part.current))
    values += [number(part.target)] if part.target is not None else []
    way = " → ".join(values)
    if not part.unit:
        return way
    return f"{way}%" if part.unit == "%" else f"{way} {shown(part.unit)}"


def _key_result_notes(part: KeyResultPart) -> Iterator[Cell]:
    if part.truth != Truth.KNOWN:
        yield Cell(_truth(part.truth, part.reason, part.held_since), Paint.WARN)
    elif part.reason:
        yield Cell(shown(part.reason), Paint.FAINT)
    if part.headroom is not None:
        yield Cell(f"headroom {number(part.headroom, part.unit)}", Paint.FAINT)
    if part.baseline_inferred and part.baseline is not None:
        yield Cell(f"the baseline {number(part.baseline, part.unit)} is inferred", Paint.FAINT)
    if part.override:
        yield _override(part.override)


def _override(said: Mapping[str, str | float | None]) -> Cell:
    """What a person says instead, beside what is computed."""
    what = shown(str(said.get("status") or said.get("value")))
    by, reason = (shown(str(said.get(name) or NOTHING)) for name in ("by", "reason"))
    return Cell(f"{by} says {what}: {reason} (until {shown(str(said.get('until')))})", Paint.WARN)


def _truth(truth: str, reason: str | None, since: str | None) -> str:
    state = truth if since is None else f"{truth} since {day(since)}"
    return f"{state}: {shown(reason)}" if reason else state


def goals(report: Report, screen: Screen) -> Iterator[str]:
    """Pass/fail goals: all criteria must hold on the due date."""
    if report.goals:
        yield ""
        yield screen.paint("Goals", Paint.STRONG)
        yield from table(screen, _GOAL_COLUMNS, [_goal_row(part) for part in report.goals])


def _goal_row(part: GoalPart) -> Row:
    look = sign(part.status)
    cells = (
        Cell(shown(part.id)),
        Cell(shown(part.statement)),
        Cell(shown(part.owner or " and ".join(part.shared_by))),
        Cell(day(part.due)),
        Cell(percent(part.progress)),
        Cell(str(look), look.paint),
    )
    notes = [_criterion(criterion) for criterion in part.criteria]
    if part.truth != Truth.KNOWN:
        notes.append(Cell(_truth(part.truth, part.reason, part.held_since), Paint.WARN))
    if part.override:
        notes.append(_override(part.override))
    return Row(cells, notes)


def _criterion(part: CriterionPart) -> Cell:
    verdict = "holds" if part.holds else "not known" if part.holds is None else "does not hold yet"
    now = f", now {number(part.current)}" if part.current is not None else ""
    return Cell(f"{shown(part.text)}: {verdict}{now}", Paint.FAINT)


def kpis(report: Report, screen: Screen) -> Iterator[str]:
    """Ongoing measures and their healthy ranges."""
    if report.kpis:
        yield ""
        yield screen.paint("KPIs", Paint.STRONG)
        yield from table(screen, _KPI_COLUMNS, [_kpi_row(part) for part in report.kpis])


def _kpi_row(part: KpiPart) -> Row:
    look = sign(part.status)
    cells = (
        Cell(shown(part.id)),
        Cell(shown(part.title)),
        Cell(shown(part.owner)),
        Cell(number(part.current, part.unit)),
        Cell(shown(part.healthy) if part.healthy else ""),
        Cell(day(part.measured_at)),
        Cell(str(look), look.paint),
    )
    notes = [Cell(_truth(part.truth, part.reason, None), Paint.WARN)] if part.truth != Truth.KNOWN else []
    return Row(cells, notes)
