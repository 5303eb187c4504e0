"""What a dry run pulled and the store does not hold: taken out for a saved plan, added when that is applied."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from goalsync.model.metric import Measurement
from goalsync.model.run import Pulled, SourceReport
from goalsync.store import items, measurements, parents, runs, sources, tallies
from goalsync.store.measurements import Stamp
from goalsync.store.sources import StoredPartition

if TYPE_CHECKING:
    from sqlite_utils import Database


def pulled(db: Database, run: str, reports: Iterable[SourceReport]) -> Pulled:
    """What `run` pulled into an overlay, with the reports that `pull_all` gave."""
    return Pulled(
        measurements=measurements.of_run(db, run),
        items=items.of_run(db, run),
        sources=tuple(reports),
        tallied=tallies.of_run(db, run),
    )


def add(db: Database, content: Pulled, *, run: str, now: datetime) -> None:
    """Store what was pulled for a saved plan, as pulled by `run` and known from `now`; times of pulling stand."""
    for (source, partition), rows in groupby(content.measurements, _place):
        measurements.append(db, rows, Stamp(now, run, source, partition))
    counts = items.upsert(db, content.items, run=run, now=now)
    left = 0
    for report in content.sources:
        if report.skipped:
            continue
        before = {stored.report.name: stored.report.reads for stored in sources.partitions(db, report.name)}
        for part in report.partitions:
            stored = StoredPartition(report.name, report.connector, part, run)
            sources.save_partition(db, stored, before=before.get(part.name, ()), now=now)
        left += sources.forget(db, report.name, (part.name for part in report.partitions), run=run, now=now)
    parents.adopt(db)
    tallies.save(db, content.tallied, run=run, now=now)
    if content.measurements or counts.new or counts.changed or left:
        runs.mark_changed(db, run)


def _place(measurement: Measurement) -> tuple[str | None, str | None]:
    return (measurement.source, measurement.partition)
