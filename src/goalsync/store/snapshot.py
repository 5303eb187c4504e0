"""The store, frozen at one moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING

from goalsync.model.copies import replace
from goalsync.model.run import Run, Snapshot, SourceReport
from goalsync.store import check_ins, findings, measurements, reads, runs, sources, tallies, work_readings
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database


def snapshot(
    db: Database,
    now: datetime,
    today: date,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    renames: Iterable[tuple[str, str]] = (),
    timezone: tzinfo = UTC,
) -> Snapshot:
    """All that the pure part of a run may know.

    `as_of` shows what is true for that day: what is dated later is left out, corrections of what is dated before
    count, sources are as they were at its end. `known_at` shows what was known then: what was recorded later is left
    out.
    """
    moment = known_at
    if as_of is not None:
        end = check_ins.end_of(as_of, timezone)
        moment = end if moment is None else min(end, moment)
        moment = None if moment >= now else moment
    chain = check_ins.all_renames(db, renames)
    return Snapshot(
        now=now,
        today=today if as_of is None else as_of,
        base=runs.last_changed(db),
        measurements=measurements.history(db, as_of=as_of, known_at=known_at),
        check_ins=check_ins.history(db, chain, as_of=as_of, known_at=known_at, timezone=timezone),
        sources=_sources_now(db) if moment is None else _sources_then(db, moment),
        findings=findings.open_at(db, moment),
        tallied=tallies.stored(db, known_at=moment),
        redefined=tallies.redefined(db, known_at=moment),
        work=work_readings.history(db, chain, known_at=moment),
        linking=work_readings.linking(db, known_at=moment),
        runs=tuple(_under_names_of_now(run, chain) for run in runs.ended(db, moment)),
    )


def _under_names_of_now(run: Run, chain: Sequence[check_ins.Rename]) -> Run:
    started = to_text(run.started)
    return replace(run, held=tuple(check_ins.current_name(name, started, chain) for name in run.held))


def _sources_now(db: Database) -> tuple[SourceReport, ...]:
    return sources.as_reports(stored for stored in sources.partitions(db) if stored.configured)


def _sources_then(db: Database, moment: datetime) -> tuple[SourceReport, ...]:
    reports = runs.sources_known_at(db, moment)
    read_at = {(report.name, part.name): part.read_at for report in reports for part in report.partitions}
    found = reads.metric_reads(db, read_at, known_at=moment)
    return tuple(
        replace(
            report,
            partitions=tuple(
                replace(part, reads=found.get((report.name, part.name), ())) for part in report.partitions
            ),
        )
        for report in reports
    )
