"""Metrics computed from others: formulas and ratios."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from goalsync.core.maths.formula import parse_formula
from goalsync.core.maths.values import Gap
from goalsync.core.measure.series import Series
from goalsync.model.metric import Formula, Measurement, Metric, Point, Ratio
from goalsync.model.vocabulary import Truth


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a computed metric needs, and how it is computed: a number, or why there is none."""

    names: tuple[str, ...]
    compute: Callable[[Mapping[str, float]], float | str]
    words: str


def recipe(definition: Formula | Ratio) -> Recipe:
    """The recipe of a definition; raises ValueError where a formula cannot be read."""
    match definition:
        case Formula(text=text):
            expression = parse_formula(text)

            def compute(values: Mapping[str, float]) -> float | str:
                found = expression.value(values)
                return "a division by zero, or a number too large" if found is None else found

            return Recipe(expression.names, compute, text)
        case Ratio(numerator=numerator, denominator=denominator):

            def divide(values: Mapping[str, float]) -> float | str:
                whole = values[denominator]
                return 100 * values[numerator] / whole if whole else f"{denominator} is 0: an empty population"

            return Recipe((numerator, denominator), divide, f"100 × {numerator} ÷ {denominator}")


def derived(metric: Metric, how: Recipe, inputs: Mapping[str, Series]) -> Series:
    """A value at each input date, from the latest inputs up to it; held while any input is."""
    used = [inputs[name] for name in how.names if name in inputs]
    points: list[Point] = []
    gaps: list[Gap] = []
    for entry in _computed(how, inputs):
        match entry:
            case Point():
                points.append(entry)
            case Gap():
                gaps.append(entry)
    held = [one for one in used if one.truth is Truth.HELD]
    read = tuple({(one.metric, one.source, one.partition): one for series in used for one in series.read}.values())
    whole = tuple(points)
    truth = Truth.HELD if held else Truth.KNOWN if whole else Truth.UNKNOWN
    return Series(
        metric=metric,
        points=whole,
        per_date=whole,
        gaps=tuple(gaps),
        truth=truth,
        reason=f"{held[0].metric.id}: {held[0].reason}" if held else None if whole else _missing(how, inputs, gaps),
        held_since=min((one.held_since for one in held if one.held_since is not None), default=None),
        complete=len(used) == len(how.names) and all(one.complete for one in used),
        read=read,
        formula=how.words,
    )


def _computed(how: Recipe, inputs: Mapping[str, Series]) -> Iterator[Point | Gap]:
    latest: dict[str, Point | Gap] = {}
    for day, changes in groupby(_timeline(how.names, inputs), key=lambda change: change[0]):
        latest.update((name, entry) for _, name, entry in changes)
        if len(latest) == len(how.names):
            yield _at(day, [(name, latest[name]) for name in how.names], how)


def _timeline(names: Sequence[str], inputs: Mapping[str, Series]) -> list[tuple[date, str, Point | Gap]]:
    """Every date at which an input has a number or lacks one, in order."""
    changes: list[tuple[date, str, Point | Gap]] = []
    for name in names:
        if name in inputs:
            changes.extend((point.day, name, point) for point in inputs[name].per_date)
            changes.extend((gap.day, name, gap) for gap in inputs[name].gaps)
    changes.sort(key=lambda change: change[0])
    return changes


def _at(day: date, entries: Sequence[tuple[str, Point | Gap]], how: Recipe) -> Point | Gap:
    rows = _rows(entry for _, entry in entries)
    values: dict[str, float] = {}
    for name, entry in entries:
        match entry:
            case Gap():
                return Gap(day, f"{name}: {entry.reason}", entry.unreadable, rows)
            case Point():
                values[name] = entry.value
    found = how.compute(values)
    return Gap(day, found, unreadable=False, measurements=rows) if isinstance(found, str) else Point(day, found, rows)


def _rows(entries: Iterator[Point | Gap]) -> tuple[Measurement, ...]:
    """The measurements behind several values, each once."""
    return tuple({id(row): row for entry in entries for row in entry.measurements}.values())


def _missing(how: Recipe, inputs: Mapping[str, Series], gaps: Sequence[Gap]) -> str:
    """Why there is no value at all."""
    if gaps:
        return f"no number for {gaps[-1].day}: {gaps[-1].reason}"
    if not how.names:
        return "the formula names no metric, so it has no dates"
    for name in how.names:
        if name not in inputs:
            return f"there is no metric {name}"
        if not inputs[name].per_date:
            return f"{name}: {inputs[name].reason or 'no value yet'}"
    return "no value yet"
