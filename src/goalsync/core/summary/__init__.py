"""The one document that plan, sync and report print, from what was computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from goalsync.core.drift.baseline import parted
from goalsync.core.evaluate import Evaluations
from goalsync.core.parts import (
    change_part,
    goal_part,
    initiative_part,
    key_result_part,
    kpi_part,
    moment,
    objective_part,
)
from goalsync.core.summary.cadence import current_period
from goalsync.core.summary.recordings import recording_notes
from goalsync.core.summary.sources import source_parts
from goalsync.model.baseline import Accepted
from goalsync.model.coverage import CoveragePart
from goalsync.model.finding import Finding
from goalsync.model.plan import Plan
from goalsync.model.report import Report, RunPart
from goalsync.model.run import Snapshot, SourceReport
from goalsync.model.settings import Configuration


def report(
    snapshot: Snapshot,
    configuration: Configuration,
    evaluations: Evaluations,
    plan: Plan,
    findings: Iterable[Finding],
    run: RunPart,
    *,
    sources: Iterable[SourceReport] | None = None,
    notes: Iterable[str] = (),
    baseline: Iterable[Accepted] = (),
) -> Report:
    """The document. Everything declared is in the order of declaration, everything else is sorted.

    All changes are in it with all their uids; `plan_file.cut` makes what is shown. `sources` are the reports of
    this run (default: the last ones). All findings are in it; it names those that the `baseline` accepts.
    """
    zone = configuration.settings.timezone
    found = tuple(findings)
    goals = configuration.goals
    counts = Counter(change.kind.value for change in plan.changes)
    return Report(
        generated_at=moment(snapshot.now, zone) or "",
        as_of=snapshot.today.isoformat(),
        run=run,
        sources=source_parts(snapshot.sources if sources is None else sources),
        objectives=tuple(objective_part(one, evaluations.objectives[name]) for name, one in goals.objectives.items()),
        key_results=tuple(
            key_result_part(one, evaluations.key_results[name], plan.waterfalls.get(name), zone)
            for name, one in goals.key_results.items()
        ),
        goals=tuple(goal_part(one, evaluations.goals[name], zone) for name, one in goals.goals.items()),
        kpis=tuple(kpi_part(one, evaluations.kpis[name]) for name, one in goals.kpis.items()),
        initiatives=tuple(
            initiative_part(one, evaluations.initiatives[name]) for name, one in goals.initiatives.items()
        ),
        coverage=snapshot.linking.coverage
        if snapshot.linking is not None
        else CoveragePart(period=str(current_period(configuration.settings, snapshot.today))),
        change_counts={kind: counts[kind] for kind in sorted(counts)},
        changes=tuple(change_part(change) for change in plan.changes),
        findings=found,
        brakes=plan.brakes,
        notes=(*notes, *recording_notes(configuration.settings)),
        organization=configuration.settings.organization,
        baselined=tuple(sorted(one.fingerprint for one, _ in parted(found, baseline, snapshot.today).accepted)),
    )
