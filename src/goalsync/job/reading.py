"""report, explain and items: functions of what the store holds; nothing is pulled and nothing is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from goalsync.core.drift import as_stored
from goalsync.core.explain import StoredWork, explain, leading_names
from goalsync.core.subjects import subjects
from goalsync.core.summary import report
from goalsync.job.computed import Computed, compute
from goalsync.job.outcome import Outcome
from goalsync.job.stores import looked_at, snapshot_of
from goalsync.model.copies import replace
from goalsync.model.explanation import Explanation
from goalsync.model.plan import Plan
from goalsync.model.report import RunPart
from goalsync.model.run import Run
from goalsync.model.vocabulary import Scope
from goalsync.model.work import ItemRow
from goalsync.store import Store
from goalsync.store.tied_work import TiedWork
from goalsync.workspace import Workspace


def report_once(
    workspace: Workspace,
    *,
    now: datetime,
    as_of: date | None = None,
    known_at: datetime | None = None,
    explained: bool = False,
) -> Outcome:
    """Where everything stands by what the last runs stored; findings are those that the last applied run left open.

    `as_of` shows what is true for a day, `known_at` what was known then; `explained` adds an explanation of every
    key result, goal and KPI. Notes say when the configuration changed since, or nothing has run yet.
    """
    with looked_at(workspace, now) as store:
        applied = [one for one in store.ended_runs() if one.outcome == "applied"]
        run = _last_applied(applied, workspace, as_of, known_at)
        found, unapplied = _applied(workspace, store, now, as_of=as_of, known_at=known_at)
    document = report(
        found.snapshot,
        found.configuration,
        found.evaluations,
        Plan(),
        as_stored(found.snapshot.findings, found.configuration),
        RunPart(run.id, run.digest, applied=True) if run is not None else RunPart(None, None, applied=False),
        notes=(*_notes(found, run, applied, known_at), *map(_left_out, unapplied)),
        baseline=workspace.baseline,
    )
    return Outcome(document, Plan(), explanations=_explanations(found) if explained else {})


def explain_once(
    workspace: Workspace,
    name: str,
    *,
    now: datetime,
    as_of: date | None = None,
) -> Explanation:
    """The number behind an id, from what the store holds; raises UnknownIdError."""
    with looked_at(workspace, now) as store:
        found, _ = _applied(workspace, store, now, as_of=as_of)
        return _explain(name, found, TiedWork(store))


def items_once(
    workspace: Workspace,
    *,
    now: datetime,
    sources: Sequence[str] = (),
    projects: Sequence[str] = (),
    unlinked: bool = False,
    linked_to: str | None = None,
) -> Iterator[ItemRow]:
    """The work items that were pulled, of these sources and projects (none named: of all), one after the other.

    `unlinked`: those that serve no goal and are not exempt; `linked_to`: those linked to an id, or to an initiative
    that serves it. Raises UnknownIdError.
    """
    goals = leading_names(workspace.configuration, linked_to) if linked_to is not None else ()
    scope = Scope.UNLINKED.value if unlinked else None
    return _items(workspace, now, sources=sources, projects=projects, scope=scope, linked_to=goals)


def _items(workspace: Workspace, now: datetime, **chosen: Any) -> Iterator[ItemRow]:
    with looked_at(workspace, now) as store:
        yield from store.items(**chosen)


def _explain(name: str, found: Computed, work: StoredWork | None = None) -> Explanation:
    return explain(name, found.snapshot, found.configuration, found.series, found.evaluations, work)


def _explanations(found: Computed) -> Mapping[str, Explanation]:
    return {one.id: _explain(one.id, found) for one in subjects(found.configuration.goals)}


def _applied(
    workspace: Workspace,
    store: Store,
    now: datetime,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> tuple[Computed, tuple[Run, ...]]:
    """What stands by the last applied run, and the runs after it whose measurements were left out for that."""
    snapshot = snapshot_of(workspace, store, now, as_of=as_of, known_at=known_at)
    until = _until(workspace, as_of, known_at)
    unapplied = store.unapplied_runs(until)
    if unapplied:
        last = next((run for run in reversed(store.ended_runs(until)) if run.outcome == "applied"), None)
        left_out = {run.id for run in unapplied}
        snapshot = replace(
            snapshot,
            measurements={
                metric: tuple(row for row in rows if row.run not in left_out)
                for metric, rows in snapshot.measurements.items()
            },
            sources=snapshot_of(workspace, store, now, known_at=last.ended).sources if last is not None else (),
        )
    return compute(snapshot, workspace.configuration), unapplied


def _left_out(run: Run) -> str:
    when = f"{run.started:%Y-%m-%d %H:%M} UTC"
    if run.outcome == "refused":
        return (
            f"Run {run.id} ({when}) was refused by a brake: nothing of it is shown here; "
            "`goalsync plan` shows what it would change."
        )
    return f"Run {run.id} ({when}) did not come to its end: nothing of it is shown; `goalsync sync` finishes it."


def _until(workspace: Workspace, as_of: date | None, known_at: datetime | None) -> datetime | None:
    """The moment that is looked at; None is now."""
    zone = workspace.configuration.settings.timezone
    ends = [known_at] if known_at is not None else []
    if as_of is not None:
        ends.append(datetime.combine(as_of + timedelta(days=1), datetime.min.time(), zone))
    return min(ends, default=None)


def _last_applied(
    runs: Sequence[Run], workspace: Workspace, as_of: date | None, known_at: datetime | None
) -> Run | None:
    """The last of the applied runs that had ended by the moment that is looked at."""
    until = _until(workspace, as_of, known_at)
    return next((run for run in reversed(runs) if until is None or (run.ended and run.ended <= until)), None)


def _notes(found: Computed, run: Run | None, applied: Sequence[Run], known_at: datetime | None) -> Iterator[str]:
    if run is None and applied:
        first = applied[0].started.astimezone(found.configuration.settings.timezone)
        known = "was known then" if known_at is not None else "is known of it now"
        yield (
            f"No run had been applied by then: the first was {applied[0].id} on {first:%Y-%m-%d}. Values are what "
            f"{known}; there are no findings of that time."
        )
    elif run is None:
        yield "Nothing has run yet: `goalsync sync` pulls, computes and records."
    elif run.config_digest != found.configuration.digest:
        yield (
            f"The configuration was changed since run {run.id}: values are computed as it is now, findings are as they "
            "were; `goalsync sync` brings both together."
        )
