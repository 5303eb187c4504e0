"""A plan kept in a file, and applied exactly as it was reviewed."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path

from goalsync.apply import UPGRADE, apply
from goalsync.core.plan_file import PlanFileError, PlanVersionError, SavedPlan, cut, dump, load
from goalsync.job.files import write_whole
from goalsync.job.outcome import Outcome, is_incomplete
from goalsync.job.stores import writable
from goalsync.model.copies import replace
from goalsync.model.plan import Plan
from goalsync.model.run import Run, Verdict
from goalsync.model.vocabulary import Truth
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store
from goalsync.workspace import Workspace

AGAIN = "make a new plan with `goalsync plan --out FILE`, review it, and apply that"


class PlanRefusedError(GoalsyncError):
    """A saved plan that can no longer be applied as it was reviewed."""


def save(saved: SavedPlan, path: Path, workspace: Workspace) -> None:
    """Write a plan file whole or not at all; raises OSError."""
    write_whole(path, dump(replace(saved, files=files_of(workspace))))


def apply_file(
    workspace: Workspace,
    path: Path,
    *,
    now: datetime,
    run_id: str,
    force: bool = False,
    allow: Collection[str] = (),
) -> Outcome:
    """Apply a saved plan; no source is needed.

    Raises LockHeldError; GoalsyncError when the file cannot be trusted, or when the store or the configuration is
    no longer what the plan was made from: it names the run or the file that came between. A plan that a brake
    refuses is not applied unless `force` or `allow` lets it pass.
    """
    with writable(workspace, now) as store:
        saved = _read(path)
        _check(saved, workspace, store)
        plan = _overridden(saved.plan, force=force, allow=allow)
        applied = not plan.refused
        if applied:
            _apply(saved, plan, store, workspace, now, run_id)
    run = replace(saved.report.run, id=run_id if applied else None, applied=applied)
    document = replace(
        cut(saved.report),
        run=run,
        brakes=tuple(
            replace(part, overridden=brake.overridden)
            for part, brake in zip(saved.report.brakes, plan.brakes, strict=True)
        ),
        notes=(*saved.report.notes, f"From the plan {path.name}, made at {saved.report.generated_at}."),
    )
    return Outcome(document, plan, incomplete=is_incomplete(saved.pulled.sources))


def files_of(workspace: Workspace) -> Mapping[str, str]:
    """Every configuration file with the digest of its content: to say which one changed."""
    names = ["config/goalsync.yaml"]
    for folder in ("config/goals", "mappings"):
        names += [path.relative_to(workspace.directory).as_posix() for path in (workspace.directory / folder).glob("*")]
    files = [workspace.directory / name for name in sorted(names) if name.endswith(".yaml")]
    return {
        path.relative_to(workspace.directory).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def _read(path: Path) -> SavedPlan:
    try:
        return load(path.read_bytes())
    except OSError as error:
        raise GoalsyncError(f"{path}: the plan cannot be read: {error.strerror or error}") from None
    except PlanVersionError as error:
        raise PlanRefusedError(f"{path}: {error}", remedy=UPGRADE) from None
    except PlanFileError as error:
        raise PlanRefusedError(f"{path}: {error}", remedy=AGAIN) from None


def _check(saved: SavedPlan, workspace: Workspace, store: Store) -> None:
    """Refuse a plan that is not of this store and configuration."""
    base = store.base()
    if (base.id if base is not None else None) != saved.base:
        since = store.changed_since(saved.base)
        known = saved.base is None or (since and len(since) < len(store.changed_since(None)))
        if not known:
            message = f"the plan was made on another store: this one has no run {saved.base}"
        else:
            names = ", ".join(f"{run.id} ({run.started:%Y-%m-%d %H:%M} UTC)" for run in since)
            message = f"the store was changed after the plan was made, by run {names}"
        raise PlanRefusedError(message, remedy=AGAIN)
    if saved.config_digest != workspace.configuration.digest:
        files = files_of(workspace)
        changed = sorted(name for name in {*files, *saved.files} if files.get(name) != saved.files.get(name))
        which = f": {', '.join(changed)}" if changed else ""
        raise PlanRefusedError(f"the configuration was changed after the plan was made{which}", remedy=AGAIN)


def _overridden(plan: Plan, *, force: bool, allow: Collection[str]) -> Plan:
    brakes = (replace(one, overridden=one.overridden or force or one.name in allow) for one in plan.brakes)
    return replace(plan, brakes=tuple(brakes))


def _apply(saved: SavedPlan, plan: Plan, store: Store, workspace: Workspace, now: datetime, run_id: str) -> None:
    """All of it in one transaction: what was pulled, and what the plan says of it."""
    run = Run(run_id, now, outcome="applied", config_digest=saved.config_digest)
    with store.transaction():
        store.add_pulled(saved.pulled, run)
        apply(
            plan,
            store,
            run,
            now=now,
            open_findings=saved.report.findings,
            verdicts=_verdicts(saved),
            sources=saved.pulled.sources,
            renames=workspace.configuration.goals.renames(),
            tied=saved.tied,
        )


def _verdicts(saved: SavedPlan) -> Mapping[str, Verdict]:
    """What the plan's document says beside each change."""
    document = saved.report
    found = {
        one.id: Verdict(expected_progress=one.expected_progress, truth=Truth(one.truth), reason=one.reason)
        for one in document.goals
    }
    for part in document.key_results:
        found[part.id] = Verdict(expected_progress=part.expected_progress, truth=Truth(part.truth), reason=part.reason)
    return {**found, **{kpi.id: Verdict(truth=Truth(kpi.truth), reason=kpi.reason) for kpi in document.kpis}}
