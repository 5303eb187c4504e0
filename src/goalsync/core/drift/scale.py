"""Findings of numbers that cannot be of one scale: 0.18 beside 18."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goalsync.core.drift.picture import Picture, finding
from goalsync.core.subjects import Subject, subjects
from goalsync.core.wording import dated, listed, number
from goalsync.model.finding import Finding
from goalsync.model.goals import Goal, KeyResult, Kpi, MetricCriterion
from goalsync.model.measures import Bound, BoundKind, Change, Maintain, Share

LEAST, MOST = 30.0, 300.0
"""About 100×: more than a tenfold miss, less than a thousandfold one."""


@dataclass(frozen=True, slots=True)
class _Declared:
    """Numbers declared in a metric's unit; `bound` is the limit they are of, on whose good side any size may be."""

    metric: str
    numbers: Sequence[float]
    bound: Bound | None = None


def suspicious_scale(picture: Picture) -> Iterator[Finding]:
    """Values about 100 times away from every declared number of theirs (a percentage read as a fraction)."""
    for subject in subjects(picture.configuration.goals):
        for declared in _declared(subject):
            series = picture.series.get(declared.metric)
            if series is None or not series.points:
                continue
            newest = series.points[-1]
            percent = "%" in (series.metric.unit, None if isinstance(subject, Goal) else subject.unit)
            if not _off(newest.value, declared, percent=percent):
                continue
            metric, numbers = declared.metric, listed([*map(number, declared.numbers)])
            yield finding(
                "suspicious_scale",
                subject.id,
                f"{subject.id}: its values and its declared numbers differ by about 100×",
                f"the newest value of {metric} is {number(newest.value)}, declared: {numbers}",
                remedy=f'Give the metric {metric} `unit: "%"` to read percent cells in points, or mend the numbers.',
                evidence=(f"{subject.place}: {subject.id}", f"{series.metric.place}: metric {metric}", dated(newest)),
            )
            break


def _off(value: float, declared: _Declared, *, percent: bool) -> bool:
    """Whether a value lies outside the declared numbers, about 100 times away from the nearest in size."""
    sizes = [abs(number) for number in declared.numbers]
    size = abs(value)
    if not size or not sizes or min(sizes) <= size <= max(sizes):
        return False
    small = size < min(sizes)
    if not percent and declared.bound is not None and declared.bound.kind in (_SMALL if small else _LARGE):
        return False
    nearest = min(sizes) if small else max(sizes)
    return nearest > 0 and LEAST <= max(size / nearest, nearest / size) <= MOST


_SMALL = (BoundKind.BELOW, BoundKind.AT_MOST)
_LARGE = (BoundKind.ABOVE, BoundKind.AT_LEAST)


def _declared(subject: Subject) -> Iterator[_Declared]:
    """The declared numbers of each metric of a subject; none where sizes say nothing, as in what is added up."""
    match subject:
        case Kpi(metric=metric, healthy=healthy, target=target):
            yield _Declared(metric, [*_limits(healthy), *_given(target)], healthy)
        case Goal(criteria=criteria):
            for criterion in criteria:
                if isinstance(criterion, MetricCriterion):
                    numbers = [*_limits(criterion.bound), *_given(criterion.baseline)]
                    yield _Declared(criterion.metric, numbers, criterion.bound)
        case KeyResult(measure=Change(metric=metric, baseline=baseline, target=target)):
            yield _Declared(metric, [*_given(baseline), *_given(target)])
        case KeyResult(measure=Share(metric=metric, baseline=baseline, target=target)):
            yield _Declared(metric, [*_given(baseline), target])
        case KeyResult(measure=Maintain(metric=metric, bound=bound)):
            yield _Declared(metric, _limits(bound), bound)
        case _:
            return


def _given(value: float | None) -> list[float]:
    return [] if value is None else [value]


def _limits(bound: Bound | None) -> list[float]:
    return [] if bound is None else [bound.limit, *_given(bound.high)]
