"""Findings as applied runs left them: each with the time since when it is, and until when it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.finding import Finding
from goalsync.model.vocabulary import Severity
from goalsync.store.rows import Row, from_json, storable, to_json
from goalsync.store.statements import insert, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_FINDING: Final = "fingerprint, kind, subject, severity, title, detail, evidence, remedy, since"
_SAVE = insert("findings", f"{_FINDING}, until, run", key="fingerprint, since")


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """What settling did."""

    opened: int = 0
    closed: int = 0


def settle(db: Database, findings: Iterable[Finding], *, run: str, now: datetime) -> FindingCounts:
    """Open what is new since `now`, close what is no more, bring the words of the others up to date."""
    standing = {finding.fingerprint: finding for finding in open_at(db)}
    moment = to_text(now)
    found = {finding.fingerprint: finding for finding in findings}
    opened = closed = 0
    for fingerprint in sorted(found):
        before, since = standing.get(fingerprint), moment
        row = _row(found[fingerprint])
        if before is None:
            opened += 1
        elif row == _row(before):
            continue
        else:
            since = before.since or moment
        db.conn.execute(_SAVE, (*row, since, None, run))
    for fingerprint in sorted(standing.keys() - found.keys()):
        closed += 1
        db.conn.execute(_SAVE, (*_row(standing[fingerprint]), standing[fingerprint].since, moment, run))
    return FindingCounts(opened, closed)


def open_at(db: Database, moment: datetime | None = None) -> tuple[Finding, ...]:
    """The findings open at a moment (None: now), in order of kind, subject and fingerprint."""
    condition, values = "until IS NULL", []
    if moment is not None:
        condition, values = "since <= ? AND (until IS NULL OR until > ?)", [to_text(moment)] * 2
    query = select(_FINDING, "findings", condition) + " ORDER BY kind, subject, fingerprint"
    return tuple(_finding(row) for row in db.conn.execute(query, values))


def _row(finding: Finding) -> Row:
    return (
        finding.fingerprint,
        finding.kind,
        storable(finding.subject),
        finding.severity.value,
        storable(finding.title),
        storable(finding.detail),
        to_json(finding.evidence),
        storable(finding.remedy),
    )


def _finding(row: Row) -> Finding:
    fingerprint, kind, subject, severity, title, detail, evidence, remedy, since = row
    return Finding(
        kind=kind,
        subject=subject,
        severity=Severity(severity),
        title=title,
        detail=detail,
        evidence=tuple(from_json(evidence)),
        since=since,
        remedy=remedy,
        fingerprint=fingerprint,
    )
