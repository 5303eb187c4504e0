"""The values behind a number, down to the cells: those that count, those that do not, and the rows looked at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from goalsync.core.maths.values import Excluded
from goalsync.core.measure import Series
from goalsync.core.measure.over_work import words_of
from goalsync.core.measure.series import duplicates
from goalsync.core.parts import moment
from goalsync.model.explanation import (
    DefinitionPart,
    EvidencePart,
    ExcludedPart,
    InputPart,
    ReadPart,
    ValuePart,
)
from goalsync.model.metric import Formula, FromSource, Manual, Measurement, Metric, OverWork, Point, Ratio

MOST: Final = 1000
"""Values left out that are named per reason, the newest; all are counted."""


@dataclass(frozen=True, slots=True)
class Readings:
    """When rows were recorded, and whether what they stand in was read again since; in a time zone."""

    series: Mapping[str, Series]
    zone: ZoneInfo

    def recorded(self, row: Measurement) -> str | None:
        """When a row was recorded."""
        return moment(row.recorded_at, self.zone)

    def outdated(self, row: Measurement) -> str | None:
        """When a row was read, if its partition was read completely since: its cells may stand elsewhere by now."""
        series, recorded = self.series.get(row.metric), row.recorded_at
        if series is None or recorded is None:
            return None
        place = (row.source, row.partition)
        last = (one.complete_at for one in series.read if (one.source, one.partition) == place)
        return self.recorded(row) if any(time is not None and time > recorded for time in last) else None


@dataclass(slots=True)
class Collected:
    """Values in the order they are added, each with where its inputs stand; an input is named once."""

    readings: Readings
    inputs: list[InputPart] = field(default_factory=list)
    values: list[ValuePart] = field(default_factory=list)
    _known: dict[int, int] = field(default_factory=dict)

    def add(self, metric: str, points: Iterable[Point], part: int | None = None) -> None:
        """Add the values of a metric, of a part where they are of one."""
        for point in points:
            rows = tuple(self._index(row) for row in point.measurements)
            self.values.append(ValuePart(metric, point.day.isoformat(), point.value, rows, part))

    def _index(self, row: Measurement) -> int:
        if id(row) not in self._known:
            self._known[id(row)] = len(self.inputs)
            self.inputs.append(input_part(row, self.readings))
        return self._known[id(row)]


def input_part(row: Measurement, readings: Readings) -> InputPart:
    """A measurement as an input."""
    return InputPart(
        metric=row.metric,
        at=row.at,
        value=row.value,
        truth="unknown" if row.value is None else "known",
        origin=row.origin.value,
        evidence=evidence_part(row, readings),
        key=row.key,
        recorded_at=readings.recorded(row),
    )


def evidence_part(row: Measurement, readings: Readings) -> EvidencePart | None:
    """Where a measurement stands, or who recorded it."""
    found = row.evidence
    if found is None:
        if row.by is None and row.note is None:
            return None
        return EvidencePart("recorded by hand", None, None, (), note=row.note, by=row.by)
    note = "; ".join(part for part in (found.note, row.note) if part)
    return EvidencePart(
        found.source, found.file, found.sheet, found.cells, found.raw, note or None, row.by, readings.outdated(row)
    )


def excluded_parts(
    metric: str | None, excluded: Iterable[Excluded], readings: Readings
) -> tuple[tuple[ExcludedPart, ...], dict[str, int]]:
    """What was left out, newest last, at most MOST of a reason; and how many there are of each."""
    by_reason: dict[str, list[Excluded]] = {}
    for one in excluded:
        by_reason.setdefault(one.reason, []).append(one)
    parts = [_excluded(metric, one, readings) for ones in by_reason.values() for one in ones[-MOST:]]
    counts = Counter({reason: len(ones) for reason, ones in by_reason.items()})
    return tuple(parts), {reason: counts[reason] for reason in sorted(counts)}


def _excluded(metric: str | None, one: Excluded, readings: Readings) -> ExcludedPart:
    if isinstance(one.what, Point):
        rows = one.what.measurements
        evidence = evidence_part(rows[0], readings) if rows else None
        return ExcludedPart(None, None, one.reason, metric, one.what.day.isoformat(), one.what.value, evidence)
    evidence = evidence_part(one.what, readings)
    return ExcludedPart(None, None, one.reason, one.what.metric, one.what.at, one.what.value, evidence)


def read_parts(series: Mapping[str, Series], names: Iterable[str], zone: ZoneInfo) -> tuple[ReadPart, ...]:
    """The denominators of metrics, each once, in order of metric, source and partition."""
    found = {(one.metric, one.source, one.partition): one for name in names for one in series[name].read}
    return tuple(
        ReadPart(
            metric=one.metric,
            source=one.source,
            partition=one.partition,
            looked_at=one.looked_at,
            matched=one.matched,
            skipped={reason: one.skipped[reason] for reason in sorted(one.skipped)},
            problem=one.problem,
            complete_at=moment(one.complete_at, zone),
        )
        for _, one in sorted(found.items(), key=lambda item: item[0])
    )


def definition_part(metric: Metric) -> DefinitionPart:
    """How a metric's values follow from its inputs."""
    merged = duplicates(metric).value
    match metric.definition:
        case Formula(text=text, inputs=inputs):
            return DefinitionPart("formula", text, inputs, merged)
        case Ratio(numerator=numerator, denominator=denominator):
            return DefinitionPart("ratio", f"100 × {numerator} ÷ {denominator}", (numerator, denominator), merged)
        case FromSource(source=source):
            return DefinitionPart("stored", f"read from {source}", (), merged)
        case Manual():
            return DefinitionPart("stored", "recorded by hand", (), merged)
        case OverWork() as definition:
            return DefinitionPart("work", words_of(definition), (), merged)
