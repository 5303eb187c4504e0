"""sync and plan: pull, compute, compare, and (sync) apply."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from goalsync.apply import apply
from goalsync.core.brakes import brake
from goalsync.core.drift import drift
from goalsync.core.links.linkage import Linkage
from goalsync.core.plan_file import SavedPlan, cut
from goalsync.core.reconcile import reconcile
from goalsync.core.subjects import subjects
from goalsync.core.summary import report
from goalsync.core.verdicts import verdict_of
from goalsync.job.computed import Computed, compute, today_of
from goalsync.job.counting import count_work
from goalsync.job.linking import link_work
from goalsync.job.options import Options
from goalsync.job.outcome import Outcome, is_incomplete
from goalsync.job.saved import save
from goalsync.job.stores import looked_at, snapshot_of, writable
from goalsync.job.surveying import survey_of
from goalsync.model.baseline import Accepted
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.linked import Tied
from goalsync.model.plan import Plan
from goalsync.model.report import Report, RunPart
from goalsync.model.run import Pulled, Run, SourceReport
from goalsync.pull import Progress, pull_all
from goalsync.pull.progress import unseen
from goalsync.sdk.connector import Connector
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store
from goalsync.workspace import Workspace

Watch = Callable[[Progress], None]
"""What is told of the pull while it works."""


@dataclass(frozen=True, slots=True)
class _Decided:
    """Everything that was decided, before anything is written of it. `pulled` None: nothing was pulled."""

    computed: Computed
    plan: Plan
    findings: tuple[Finding, ...]
    pulled: tuple[SourceReport, ...] | None
    linkage: Linkage | None = None
    """How all work is tied; None: there is none."""
    baseline: tuple[Accepted, ...] = ()
    """Findings that the team accepts for now."""

    @property
    def tied(self) -> Tied | None:
        """What is stored of it."""
        return self.linkage.tied if self.linkage is not None else None

    @property
    def sources(self) -> tuple[SourceReport, ...]:
        """The reports of this run, or the last ones."""
        return self.computed.snapshot.sources if self.pulled is None else self.pulled


def sync_once(
    workspace: Workspace,
    connectors: Mapping[str, Connector],
    *,
    now: datetime,
    run_id: str,
    options: Options | None = None,
    dry_run: bool = False,
    progress: Watch = unseen,
) -> Outcome:
    """Pull, plan and apply. A brake that refuses leaves what was pulled stored, and nothing applied.

    A dry run is a plan: it works on a copy that is thrown away. Raises LockHeldError, StoreError.
    """
    if dry_run:
        return plan_once(workspace, connectors, now=now, run_id=run_id, options=options, progress=progress)
    with writable(workspace, now) as store:
        decided = _decide(workspace, connectors, store, now, run_id, options or Options(), progress)
        run = _record(decided, store, now, run_id)
    return _outcome(decided, RunPart(run_id, decided.plan.digest, applied=run.outcome == "applied"))


def plan_once(
    workspace: Workspace,
    connectors: Mapping[str, Connector],
    *,
    now: datetime,
    run_id: str,
    options: Options | None = None,
    out: Path | None = None,
    progress: Watch = unseen,
) -> Outcome:
    """What `sync` would do. No byte of the store changes; `out` saves the plan, with what it pulled, for `apply`."""
    if out is not None and not out.parent.is_dir():
        raise GoalsyncError(f"{out}: there is no directory {out.parent}", remedy="make it, or save the plan elsewhere")
    with looked_at(workspace, now) as store:
        base = store.base()
        decided = _decide(workspace, connectors, store, now, run_id, options or Options(), progress)
        pulled = store.pulled(run_id, decided.pulled or ()) if out is not None else Pulled()
    run = RunPart(None, decided.plan.digest, applied=False)
    if out is not None:
        save(
            SavedPlan(
                _report(decided, run),
                base.id if base else None,
                workspace.configuration.digest,
                pulled,
                tied=decided.tied,
            ),
            out,
            workspace,
        )
    return _outcome(decided, run)


def _decide(
    workspace: Workspace,
    connectors: Mapping[str, Connector],
    store: Store,
    now: datetime,
    run_id: str,
    options: Options,
    progress: Watch,
) -> _Decided:
    configuration = workspace.configuration
    pulled = None
    if not options.offline:
        pulled = pull_all(
            workspace,
            connectors,
            store,
            run_id=run_id,
            now=now,
            today=today_of(configuration, now),
            full=options.full,
            only=options.only,
            force=options.force,
            allow=options.allow,
            progress=progress,
        )
    count_work(configuration, store, run_id=run_id, now=now)
    snapshot = snapshot_of(workspace, store, now)
    linkage = link_work(store, snapshot, configuration, run_id=run_id)
    if linkage is not None:
        snapshot = replace(snapshot, work=linkage.work, linking=linkage.linking)
    found = compute(snapshot, configuration)
    plan = reconcile(snapshot, configuration, found.series, found.evaluations, linkage)
    plan = brake(
        plan,
        snapshot,
        configuration,
        pulled=pulled or (),
        links=linkage.links if linkage is not None else 0,
        force=options.force,
        allow=options.allow,
    )
    survey = survey_of(store, snapshot, configuration, linkage)
    findings = drift(snapshot, configuration, found.series, found.evaluations, survey)
    return _Decided(found, plan, findings, pulled, linkage, workspace.baseline)


def _record(decided: _Decided, store: Store, now: datetime, run_id: str) -> Run:
    """Apply the plan, unless a brake refuses it; end the run either way."""
    configuration, evaluations = decided.computed.configuration, decided.computed.evaluations
    run = Run(run_id, now, outcome="applied", config_digest=configuration.digest)
    if decided.plan.refused:
        refused = replace(run, ended=now, outcome="refused", digest=decided.plan.digest)
        store.end_run(refused, decided.sources)
        return refused
    return apply(
        decided.plan,
        store,
        run,
        now=now,
        open_findings=decided.findings,
        verdicts={one.id: verdict_of(one, evaluations) for one in subjects(configuration.goals)},
        sources=decided.sources,
        renames=configuration.goals.renames(),
        tied=decided.tied,
    )


def _outcome(decided: _Decided, run: RunPart) -> Outcome:
    return Outcome(
        report=cut(_report(decided, run)),
        plan=decided.plan,
        incomplete=is_incomplete(decided.sources),
    )


def _report(decided: _Decided, run: RunPart) -> Report:
    found = decided.computed
    return report(
        found.snapshot,
        found.configuration,
        found.evaluations,
        decided.plan,
        decided.findings,
        run,
        sources=decided.sources,
        notes=("Nothing was pulled: this is what the store holds.",) if decided.pulled is None else (),
        baseline=decided.baseline,
    )
