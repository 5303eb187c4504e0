"""drift: what the last applied run found, and what of it the team accepts. Nothing is pulled or computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Final

from goalsync.core.drift import as_stored
from goalsync.core.drift.baseline import Parted, accept, parted
from goalsync.core.parts import moment
from goalsync.job.computed import today_of
from goalsync.job.files import write_whole
from goalsync.job.stores import looked_at
from goalsync.model.baseline import BASELINE, Accepted
from goalsync.model.drift import Baselined, Drift
from goalsync.model.finding import Finding
from goalsync.model.report import RunPart
from goalsync.model.run import Run
from goalsync.model.vocabulary import ExitCode, Severity
from goalsync.workspace import Workspace
from goalsync.workspace.baseline import text_of

_GRAVITY: Final = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def drift_once(workspace: Workspace, *, now: datetime) -> Drift:
    """The findings that the last applied run left open, those in the baseline apart.

    Notes say when the configuration changed since, or nothing has run yet. Raises StoreError.
    """
    configuration = workspace.configuration
    zone = configuration.settings.timezone
    with looked_at(workspace, now) as store:
        runs, found = store.ended_runs(), store.open_findings()
    last = next((run for run in reversed(runs) if run.outcome == "applied"), None)
    sorted_ = parted(as_stored(found, configuration), workspace.baseline, today_of(configuration, now))
    return Drift(
        generated_at=moment(now, zone) or "",
        as_of=today_of(configuration, now).isoformat(),
        run=RunPart(last.id, last.digest, applied=True) if last else RunPart(None, None, applied=False),
        ran_at=moment(last.started, zone) if last else None,
        counts=_counts(sorted_.new),
        findings=sorted_.new,
        baselined=tuple(_baselined(*pair) for pair in sorted_.accepted),
        gone=len(sorted_.gone),
        notes=tuple(_notes(workspace, last, runs, sorted_)),
        organization=configuration.settings.organization,
    )


def accept_once(workspace: Workspace, *, now: datetime, reason: str, until: date, renew: bool = False) -> Drift:
    """Write today's findings into the baseline; what `drift` says after that. Raises StoreError, OSError."""
    configuration = workspace.configuration
    with looked_at(workspace, now) as store:
        found = store.open_findings()
    sorted_ = parted(as_stored(found, configuration), workspace.baseline, today_of(configuration, now))
    entries = accept(sorted_, reason=reason, until=until, renew=renew)
    write_whole(workspace.directory / BASELINE, text_of(entries).encode())
    return drift_once(_with(workspace, entries), now=now)


def exit_code(found: Drift, *, fail_on: Severity | None = None, detailed: bool = False) -> ExitCode:
    """2 when a finding that counts is at or above `fail_on`, or (`detailed`) when there is any; else 0."""
    failing = _GRAVITY if detailed else () if fail_on is None else _GRAVITY[: _GRAVITY.index(fail_on) + 1]
    return ExitCode.CHANGES if any(one.severity in failing for one in found.findings) else ExitCode.DONE


def _with(workspace: Workspace, entries: tuple[Accepted, ...]) -> Workspace:
    return Workspace(workspace.directory, workspace.configuration, workspace.secrets, entries)


def _counts(findings: Iterable[Finding]) -> Mapping[str, Mapping[str, int]]:
    counted = Counter((one.severity, one.kind) for one in findings)
    ordered = sorted(counted.items(), key=lambda pair: (_GRAVITY.index(pair[0][0]), -pair[1], pair[0][1]))
    found: dict[str, dict[str, int]] = {}
    for (severity, kind), count in ordered:
        found.setdefault(severity.value, {})[kind] = count
    return found


def _baselined(finding: Finding, entry: Accepted) -> Baselined:
    fields = {name: getattr(finding, name) for name in Finding.__struct_fields__}
    place = str(entry.place) if entry.place is not None else None
    return Baselined(**fields, reason=entry.reason, until=entry.until.isoformat(), place=place)


def _notes(workspace: Workspace, last: Run | None, runs: Iterable[Run], found: Parted) -> Iterator[str]:
    if last is None:
        yield "Nothing has been applied yet: `goalsync sync` pulls, computes and records; findings are a run's."
        return
    if last.config_digest != workspace.configuration.digest:
        yield (
            f"The configuration was changed since run {last.id}: findings are as they were then; "
            "`goalsync sync` renews them."
        )
    ended = tuple(runs)
    for run in ended[ended.index(last) + 1 :]:
        if run.outcome == "refused":
            yield f"Run {run.id} was refused by a brake: what it found is not shown; `goalsync plan` shows it."
    if found.expired:
        names = [f"{one.kind} {one.subject} ({one.until})" for one in found.expired.values()]
        more = f" and {len(names) - 3} more" if len(names) > 3 else ""
        yield f"Accepted for a time that is over, counted again: {', '.join(names[:3])}{more}."
