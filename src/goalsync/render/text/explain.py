"""An explanation: the value, its formula, the values that went into it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from goalsync.model.explanation import (
    ExcludedPart,
    Explanation,
    InputPart,
    ItemPart,
    MetricPart,
    Parameter,
    ReadPart,
    Result,
    RulePart,
    StepPart,
)
from goalsync.model.report import GoalPart, InitiativePart, KeyResultPart, KpiPart
from goalsync.model.vocabulary import Truth
from goalsync.render.characters import shown
from goalsync.render.lineage import where
from goalsync.render.numbers import NOTHING, counted, day, listed, number, percent
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table
from goalsync.render.words import sign, words

_MOST: Final = 20
"""Rows of a list that a terminal shows; the JSON document holds all."""


def explanation(found: Explanation, screen: Screen) -> str:
    """Everything behind one number, ended with a line break."""
    return "\n".join(_lines(found, screen)) + "\n"


def _lines(found: Explanation, screen: Screen) -> Iterator[str]:
    yield from paragraph(screen, f"{shown(found.id)}  {shown(found.title)}".rstrip(), hang=4, paint=Paint.STRONG)
    place = f", {shown(found.place)}" if found.place else ""
    yield from paragraph(screen, f"{words(found.kind)}{place}", indent=2, paint=Paint.FAINT)
    yield from _result(found.result, screen)
    if found.formula:
        yield ""
        yield from paragraph(screen, shown(found.formula), indent=2, hang=4)
    if found.parameters:
        yield from paragraph(screen, f"declared: {_parameters(found.parameters)}", indent=2, hang=4, paint=Paint.FAINT)
    yield from _section(screen, "Parts", _STEP_COLUMNS, [_step(part) for part in found.parts])
    yield from _section(screen, "Values used", _INPUT_COLUMNS, [_input(part) for part in found.inputs])
    yield from _section(screen, "Work counted", _ITEM_COLUMNS, [_item(part) for part in found.items])
    yield from _section(screen, "Left out", _EXCLUDED_COLUMNS, [_excluded(part) for part in found.excluded])
    yield from _section(screen, "Read from", _READ_COLUMNS, [_read(part) for part in found.read])
    if found.metrics:
        yield ""
        yield screen.paint("Metrics", Paint.STRONG)
        for name, text in found.metrics.items():
            yield from paragraph(screen, f"{shown(name)}: {shown(text)}", indent=2, hang=4)


def _section(screen: Screen, title: str, columns: Sequence[Column], rows: Sequence[Row]) -> Iterator[str]:
    """A titled table of the last rows, with how many more there are."""
    if not rows:
        return
    yield ""
    more = len(rows) - _MOST
    head = f"{title}: {counted(len(rows), 'row')}, the last {_MOST} of them (all: --format json)" if more > 0 else title
    yield screen.paint(head, Paint.STRONG)
    yield from table(screen, columns, rows[-_MOST:])


def _result(result: Result, screen: Screen) -> Iterator[str]:
    facts: list[str] = []
    paint = Paint.NONE
    if isinstance(result, RulePart):
        facts.append(f"links to {listed([shown(id_) for id_ in result.link_to])}")
    elif isinstance(result, MetricPart):
        facts += [f"{number(result.current, result.unit)} on {day(result.measured_at)}", result.truth]
        facts.append(counted(result.values, "value"))
        if result.read_by:
            facts.append(f"read by {listed([shown(id_) for id_ in result.read_by])}")
    else:
        look = sign(result.status)
        facts.append(str(look))
        paint = look.paint
        if isinstance(result, KeyResultPart | KpiPart):
            facts.append(f"{number(result.current, result.unit)} on {day(result.measured_at)}")
        if not isinstance(result, KpiPart | InitiativePart):
            facts.append(f"{percent(result.progress)} done, {percent(result.expected_progress)} expected")
    yield from paragraph(screen, " · ".join(facts), indent=2, hang=2, paint=paint)
    if isinstance(result, KeyResultPart) and result.forecast.end is not None:
        ends = [
            number(value, result.unit) for value in (result.forecast.end, result.forecast.low, result.forecast.high)
        ]
        yield from paragraph(screen, f"forecast for the end: {ends[0]} (80% between {ends[1]} and {ends[2]})", indent=2)
    elif isinstance(result, KeyResultPart) and result.forecast.reason:
        yield from paragraph(screen, f"no forecast: {shown(result.forecast.reason)}", indent=2, paint=Paint.FAINT)
    if isinstance(result, KeyResultPart | GoalPart | KpiPart | MetricPart) and result.truth != Truth.KNOWN:
        since = getattr(result, "held_since", None)
        state = f"{result.truth} since {day(since)}" if since else result.truth
        yield from paragraph(screen, f"{state}: {shown(result.reason or '')}", indent=2, hang=2, paint=Paint.WARN)


def _parameters(parameters: Mapping[str, Parameter]) -> str:
    return ", ".join(f"{words(name)} {_parameter(value)}" for name, value in parameters.items() if value is not None)


def _parameter(value: Parameter) -> str:
    if isinstance(value, tuple):
        return " ".join(map(_parameter, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return number(value) if isinstance(value, (int, float)) else shown(str(value))


_STEP_COLUMNS: Final = (
    Column("Part", least=12),
    Column("Value", right=True),
    Column("Weight", right=True),
    Column("From"),
    Column("To"),
    Column("Note", least=12),
)


def _step(part: StepPart) -> Row:
    note = part.note or ("" if part.counts else "does not count")
    cells = (shown(part.name), number(part.value), number(part.weight), part.start or "", part.end or "", shown(note))
    return Row(tuple(map(Cell, cells)))


_INPUT_COLUMNS: Final = (
    Column("Date"),
    Column("Metric", least=8),
    Column("Value", right=True),
    Column("Origin"),
    Column("Where", least=12),
)


def _input(part: InputPart) -> Row:
    value = number(part.value)
    raw = part.evidence.raw if part.evidence and part.evidence.raw is not None else None
    read_as = f" as '{shown(raw)}'" if raw is not None and raw.strip() != value else ""
    cells = (day(part.at), shown(part.metric), value, part.origin, shown(where(part.evidence)) + read_as)
    return Row(tuple(map(Cell, cells)))


_ITEM_COLUMNS: Final = (
    Column("Item"),
    Column("Phase"),
    Column("Weight", right=True),
    Column("Share", right=True),
    Column("Link", least=12),
)


def _item(part: ItemPart) -> Row:
    link = part.link
    place = f"{link.file}:{link.line}" if link.file else None
    tie = [f"rule {link.rule}" if link.rule else None, place, f"via {link.via}" if link.via else None]
    tied = shown(", ".join(filter(None, tie)))
    return Row(tuple(map(Cell, (shown(part.key), part.phase, number(part.weight), number(part.share), tied))))


_EXCLUDED_COLUMNS: Final = (
    Column("What"),
    Column("Value", right=True),
    Column("Because", least=12),
    Column("Where", least=12),
)


def _excluded(part: ExcludedPart) -> Row:
    what = part.key or part.uid or f"{part.metric or ''} on {day(part.at)}"
    value = number(part.value) if part.value is not None else ""
    return Row(tuple(map(Cell, (shown(what), value, words(part.reason), shown(where(part.evidence))))))


_READ_COLUMNS: Final = (
    Column("Metric", least=8),
    Column("Source", least=8),
    Column("Looked at", right=True),
    Column("Matched", right=True),
    Column("Skipped", least=10),
    Column("Complete", least=10),
)


def _read(part: ReadPart) -> Row:
    skipped = listed([f"{count:,} {shown(reason)}" for reason, count in sorted(part.skipped.items())])
    notes = (Cell(shown(part.problem), Paint.WARN),) if part.problem else ()
    cells = (
        shown(part.metric),
        shown(f"{part.source}: {part.partition}"),
        number(part.looked_at),
        number(part.matched),
        skipped or NOTHING,
        day(part.complete_at),
    )
    return Row(tuple(map(Cell, cells)), notes)
