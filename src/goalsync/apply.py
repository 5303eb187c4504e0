"""Apply: do what a plan says, in one transaction, and record the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, assert_never

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.linked import Tied
from goalsync.model.plan import Change, Plan
from goalsync.model.run import Run, SourceReport, Verdict
from goalsync.model.vocabulary import ChangeKind, Origin, Truth
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store, check_ins, findings, links, runs, work_readings
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_OF_LINKS: Final = frozenset({ChangeKind.ADD_LINK, ChangeKind.REMOVE_LINK})

UPGRADE: Final = "upgrade goalsync to the version that made the plan, or make a new plan with this one"


def apply(
    plan: Plan,
    store: Store,
    run: Run,
    *,
    now: datetime,
    open_findings: Iterable[Finding] = (),
    verdicts: Mapping[str, Verdict] | None = None,
    sources: Iterable[SourceReport] = (),
    renames: Iterable[tuple[str, str]] = (),
    tied: Tied | None = None,
) -> Run:
    """Write the plan's check-ins, open and close findings, and end `run`: all of it or, on an error, nothing.

    `verdicts` add to each check-in what is not part of a plan, expected progress and the reason, and say what was
    held. `renames` (old id, new id) are kept, so that history follows even when `was` is taken out later. `tied`: how
    work is tied, beside the links and flags of the plan; links that are no more get an end. The run
    counts as changing the store when anything but its own row was written here or by its pull. Raises StoreError;
    GoalsyncError on a kind of change that only a newer version can apply.
    """
    given = verdicts or {}
    with store.transaction() as db:
        runs.begin(db, run)
        names = tuple(renames)
        links.rename(db, names, run=run.id, now=now)
        rows = [row for change in plan.changes if (row := _applied(change, db, run, now, given)) is not None]
        written = check_ins.append(db, rows, run=run.id, recorded_at=now)
        written += sum(change.kind in _OF_LINKS for change in plan.changes)
        if tied is not None:
            links.set_scopes(db, tied.scopes)
            links.save_ties(db, tied.rows, tied.state, run=run.id)
            written += len(tied.scopes) + work_readings.save(db, tied.readings, tied.linking, run=run.id, now=now)
        settled = findings.settle(db, open_findings, run=run.id, now=now)
        written += settled.opened + settled.closed
        written += check_ins.store_renames(db, names, run=run.id, now=now)
        held = sorted(subject for subject, verdict in given.items() if verdict.truth is Truth.HELD)
        changed = run.changed or written > 0
        ended = replace(run, ended=now, digest=plan.digest, changed=changed, held=tuple(held))
        return runs.end(db, ended, sources)


def _applied(change: Change, db: Database, run: Run, now: datetime, verdicts: Mapping[str, Verdict]) -> CheckIn | None:
    """Write the links of a change; what it records of a subject is handed back."""
    match change.kind:
        case ChangeKind.RECORD_CHECK_IN:
            return _check_in(change, now, verdicts.get(change.subject))
        case ChangeKind.ADD_LINK:
            share = _number((change.after or {}).get("share")) or 0.0
            because = change.because[0] if change.because else ""
            links.add_links(db, change.uids, change.subject, share, because, run=run.id, now=now)
        case ChangeKind.REMOVE_LINK:
            links.end_links(db, change.uids, change.subject, now=now)
        case ChangeKind.FLAG_UNLINKED | ChangeKind.CLEAR_FLAG | ChangeKind.NOTE_SCOPE_CHANGE:
            pass  # they show what scopes and readings hold
        case ChangeKind.WRITE_BACK:
            message = f"this version of goalsync cannot apply {change.kind.value} ({change.subject})"
            raise GoalsyncError(message, remedy=UPGRADE)
        case _:
            assert_never(change.kind)
    return None


def _check_in(change: Change, now: datetime, verdict: Verdict | None) -> CheckIn:
    after = change.after or {}
    truth = after.get("truth")
    return CheckIn(
        subject=change.subject,
        at=to_text(now),
        value=_number(after.get("value")),
        progress=_number(after.get("progress")),
        expected_progress=verdict.expected_progress if verdict else None,
        status=_text(after.get("status")),
        truth=None if truth is None else Truth(str(truth)),
        reason=verdict.reason if verdict else None,
        origin=Origin.SYNC,
    )


def _number(value: float | str | bool | None) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def _text(value: float | str | bool | None) -> str | None:
    return None if value is None else str(value)
