"""Findings of what people said, or should have said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from goalsync.core.drift.picture import Picture, finding
from goalsync.core.evaluate import Evaluations
from goalsync.model.check_in import CheckIn
from goalsync.model.finding import Finding
from goalsync.model.goals import Goal, KeyResult
from goalsync.model.period import add_months
from goalsync.model.vocabulary import Status

_FINE = ("green", Status.ON_TRACK, Status.MET)
_BAD = ("red", Status.OFF_TRACK, Status.MISSED)
_GOING_BADLY = (Status.OFF_TRACK, Status.MISSED)
_GOING_WELL = (Status.ON_TRACK, Status.MET)
_CONFIDENT, _DOUBTFUL = 0.7, 0.3


def watermelon(picture: Picture) -> Iterator[Finding]:
    """A person says fine and the evidence does not; and the reverse."""
    for subject in _judged_by_people(picture):
        said = _last(picture, subject.id)
        if said is None or picture.day(said) not in subject.period:
            continue
        status = _status(subject, picture.evaluations)
        fine, bad = _says(said)
        if (fine and status in _GOING_BADLY) or (bad and status in _GOING_WELL):
            words = said.status or f"confidence {said.confidence:g}"
            yield finding(
                "watermelon",
                subject.id,
                f"{subject.id}: said {words}, computed {status.replace('_', ' ')}",
                f"the check-in of {picture.day(said)} says {words}, the numbers say {status.replace('_', ' ')}",
                remedy=f"Talk about which is right; then `goalsync check-in {subject.id}` or mend the metric.",
                evidence=tuple(line for line in (said.note or "").splitlines() if line),
            )


def expired_override(picture: Picture) -> Iterator[Finding]:
    """Overrides whose last day has passed."""
    for subject in _judged_by_people(picture):
        override = subject.override
        if override is not None and override.until < picture.snapshot.today:
            yield finding(
                "expired_override",
                subject.id,
                f"{subject.id}: the override ended on {override.until}",
                f"it was made because: {override.reason}; the computed value stands alone again",
                remedy="Remove it, or renew it with a new reason and date.",
                evidence=(f"{subject.place}: {subject.id}",),
            )


def overdue_status(picture: Picture) -> Iterator[Finding]:
    """Elevated goals that run without a status for more than a month."""
    today = picture.snapshot.today
    for goal in picture.configuration.goals.goals.values():
        if goal.elevated is None or today not in goal.period:
            continue
        said = _last(picture, goal.id)
        last = picture.day(said) if said is not None else None
        since = max(goal.elevated.on, goal.period.start, last or date.min)
        if today > add_months(since, 1):
            yield finding(
                "overdue_status",
                goal.id,
                f"{goal.id}: the monthly status is overdue",
                f"it is an elevated goal; the last status is of {last}"
                if last is not None
                else "it never had a status",
                remedy=f"Write one: `goalsync check-in {goal.id} --status … --changed …`.",
                evidence=(f"{goal.place}: {goal.id}",),
            )


def one_sided(picture: Picture) -> Iterator[Finding]:
    """Shared goals of which only one side has ever said anything."""
    for goal in picture.configuration.goals.goals.values():
        if not goal.shared_by:
            continue
        heard = set(goal.shared_by) & {one.by for one in picture.said(goal.id)}
        silent = sorted(set(goal.shared_by) - heard)
        if heard and silent:
            yield finding(
                "one_sided",
                goal.id,
                f"{goal.id}: only {', '.join(sorted(heard))} checks in",
                f"{', '.join(silent)} shares this goal and has not checked in",
                remedy=f"Ask {', '.join(silent)} for a check-in, or name one owner.",
                evidence=(f"{goal.place}: {goal.id}",),
            )


def expired_exemption(picture: Picture) -> Iterator[Finding]:
    """Exemptions whose last day has passed."""
    for exemption in picture.configuration.mappings.exemptions.values():
        if exemption.until is not None and exemption.until < picture.snapshot.today:
            yield finding(
                "expired_exemption",
                exemption.id,
                f"{exemption.id}: the exemption ended on {exemption.until}",
                f"it was made because: {exemption.reason}; what it exempted counts as unlinked again",
                remedy="Remove it, or give it a new last day.",
                evidence=(f"{exemption.place}: {exemption.id}",),
            )


def _judged_by_people(picture: Picture) -> Iterator[KeyResult | Goal]:
    yield from picture.configuration.goals.key_results.values()
    yield from picture.configuration.goals.goals.values()


def _last(picture: Picture, subject: str) -> CheckIn | None:
    said = picture.said(subject)
    return said[-1] if said else None


def _status(subject: KeyResult | Goal, evaluations: Evaluations) -> str:
    found = evaluations.goals if isinstance(subject, Goal) else evaluations.key_results
    return found[subject.id].verdict.status.value


def _says(said: CheckIn) -> tuple[bool, bool]:
    """Whether a check-in says fine, whether it says bad; a status goes before confidence."""
    if said.status is not None:
        return said.status in _FINE, said.status in _BAD
    if said.confidence is None:
        return False, False
    return said.confidence >= _CONFIDENT, said.confidence <= _DOUBTFUL
