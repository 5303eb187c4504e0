"""Apply: do what a plan says, in one transaction, and record the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.plan import Change, Plan
from goalsync.model.run import Run, SourceReport, Verdict
from goalsync.model.vocabulary import ChangeKind, Origin, Truth
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store, check_ins, findings, runs
from goalsync.store.times import to_text

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
) -> Run:
    """Write the plan's check-ins, open and close findings, and end `run`: all of it or, on an error, nothing.

    `verdicts` add to each check-in what is not part of a plan, expected progress and the reason, and say what was
    held. `renames` (old id, new id) are kept, so that history follows even when `was` is taken out later. The run
    counts as changing the store when anything but its own row was written here or by its pull. Raises StoreError;
    GoalsyncError on a kind of change that only a newer version can apply.
    """
    given = verdicts or {}
    with store.transaction() as db:
        runs.begin(db, run)
        rows = [_check_in(change, now, given.get(change.subject)) for change in plan.changes]
        written = check_ins.append(db, rows, run=run.id, recorded_at=now)
        settled = findings.settle(db, open_findings, run=run.id, now=now)
        written += settled.opened + settled.closed
        written += check_ins.store_renames(db, renames, run=run.id, now=now)
        held = sorted(subject for subject, verdict in given.items() if verdict.truth is Truth.HELD)
        changed = run.changed or written > 0
        ended = replace(run, ended=now, digest=plan.digest, changed=changed, held=tuple(held))
        return runs.end(db, ended, sources)


def _check_in(change: Change, now: datetime, verdict: Verdict | None) -> CheckIn:
    if change.kind is not ChangeKind.RECORD_CHECK_IN:
        message = f"this version of goalsync cannot apply {change.kind.value} ({change.subject})"
        raise GoalsyncError(message, remedy=UPGRADE)
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
