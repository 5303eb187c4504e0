"""All metrics of a workspace, measured."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from goalsync.core.measure.derived import derived, recipe
from goalsync.core.measure.needed import in_order
from goalsync.core.measure.over_work import Keys, over_work
from goalsync.core.measure.reading import Reading, Sources
from goalsync.core.measure.rows import live
from goalsync.core.measure.series import Series, duplicates
from goalsync.model.metric import Formula, FromSource, Manual, Metric, OverWork, Ratio
from goalsync.model.run import Snapshot
from goalsync.model.vocabulary import Truth


def measure(snapshot: Snapshot, metrics: Mapping[str, Metric], keys: Keys | None = None) -> Mapping[str, Series]:
    """The series of every metric, in the order of `metrics`.

    `keys` are those that a reader takes of metrics that are counted for a period; None: of the period counted last.
    """
    sources = Sources.of(snapshot.sources)
    found: dict[str, Series] = {}
    order, circular = in_order(metrics)
    for name in order:
        found[name] = _series(metrics[name], snapshot, sources, found, keys)
    for name in circular:
        found[name] = Series(metrics[name], reason="it is computed from itself")
    return {name: found[name] for name in metrics}


def _series(
    metric: Metric, snapshot: Snapshot, sources: Sources, found: Mapping[str, Series], keys: Keys | None
) -> Series:
    match metric.definition:
        case FromSource(source=source):
            return _stored(metric, snapshot, sources.reading(source, metric.id), f"read from {source}")
        case Manual():
            none = f"nothing recorded yet; record it with `goalsync record {metric.id} VALUE`"
            return _stored(metric, snapshot, Reading(complete=True, none=none), "recorded by hand")
        case Formula() | Ratio():
            try:
                how = recipe(metric.definition)
            except ValueError as error:
                return Series(metric, reason=f"its formula cannot be read: {error}")
            return derived(metric, how, found)
        case OverWork() as definition:
            return over_work(metric, definition, snapshot, sources, keys if definition.of_period else None)
        case _:
            assert_never(metric.definition)


def _stored(metric: Metric, snapshot: Snapshot, reading: Reading, formula: str) -> Series:
    rows = live(snapshot.measurements.get(metric.id, ()), duplicates(metric))
    held = reading.problem is not None
    return Series(
        metric=metric,
        points=rows.points,
        unknowns=rows.unknowns,
        per_date=rows.per_date,
        gaps=rows.gaps,
        truth=Truth.HELD if held else Truth.KNOWN if rows.points else Truth.UNKNOWN,
        reason=reading.problem if held else None if rows.points else reading.none,
        held_since=reading.since,
        complete=reading.complete,
        read=reading.read,
        formula=formula,
    )
