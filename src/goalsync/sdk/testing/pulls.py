"""Pulls put together from their pages, so that two of them can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from goalsync.model.work import WorkItem
from goalsync.sdk.connector import MetricResult, Partition, Source, Traffic

_MOST_PAGES = 10_000


@dataclass(frozen=True, slots=True)
class Pulled:
    """All that one pull of one partition brought; `unchanged` if a page said so. Comparable with ==."""

    items: Mapping[str, WorkItem] = field(default_factory=dict)
    results: Mapping[str, MetricResult] = field(default_factory=dict)
    cursor: str | None = None
    unchanged: bool = False
    notes: tuple[str, ...] = ()
    census: frozenset[str] | None = None
    """The native ids that were listed, if they were."""


def pull_one(source: Source, partition: Partition, cursor: str | None = None) -> Pulled:
    """Pull a partition to the end; raises what the source raises, AssertionError where the pages do not end."""
    items: dict[str, WorkItem] = {}
    results: dict[str, MetricResult] = {}
    notes: list[str] = []
    unchanged = False
    census: frozenset[str] | None = None
    for number, page in enumerate(source.pull(partition, cursor, Traffic()), start=1):
        if number > _MOST_PAGES:
            message = f"pulling {partition.name} does not end: more than {_MOST_PAGES} pages"
            raise AssertionError(message)
        items.update({item.uid: item for item in page.items})
        results.update({result.metric: _plain(result) for result in page.results})
        notes += page.notes
        cursor = page.cursor if page.cursor is not None else cursor
        unchanged = unchanged or page.unchanged
        census = census if page.census is None else frozenset(page.census.native_ids)
    return Pulled(items, results, cursor, unchanged, tuple(notes), census)


def pull_all(source: Source) -> dict[str, Pulled]:
    """Pull every partition from the beginning, one after the other, by name."""
    return {partition.name: pull_one(source, partition) for partition in source.partitions()}


def _plain(result: MetricResult) -> MetricResult:
    """The same with its sequences as tuples and its counts as a dict, whatever the connector used."""
    return MetricResult(
        metric=result.metric,
        measurements=tuple(result.measurements),
        whole=result.whole,
        looked_at=result.looked_at,
        matched=result.matched,
        skipped=dict(result.skipped),
        problem=result.problem,
        dated=result.dated,
    )
