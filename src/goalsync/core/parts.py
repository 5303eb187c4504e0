"""Everything declared, and everything decided of it, as documents show it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from goalsync.core.evaluate import (
    CriterionEvaluation,
    GoalEvaluation,
    InitiativeEvaluation,
    KeyResultEvaluation,
    KpiEvaluation,
    ObjectiveEvaluation,
)
from goalsync.core.links.delivery import work_part
from goalsync.model.goals import Goal, Initiative, KeyResult, Kpi, Objective, Override
from goalsync.model.plan import Change
from goalsync.model.report import (
    ChangePart,
    CriterionPart,
    GoalPart,
    InitiativePart,
    KeyResultPart,
    KpiPart,
    ObjectivePart,
)


def moment(time: datetime | None, zone: ZoneInfo) -> str | None:
    """ISO 8601 with the workspace's offset, to the second."""
    return None if time is None else time.astimezone(zone).isoformat(timespec="seconds")


def day(one: date | None) -> str | None:
    """`YYYY-MM-DD`."""
    return None if one is None else one.isoformat()


def objective_part(declared: Objective, found: ObjectiveEvaluation) -> ObjectivePart:
    """An objective."""
    return ObjectivePart(
        id=declared.id,
        title=declared.title,
        owner=declared.owner,
        team=declared.team,
        period=str(declared.period),
        progress=found.progress,
        progress_high=found.progress_high,
        known_share=found.known_share,
        score=found.score,
        expected_progress=found.expected_progress,
        status=found.status.value,
        contributes_to=declared.contributes_to,
        key_results=declared.key_results,
        by_ambition=dict(found.by_ambition),
    )


def key_result_part(
    declared: KeyResult, found: KeyResultEvaluation, waterfall: Mapping[str, float] | None, zone: ZoneInfo
) -> KeyResultPart:
    """A key result; `waterfall` where this run moved it."""
    verdict = found.verdict
    return KeyResultPart(
        id=declared.id,
        objective=declared.objective,
        title=declared.title,
        owner=declared.owner,
        kind=declared.kind,
        metric=declared.metric,
        unit=declared.unit,
        baseline=found.baseline,
        baseline_inferred=found.baseline_inferred,
        target=found.target,
        current=verdict.value,
        measured_at=day(verdict.measured_at),
        progress=verdict.progress,
        score=verdict.score,
        expected_progress=verdict.expected_progress,
        status=verdict.status.value,
        truth=verdict.truth.value,
        reason=verdict.reason,
        held_since=moment(verdict.held_since, zone),
        confidence=found.confidence,
        headroom=found.headroom,
        forecast=found.forecast,
        work=work_part(found.work) if found.work is not None else None,
        waterfall=waterfall,
        override=_override(found.override),
        commit=declared.commit,
        stretch=declared.stretch,
    )


def goal_part(declared: Goal, found: GoalEvaluation, zone: ZoneInfo) -> GoalPart:
    """A pass/fail goal with its criteria."""
    verdict = found.verdict
    return GoalPart(
        id=declared.id,
        statement=declared.statement,
        owner=declared.owner,
        shared_by=declared.shared_by,
        category=declared.category,
        lever=declared.lever,
        start=declared.period.start.isoformat(),
        due=declared.period.end.isoformat(),
        progress=verdict.progress,
        expected_progress=verdict.expected_progress,
        score=verdict.score,
        status=verdict.status.value,
        colour=found.colour,
        truth=verdict.truth.value,
        reason=verdict.reason,
        held_since=moment(verdict.held_since, zone),
        confidence=found.confidence,
        override=_override(found.override),
        criteria=tuple(_criterion(one) for one in found.criteria),
    )


def kpi_part(declared: Kpi, found: KpiEvaluation) -> KpiPart:
    """A KPI."""
    return KpiPart(
        id=declared.id,
        title=declared.title,
        owner=declared.owner,
        metric=declared.metric,
        unit=declared.unit,
        current=found.verdict.value,
        measured_at=day(found.verdict.measured_at),
        target=found.target,
        healthy=found.healthy,
        headroom=found.headroom,
        status=found.verdict.status.value,
        truth=found.verdict.truth.value,
        reason=found.verdict.reason,
    )


def initiative_part(declared: Initiative, found: InitiativeEvaluation) -> InitiativePart:
    """An initiative."""
    return InitiativePart(
        id=declared.id,
        serves=dict(declared.serves),
        work=work_part(found.work) if found.work is not None else None,
        status=found.status,
        verdict=found.verdict,
        title=declared.title,
    )


def change_part(change: Change) -> ChangePart:
    """A change of a plan, with all its uids."""
    return ChangePart(
        kind=change.kind.value,
        subject=change.subject,
        before=change.before,
        after=change.after,
        because=change.because,
        count=change.count,
        uids=change.uids if change.count is not None else None,
    )


def _criterion(found: CriterionEvaluation) -> CriterionPart:
    return CriterionPart(
        text=found.text,
        metric=found.metric,
        bound=found.bound,
        current=found.verdict.value,
        measured_at=day(found.verdict.measured_at),
        holds=found.holds,
        progress=found.verdict.progress,
        status=found.verdict.status.value,
        truth=found.verdict.truth.value,
    )


def _override(override: Override | None) -> Mapping[str, str | float | None] | None:
    if override is None:
        return None
    return {
        "value": override.value,
        "status": override.status.value if override.status is not None else None,
        "by": override.by,
        "reason": override.reason,
        "until": override.until.isoformat(),
    }
