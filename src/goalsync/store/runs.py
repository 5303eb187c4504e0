"""Runs: what was executed, what it changed, and the reports of its sources."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Final

import msgspec

from goalsync.model.copies import replace
from goalsync.model.run import Run, SourceReport
from goalsync.store.rows import Row, from_json, storable_or_none, to_json
from goalsync.store.statements import insert, select
from goalsync.store.times import optional_text, to_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_RUN: Final = "id, started, ended, outcome, digest, config_digest, changed, held"

_BEGIN = insert("runs", "id, started, config_digest, changed, held, sources")
_MARK = "UPDATE main.runs SET changed = 1 WHERE id = ? AND changed = 0"
_END = """
    UPDATE main.runs SET ended = ?, outcome = ?, digest = ?, config_digest = ?, held = ?, sources = ?,
        changed = CASE WHEN changed = 1 THEN 1 ELSE ? END
    WHERE id = ?
"""


def begin(db: Database, run: Run) -> None:
    """Record that a run started, unless it is there."""
    if not db.conn.execute("SELECT 1 FROM runs WHERE id = ?", [run.id]).fetchone():
        db.conn.execute(_BEGIN, (run.id, to_text(run.started), run.config_digest, 0, "[]", "[]"))


def mark_changed(db: Database, run: str) -> None:
    """Say that a run changed what a plan is based on; in the transaction that does so."""
    db.conn.execute(_MARK, [run])


def end(db: Database, run: Run, sources: Iterable[SourceReport] = ()) -> Run:
    """Record how a run ended, with the reports of its sources; returns what is stored.

    A run once marked as changing stays so.
    """
    begin(db, run)
    row = (
        optional_text(run.ended),
        run.outcome,
        run.digest,
        run.config_digest,
        to_json(run.held),
        to_json([_lean(source) for source in sources]),
        int(run.changed),
        run.id,
    )
    db.conn.execute(_END, row)
    return _run(db.conn.execute(select(_RUN, "runs", "id = ?"), [run.id]).fetchone())


def last_changed(db: Database) -> Run | None:
    """The last run that changed the store: the base of a plan."""
    query = select(_RUN, "runs", "changed = 1") + " ORDER BY number DESC LIMIT 1"
    row = db.conn.execute(query).fetchone()
    return None if row is None else _run(row)


def last_ended(db: Database) -> Run | None:
    """The last run that came to its end."""
    query = select(_RUN, "runs", "ended IS NOT NULL") + " ORDER BY number DESC LIMIT 1"
    row = db.conn.execute(query).fetchone()
    return None if row is None else _run(row)


def ended(db: Database, until: datetime | None = None) -> tuple[Run, ...]:
    """All runs that came to their end (up to a moment), in their order."""
    conditions, values = ["ended IS NOT NULL"], []
    if until is not None:
        conditions.append("ended <= ?")
        values.append(to_text(until))
    query = select(_RUN, "runs", *conditions) + " ORDER BY number"
    return tuple(_run(row) for row in db.conn.execute(query, values))


def unapplied(db: Database, until: datetime | None = None) -> tuple[Run, ...]:
    """The runs after the last applied one (of those up to a moment) that were refused or never came to their end."""
    moment = None if until is None else to_text(until)
    last = "SELECT max(number) FROM runs WHERE outcome = 'applied' AND (:moment IS NULL OR ended <= :moment)"
    conditions = (
        f"number > coalesce(({last}), 0)",
        "coalesce(outcome, 'killed') NOT IN ('applied', 'recorded')",
        "(:moment IS NULL OR started <= :moment)",
    )
    query = select(_RUN, "runs", *conditions) + " ORDER BY number"
    return tuple(_run(row) for row in db.conn.execute(query, {"moment": moment}))


def changed_since(db: Database, base: str | None) -> tuple[Run, ...]:
    """The runs that changed the store after run `base` (None: ever), in their order."""
    after = "number > coalesce((SELECT number FROM runs WHERE id = ?), 0)"
    query = select(_RUN, "runs", "changed = 1", after) + " ORDER BY number"
    return tuple(_run(row) for row in db.conn.execute(query, [base]))


def sources_known_at(db: Database, moment: datetime) -> tuple[SourceReport, ...]:
    """The last reports of sources up to a moment, without metric reads: skipped ones as they were before."""
    query = "SELECT sources FROM runs WHERE ended <= ? ORDER BY number DESC"
    decode = msgspec.json.Decoder(tuple[SourceReport, ...]).decode
    found: dict[str, SourceReport] | None = None
    for (text,) in db.conn.execute(query, [to_text(moment)]):
        reports = {report.name: report for report in decode(text)}
        if not reports:
            continue
        if found is None:
            found = reports
        else:
            found = {name: _completed(report, reports.get(name)) for name, report in found.items()}
        if not any(report.skipped for report in found.values()):
            break
    return tuple(found[name] for name in sorted(found)) if found else ()


def _completed(report: SourceReport, earlier: SourceReport | None) -> SourceReport:
    return earlier if report.skipped and earlier is not None else report


def _lean(source: SourceReport) -> SourceReport:
    parts = tuple(
        replace(
            part,
            reads=(),
            brakes=(),
            reason=storable_or_none(part.reason),
        )
        for part in source.partitions
    )
    return replace(source, partitions=parts, reason=storable_or_none(source.reason))


def _run(row: Row) -> Run:
    id_, started, ended, outcome, digest, config_digest, changed, held = row
    begun = to_time(started)
    assert begun is not None  # noqa: S101 - NOT NULL
    return Run(id_, begun, to_time(ended), outcome, digest, config_digest, changed == 1, tuple(from_json(held)))
