"""Why the work of a subject is not all known now: something of it lies, or may lie, where not everything was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from goalsync.core.links.shares import INACTIVE
from goalsync.core.match import may_match
from goalsync.core.measure.reading import EVERYTHING, Sources
from goalsync.core.wording import listed, plural
from goalsync.model.condition import Condition
from goalsync.model.linked import WorkReading
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.settings import Configuration


@dataclass(frozen=True, slots=True)
class WorkHold:
    """Why, and when what it needs was last complete."""

    reason: str
    since: datetime | None


def work_hold(
    subject: str, reading: WorkReading | None, configuration: Configuration, sources: Sources
) -> WorkHold | None:
    """Why work is held: it needs all partitions that hold an item linked to it, or that a rule to it can match."""
    whens = list(_leading_to(subject, configuration))
    places = frozenset(reading.places) if reading is not None else frozenset()
    for source, partition, report in _broken(sources):
        here = any(place[0] == source and partition in (place[1], EVERYTHING) for place in places)
        if here or any(_may_reach(when, source, partition) for when in whens):
            return WorkHold(_reason(source, report, partition), _since(report))
    if reading is not None and reading.unseen:
        seen = listed([f"{count} {name.replace('_', ' ')}" for name, count in reading.unseen.items()])
        count = sum(reading.unseen.values())
        return WorkHold(f"of the work linked to it {plural(count, 'item')} cannot be seen now ({seen})", None)
    return None


def broken_places(sources: Sources) -> tuple[tuple[str, str], ...]:
    """(source, partition) of which not everything was read; the partition EVERYTHING where that is not told apart."""
    return tuple((source, partition) for source, partition, _ in _broken(sources))


def _leading_to(subject: str, configuration: Configuration) -> Iterator[Condition]:
    """The conditions of the rules that can link work to a subject."""
    goals = configuration.goals
    through = {name for name, one in goals.initiatives.items() if subject in one.serves and one.status not in INACTIVE}
    for rule in configuration.mappings.rules.values():
        if subject in rule.link_to or through & set(rule.link_to):
            yield rule.when


def _broken(sources: Sources) -> Iterator[tuple[str, str, PartitionReport | SourceReport]]:
    for name, report in sorted(sources.reports.items()):
        if report.failed and not report.partitions:
            yield name, EVERYTHING, report
        for partition in report.partitions:
            if partition.brings_work and (partition.broken or report.failed):
                yield name, partition.name, partition


def _may_reach(when: Condition, source: str, partition: str) -> bool:
    if partition != EVERYTHING:
        return may_match(when, source, partition)
    return all(may_match(Condition(source=one.source), source, "") for one in _required(when))


def _required(when: Condition) -> Iterable[Condition]:
    yield when
    for inner in when.all:
        yield from _required(inner)


def _reason(source: str, report: PartitionReport | SourceReport, partition: str) -> str:
    why = report.reason or "no reason given"
    if partition == EVERYTHING or isinstance(report, SourceReport):
        return f"the source {source} failed: {why}"
    return f"{source}: {partition} is {report.state.value}: {why}"


def _since(report: PartitionReport | SourceReport) -> datetime | None:
    return None if isinstance(report, SourceReport) else report.read_at or report.complete_at
