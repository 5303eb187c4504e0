"""Metrics over work: the series of their counts, by the period they are for, and whether all the work was read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from goalsync.core.match import may_match, said
from goalsync.core.maths.values import Gap
from goalsync.core.measure.needed import needed
from goalsync.core.measure.reading import EVERYTHING, Sources
from goalsync.core.measure.rows import live
from goalsync.core.measure.series import Series
from goalsync.core.wording import listed
from goalsync.model.copies import replace
from goalsync.model.metric import Measurement, Metric, OverWork
from goalsync.model.period import Period
from goalsync.model.run import MetricRead, PartitionReport, Snapshot
from goalsync.model.vocabulary import OnDuplicate, Truth

ONE: Final = "1"
"""The key of a measurement that is for no period."""

Keys = Callable[[str], bool]
"""Which keys of measurements a reader takes: those of its period."""


def key_of(period: Period | None) -> str:
    """The key of a measurement for a period: its days as `2026-10-01/2026-12-31`."""
    return ONE if period is None else f"{period.start}/{period.end}"


def days_of(key: str) -> tuple[date, date] | None:
    """The first and last day of such a key."""
    first, _, last = key.partition("/")
    try:
        return (date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def of_period(metrics: Mapping[str, Metric], name: str) -> bool:
    """Whether a metric, or one that it is computed from, depends on the period of what uses it."""
    found = needed(metrics, [name]).values()
    return any(isinstance(one.definition, OverWork) and one.definition.of_period for one in found)


@dataclass(frozen=True, slots=True)
class Reach:
    """What the last pull says of all the work that a metric can match.

    `read_at`: when the part of it that was read longest ago was; None: some of it was never read, `none` says which.
    `problem`: why it is held, `since`: when it was last complete.
    """

    read_at: datetime | None = None
    problem: str | None = None
    since: datetime | None = None
    none: str = "no source of this workspace brings work"


def reach_of(definition: OverWork, sources: Sources) -> Reach:
    """By the reports of the partitions that its conditions can match, told from `source` and `project`."""
    moments: list[datetime] = []
    for name in definition.sources:
        report = sources.reports.get(name)
        if report is None or not report.partitions:
            if not report or not report.failed:
                return Reach(none=f"the source {name} has not been pulled yet")
            return Reach(problem=f"the source {name} failed: {report.reason or 'no reason given'}")
        for partition in report.partitions:
            if not _in_reach(definition, name, partition):
                continue
            if report.failed or partition.broken:
                why = partition.reason or report.reason or "no reason given"
                problem = f"{name}: {partition.name} is {partition.state.value}: {why}"
                return Reach(problem=problem, since=_since(definition, sources), none=problem)
            if partition.read_at is None:
                return Reach(none=f"{name}: {partition.name} has not been pulled yet")
            moments.append(partition.read_at)
    if moments:
        return Reach(read_at=min(moments))
    if definition.sources:
        return Reach(none=f"no project that was pulled from {listed(definition.sources)} can match")
    return Reach()


def over_work(metric: Metric, definition: OverWork, snapshot: Snapshot, sources: Sources, keys: Keys | None) -> Series:
    """The series of its measurements: of the keys that a reader takes, or (None) of the one counted last."""
    rows = snapshot.measurements.get(metric.id, ())
    reads = snapshot.tallied.get(metric.id, ())
    if keys is None:
        last = _last_key(rows)
        keys = (lambda key: key == last) if last is not None else (lambda _: True)
    reads = tuple(read for read in reads if keys(read.partition))
    reach = reach_of(definition, sources)
    problem, since = reach.problem, reach.since
    if problem is None and reach.read_at is not None:  # else nothing is known of what is incomplete now
        unseen = next((read for read in reads if read.problem), None)
        problem, since = (unseen.problem, unseen.complete_at) if unseen is not None else (None, None)
    found = live([row for row in rows if keys(row.key)], OnDuplicate.LAST)
    gaps = tuple(_none_there(gap) for gap in found.gaps)
    return Series(
        metric=metric,
        points=found.points,
        per_date=found.per_date,
        gaps=gaps,
        truth=Truth.HELD if problem else Truth.KNOWN if found.points else Truth.UNKNOWN,
        reason=problem or (None if found.points else _why_none(definition, reach, gaps, keyed=bool(rows))),
        held_since=since if problem else None,
        complete=problem is None and reach.read_at is not None,
        read=tuple(_shown(read, definition, reach) for read in reads),
        formula=words_of(definition),
    )


def words_of(definition: OverWork) -> str:
    """How its number comes about, in words."""
    selectors = [*map(said, definition.selectors), "{}"]
    match definition.how:
        case "count":
            return f"number of work items {selectors[0]}"
        case "sum":
            return f"sum of {definition.field} over work items {selectors[0]}"
        case "percentile":
            return f"percentile {definition.percentile:g} of {definition.field} over work items {selectors[0]}"
        case _:
            return f"100 × number of work items {' ÷ number of work items '.join(selectors[:-1])}"


def _in_reach(definition: OverWork, source: str, partition: PartitionReport) -> bool:
    everything = partition.name == EVERYTHING
    if not partition.brings_work:
        return False
    return any(everything or may_match(selector, source, partition.name) for selector in definition.selectors)


def _since(definition: OverWork, sources: Sources) -> datetime | None:
    """When all that it can match was last read: the oldest such moment of its partitions."""
    moments = [
        partition.read_at or partition.complete_at
        for name in definition.sources
        for partition in (sources.reports[name].partitions if name in sources.reports else ())
        if partition.broken and _in_reach(definition, name, partition)
    ]
    return min((moment for moment in moments if moment is not None), default=None)


def _last_key(rows: Iterable[Measurement]) -> str | None:
    """The key of the row that was dated last and, of those, recorded last."""
    last: Measurement | None = None
    for row in rows:
        if last is None or row.at >= last.at:
            last = row
    return None if last is None else last.key


def _none_there(gap: Gap) -> Gap:
    """A date on which nothing could be computed: there is no number that could not be read."""
    notes = [row.evidence.note for row in gap.measurements if row.evidence is not None and row.evidence.note]
    return replace(gap, reason=notes[-1] if notes else "no item with a number", unreadable=False)


def _why_none(definition: OverWork, reach: Reach, gaps: tuple[Gap, ...], *, keyed: bool) -> str:
    if gaps:
        return f"no number for {gaps[-1].day}: {gaps[-1].reason}"
    if reach.read_at is None:
        return reach.none
    if definition.of_period and not keyed:
        return "it is counted for the period of what uses it, and nothing that runs does"
    return "it has not been counted yet"


def _shown(read: MetricRead, definition: OverWork, reach: Reach) -> MetricRead:
    """The denominator as documents show it."""
    days = days_of(read.partition)
    return MetricRead(
        metric=read.metric,
        source=", ".join(definition.sources),
        partition="work" if days is None else f"work of {days[0]} to {days[1]}",
        looked_at=read.looked_at,
        matched=read.matched,
        skipped=read.skipped,
        problem=read.problem,
        complete_at=read.complete_at if read.problem else reach.read_at or reach.since,
        ever_matched=read.ever_matched,
        definition=read.definition,
    )
