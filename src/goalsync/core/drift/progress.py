"""Findings of goals that do not move as declared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from goalsync.core.drift.picture import Picture, finding
from goalsync.core.links.holding import work_hold
from goalsync.core.measure.reading import Sources
from goalsync.core.subjects import Subject, metrics_of, subjects
from goalsync.core.verdicts import is_held, verdict_of
from goalsync.core.wording import dated, listed, number, percent, plural
from goalsync.model.finding import Finding
from goalsync.model.goals import Goal, KeyResult, Kpi
from goalsync.model.measures import Work
from goalsync.model.period import Period
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import KpiStatus, Status, Truth

_BEHIND = (Status.AT_RISK, Status.OFF_TRACK)


def behind(picture: Picture) -> Iterator[Finding]:
    """Key results and goals that run and are at risk or off track; KPIs outside what is healthy."""
    for subject in subjects(picture.configuration.goals):
        verdict, status = _judged(picture, subject)
        if isinstance(subject, Kpi):
            if status == KpiStatus.UNHEALTHY:
                yield _unhealthy(picture, subject, verdict)
        elif status in _BEHIND and not _guardrail(subject):
            yield finding(
                "behind",
                subject.id,
                f"{_title(subject)}: {status.replace('_', ' ')}",
                _pace(verdict, subject.period),
                remedy=f"Change what is done or what is promised; `goalsync explain {subject.id}` shows the numbers.",
                evidence=_evidence(picture, subject),
            )


def broken_guardrail(picture: Picture) -> Iterator[Finding]:
    """Guardrails that are broken while they run."""
    for key_result in picture.configuration.goals.key_results.values():
        verdict, status = _judged(picture, key_result)
        if _guardrail(key_result) and status == Status.OFF_TRACK:
            yield finding(
                "broken_guardrail",
                key_result.id,
                f"{key_result.title}: broken",
                f"it stands at {number(verdict.value)}, outside what was promised"
                f"; {key_result.objective} is off track as long as it is",
                remedy=f"Bring it back first; `goalsync explain {key_result.id}` shows the numbers.",
                evidence=_evidence(picture, key_result),
            )


def stale(picture: Picture) -> Iterator[Finding]:
    """Values that are older than they may be, or older than a warning was asked for."""
    for subject in subjects(picture.configuration.goals):
        verdict, status = _judged(picture, subject)
        if verdict.measured_at is None or not _running(picture, subject):
            continue
        age = picture.snapshot.today - verdict.measured_at
        warning = _warn_after(picture, subject)
        if status == Status.STALE or (warning is not None and age > warning):
            allowed = "more than is allowed" if status == Status.STALE else "a warning was asked for earlier"
            yield finding(
                "stale",
                subject.id,
                f"{_title(subject)}: no new value since {verdict.measured_at}",
                f"the newest value is {plural(age.days, 'day')} old: {allowed}",
                remedy=f"Update what it is measured by: {listed(metrics_of(subject)) or 'its declaration'}.",
                evidence=_evidence(picture, subject),
            )


def starved_goal(picture: Picture) -> Iterator[Finding]:
    """What runs and was never measured. While a source fails nothing is concluded: what was found before stands."""
    for subject in subjects(picture.configuration.goals):
        verdict, status = _judged(picture, subject)
        if status != Status.NO_DATA or verdict.truth is not Truth.UNKNOWN or not _running(picture, subject):
            continue
        held = is_held(subject, verdict, picture.series) or _work_is_held(picture, subject)
        if held and not picture.is_open("starved_goal", subject.id):
            continue
        metrics = [picture.series[name] for name in metrics_of(subject) if name in picture.series]
        yield finding(
            "starved_goal",
            subject.id,
            f"{_title(subject)}: no data",
            verdict.reason or "nothing was ever measured",
            remedy=f"Give it a first value, or mend how it is measured: `goalsync explain {subject.id}`.",
            evidence=tuple(f"{one.metric.place}: metric {one.metric.id}" for one in metrics)
            or (f"{subject.place}: {subject.id}",),
        )


def _work_is_held(picture: Picture, subject: Subject) -> bool:
    """Whether work that could be linked to it may lie in what was not read completely."""
    if not isinstance(subject, KeyResult) or not isinstance(subject.measure, Work):
        return False
    readings = picture.snapshot.work.get(subject.id, ())
    sources = Sources.of(picture.snapshot.sources)
    return work_hold(subject.id, readings[-1] if readings else None, picture.configuration, sources) is not None


def _judged(picture: Picture, subject: Subject) -> tuple[Verdict, str]:
    verdict = verdict_of(subject, picture.evaluations)
    return verdict, verdict.status.value


def _guardrail(subject: Subject) -> bool:
    return isinstance(subject, KeyResult) and subject.guardrail


def _title(subject: Subject) -> str:
    return subject.statement if isinstance(subject, Goal) else subject.title


def _running(picture: Picture, subject: Subject) -> bool:
    return isinstance(subject, Kpi) or picture.snapshot.today in subject.period


def _pace(verdict: Verdict, period: Period) -> str:
    done, expected = verdict.progress, verdict.expected_progress
    if done is None or expected is None:
        return f"it ends on {period.end}"
    return f"{percent(done)} done where {percent(expected)} is expected today; it ends on {period.end}"


def _unhealthy(picture: Picture, kpi: Kpi, verdict: Verdict) -> Finding:
    return finding(
        "behind",
        kpi.id,
        f"{kpi.title}: unhealthy",
        f"it stands at {number(verdict.value)}; healthy is {picture.evaluations.kpis[kpi.id].healthy}",
        remedy=f"Find out what changed: `goalsync explain {kpi.id}` shows the numbers.",
        evidence=_evidence(picture, kpi),
    )


def _evidence(picture: Picture, subject: Subject) -> tuple[str, ...]:
    used = picture.evaluations.used(subject.id)
    newest = max(used, key=lambda point: point.day, default=None)
    place = f"{subject.place}: {subject.id}"
    return (place, dated(newest)) if newest is not None else (place,)


def _warn_after(picture: Picture, subject: Subject) -> timedelta | None:
    """`fresh.warn_after` of a thing, else the least of its metrics', else of the workspace."""
    metrics = [picture.configuration.mappings.metrics.get(name) for name in metrics_of(subject)]
    asked = [one.fresh.warn_after for one in metrics if one is not None and one.fresh.warn_after is not None]
    return subject.fresh.warn_after or min(asked, default=None) or picture.configuration.settings.fresh.warn_after
