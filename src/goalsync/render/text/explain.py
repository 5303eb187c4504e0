"""An explanation: the value, its formula, the values that went into it, and what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from goalsync.model.explanation import Explanation, MetricPart, Parameter, Result, RulePart, WorkItemPart
from goalsync.model.report import GoalPart, InitiativePart, KeyResultPart, KpiPart
from goalsync.model.vocabulary import Truth
from goalsync.render.characters import shown
from goalsync.render.lineage import excluded
from goalsync.render.numbers import counted, day, estimate, exact, listed, percent
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Column, Row, paragraph, table
from goalsync.render.text import evidence, tied
from goalsync.render.words import sign, words

_CRITERION: Final = "criterion_"
_OF_CRITERION: Final = ((_CRITERION, ""), ("baseline_", ""), ("baseline_", "_inferred"))
"""How the names of the parameters of one criterion begin and end."""
_MOST: Final = 20
"""Rows of a list that a terminal shows; the JSON document holds all."""


def explanation(found: Explanation, screen: Screen) -> str:
    """Everything behind one number, ended with a line break."""
    return "\n".join(_lines(found, screen)) + "\n"


def _lines(found: Explanation, screen: Screen) -> Iterator[str]:
    yield from paragraph(screen, f"{shown(found.id)}  {shown(found.title)}".rstrip(), hang=4, paint=Paint.STRONG)
    place = f", {shown(found.place)}" if found.place else ""
    yield from paragraph(screen, f"{_kind(found.kind)}{place}", indent=2, paint=Paint.FAINT)
    yield from _result(found.result, screen, found.formula)
    if found.formula:
        yield ""
        yield from paragraph(screen, shown(found.formula), indent=2, hang=4)
    if found.parameters:
        yield from paragraph(screen, f"declared: {_parameters(found.parameters)}", indent=2, hang=4, paint=Paint.FAINT)
    if isinstance(found.result, WorkItemPart):
        counts, applied = found.result.counts_for, found.result.applied
        yield from _section(screen, "Counts for", tied.COUNT_COLUMNS, [tied.count_row(part) for part in counts])
        yield from _section(screen, "What applies", tied.APPLIED_COLUMNS, [tied.applied_row(part) for part in applied])
        nearly = [tied.applied_row(part) for part in found.result.nearly]
        yield from _section(screen, "Nearly applies", tied.APPLIED_COLUMNS, nearly)
    yield from _section(screen, "Parts", evidence.STEP_COLUMNS, [evidence.step_row(part) for part in found.parts])
    yield from _section(
        screen, "Values used", evidence.INPUT_COLUMNS, [evidence.input_row(part) for part in found.inputs]
    )
    title = "Work it applies to" if isinstance(found.result, RulePart) else "Work counted"
    yield from _section(screen, title, evidence.ITEM_COLUMNS, [evidence.item_row(part) for part in found.items])
    yield from _section(
        screen,
        "Left out",
        evidence.EXCLUDED_COLUMNS,
        [evidence.excluded_row(part) for part in found.excluded],
        total=sum(found.excluded_counts.values()),
        counts=excluded(found),
    )
    yield from _section(screen, "Read from", evidence.READ_COLUMNS, [evidence.read_row(part) for part in found.read])
    if found.metrics:
        yield ""
        yield screen.paint("Metrics", Paint.STRONG)
        for name, text in found.metrics.items():
            yield from paragraph(screen, f"{shown(name)}: {shown(text)}", indent=2, hang=4)


def _section(
    screen: Screen, title: str, columns: Sequence[Column], rows: Sequence[Row], *, total: int = 0, counts: str = ""
) -> Iterator[str]:
    """A titled table of the last rows, and how many of how many that is.

    `total` counts also what the document itself leaves out of a list that would be too long; `counts` says of what
    sorts they are.
    """
    if not rows:
        return
    yield ""
    whole, here = max(total, len(rows)), min(_MOST, len(rows))
    kinds = f": {counts}" if counts else ""
    cut = f"; the last {here} of {whole:,}" if whole > here else ""
    where = f" (--format json: {'all' if whole == len(rows) else f'{len(rows):,}'})" if cut else ""
    yield from paragraph(screen, f"{title}{kinds}{cut}{where}", hang=2, paint=Paint.STRONG)
    yield from table(screen, columns, rows[-_MOST:])


def _result(result: Result, screen: Screen, formula: str) -> Iterator[str]:
    facts: list[str] = []
    paint = Paint.NONE
    if isinstance(result, RulePart):
        facts.append(f"links to {listed([shown(id_) for id_ in result.link_to])}")
        if result.matched is not None:
            facts.append(f"applies to {counted(result.matched, 'item')}")
            facts += [
                f"{shown(goal)}: {counted(int(given['items'] or 0), 'item')}, {exact(given['share'])} in all"
                for goal, given in result.gives.items()
            ]
    elif isinstance(result, WorkItemPart):
        facts += tied.facts(result)
        paint = Paint.GOOD if result.scope == "linked" else Paint.WARN if result.scope == "unlinked" else Paint.NONE
    elif isinstance(result, MetricPart):
        facts += [_dated(result.current, result.unit, result.measured_at), result.truth]
        facts.append(counted(result.values, "value"))
        if result.read_by:
            facts.append(f"read by {listed([shown(id_) for id_ in result.read_by])}")
    else:
        look = sign(result.status)
        facts.append(str(look))
        paint = look.paint
        if isinstance(result, KeyResultPart | KpiPart) and result.current is not None:
            facts.append(_dated(result.current, result.unit, result.measured_at))
        if not isinstance(result, KpiPart | InitiativePart):
            done = "nothing known" if result.progress is None else f"{percent(result.progress)} done"
            facts.append(f"{done}, {percent(result.expected_progress)} expected")
    yield from paragraph(screen, " · ".join(facts), indent=2, hang=2, paint=paint)
    if isinstance(result, KeyResultPart) and result.forecast.end is not None:
        ends = [
            estimate(value, result.unit) for value in (result.forecast.end, result.forecast.low, result.forecast.high)
        ]
        yield from paragraph(screen, f"forecast for the end: {ends[0]} (80% between {ends[1]} and {ends[2]})", indent=2)
    elif isinstance(result, KeyResultPart) and result.forecast.reason:
        yield from paragraph(screen, f"no forecast: {shown(result.forecast.reason)}", indent=2, paint=Paint.FAINT)
    if isinstance(result, KeyResultPart | GoalPart | KpiPart | MetricPart) and result.truth != Truth.KNOWN:
        since = getattr(result, "held_since", None)
        state = f"{result.truth} since {day(since)}" if since else result.truth
        reason = f": {shown(result.reason)}" if result.reason and result.reason != formula else ""
        yield from paragraph(screen, state + reason, indent=2, hang=2, paint=Paint.WARN)


def _kind(kind: str) -> str:
    return "KPI" if kind == "kpi" else words(kind)


def _dated(value: float | None, unit: str | None, at: str | None) -> str:
    return f"{exact(value, unit)} on {day(at)}" if at else exact(value, unit)


def _parameters(parameters: Mapping[str, Parameter]) -> str:
    """`start 2026-01-01, due 2026-09-15; criterion 1: nps at least 45, baseline 31`: what is not given is left out."""
    given = {name: value for name, value in parameters.items() if value is not None}
    criteria = [name.removeprefix(_CRITERION) for name in given if name.startswith(_CRITERION)]
    own = {f"{start}{number}{end}" for number in criteria for start, end in _OF_CRITERION}
    plain = ", ".join(f"{words(name)} {_parameter(value)}" for name, value in given.items() if name not in own)
    return "; ".join(filter(None, (plain, *(_criterion(number, given) for number in criteria))))


def _criterion(number: str, given: Mapping[str, Parameter]) -> str:
    found = given[f"{_CRITERION}{number}"]
    metric, kind, *limits = found if isinstance(found, tuple) else (found, "")
    bound = f"{words(str(kind))} {' and '.join(map(_parameter, limits))}".strip()
    text = f"criterion {number}: {_parameter(metric)} {bound}".strip()
    baseline, inferred = given.get(f"baseline_{number}"), given.get(f"baseline_{number}_inferred")
    if baseline is None:
        return text
    return f"{text}, baseline {_parameter(baseline)}" + (f" (inferred: {_parameter(inferred)})" if inferred else "")


def _parameter(value: Parameter) -> str:
    if isinstance(value, tuple):
        return " ".join(map(_parameter, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return exact(value) if isinstance(value, (int, float)) else shown(str(value))
