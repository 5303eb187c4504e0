"""Counting work after a pull: one pass over the stored items, and the measurements that it comes to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from goalsync.core.match import Lineage
from goalsync.core.tally import Counted, Task, count, needs_lineage, tasks_of
from goalsync.model.metric import Evidence, Measurement
from goalsync.model.run import MetricRead
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin
from goalsync.store import Store, measurements, runs, sources, tallies
from goalsync.store.measurements import Stamp


def count_work(configuration: Configuration, store: Store, *, run_id: str, now: datetime) -> None:
    """Append a measurement of every metric over work whose items were read since it was last counted.

    What is incomplete is not counted, and what a source brought that was not pulled in this run is not dated anew: it
    is counted again only where its definition was edited. Raises StoreError.
    """
    reports = sources.as_reports(stored for stored in store.partitions() if stored.configured)
    tasks = tasks_of(configuration, reports)
    if not tasks:
        return
    before = {(one.metric, one.partition): one for ones in tallies.stored(store.db).values() for one in ones}
    due = [task for task in tasks if _is_due(store, task, before.get((task.metric.id, task.key)), now)]
    if not due:
        return
    counted = _counted(configuration, store, due)
    with store.transaction() as db:
        wrote = 0
        reads = []
        for one in counted:
            known = before.get((one.task.metric.id, one.task.key))
            wrote += _append(store, one, Stamp(now, run_id))
            reads.append(_read(store, one, known))
        changed = [read for read in reads if _problem(before.get((read.metric, read.partition))) != read.problem]
        tallies.save(db, reads, run=run_id, now=now)
        if wrote or changed:
            runs.mark_changed(db, run_id)


def lineage_of(configuration: Configuration, store: Store, tasks: Iterable[Task]) -> Lineage:
    """The ancestors of all items, where a condition asks for them."""
    asked = needs_lineage(tasks, configuration.settings.teams)
    return Lineage.of(store.parent_facts()) if asked else Lineage()


def _counted(configuration: Configuration, store: Store, tasks: list[Task]) -> tuple[Counted, ...]:
    names = sorted({name for task in tasks for name in task.definition.sources})
    return count(
        store.item_facts(sources=names),
        tasks,
        zone=configuration.settings.timezone,
        teams=configuration.settings.teams,
        lineage=lineage_of(configuration, store, tasks),
    )


def _is_due(store: Store, task: Task, before: MetricRead | None, now: datetime) -> bool:
    """Whether there is something new to count: items, a definition, or a period that is over at last."""
    if task.over and before is not None and tallies.is_final(before):
        return False  # it was counted once more after its end
    edited = before is None or before.definition != task.digest
    return edited or task.now == now or not tallies.is_counted(store.db, task.metric.id, task.at, task.key)


def _append(store: Store, one: Counted, stamp: Stamp) -> int:
    """Append the number where it differs from what is stored of its day.

    That is no correction: a day is counted anew while it runs and once it is over, or because of an edit.
    """
    task = one.task
    if one.problem is not None:
        return 0
    rows = [row for row in measurements.live(store.db, task.metric.id, task.at) if row.key == task.key]
    if rows and not rows[0].retracted and rows[0].value == one.value:
        return 0
    evidence = Evidence(", ".join(task.definition.sources), note=one.note)
    row = Measurement(task.metric.id, task.at, one.value, task.key, evidence=evidence)
    return measurements.append(store.db, [row], stamp, Origin.SYNC)


def _read(store: Store, one: Counted, before: MetricRead | None) -> MetricRead:
    """How it was counted; while it is held, with the time when it was last complete."""
    task = one.task
    complete_at = before.complete_at if before is not None and before.problem else None
    definition: str | None = tallies.final(task.digest) if task.over else task.digest
    if one.problem:  # it is still to be counted
        definition = before.definition if before is not None else None
    if one.problem and complete_at is None:
        complete_at = tallies.last_counted(store.db, task.metric.id, task.key)
    return MetricRead(
        task.metric.id,
        tallies.WORK,
        task.key,
        looked_at=one.looked_at,
        matched=one.matched,
        skipped=one.skipped,
        problem=one.problem,
        complete_at=complete_at if one.problem else None,
        ever_matched=bool(one.matched) or (before is not None and before.ever_matched),
        level=True,
        definition=definition,
    )


def _problem(read: MetricRead | None) -> str | None:
    return None if read is None else read.problem
