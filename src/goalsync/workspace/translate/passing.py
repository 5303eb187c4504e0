"""Goals that pass or fail, and KPIs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from goalsync.model.goals import Criterion, Done, DoneWhen, Elevated, Goal, Kpi, MetricCriterion
from goalsync.model.metric import Metric
from goalsync.model.period import Period
from goalsync.model.settings import Settings
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import both
from goalsync.workspace.translate.bounds import bound_of
from goalsync.workspace.translate.change import warn_of_inference
from goalsync.workspace.translate.done import check_done_when
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.translate.key_results import override_of
from goalsync.workspace.translate.periods import fiscal_year_start
from goalsync.workspace.translate.references import check_references
from goalsync.workspace.translate.thousands import warn_of_thousands
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.bounds import BOUNDS
from goalsync.workspace.written.goals import CriterionKeys, GoalEntry, KpiEntry

_SIDES: Final = 2


def goal_of(part: Part, settings: Settings, names: Names, problems: Problems) -> Goal | None:
    """The goal, or None with its problems."""
    if not is_mapping(part, problems):
        return None
    written = validated(GoalEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    warn_of_thousands(part, problems)
    _check_owner(part, written, problems)
    start = written.start or fiscal_year_start(written.due, settings.fiscal_year_starts)
    if written.due < start:
        said = f"due on {written.due}, before it starts on {start}"
        problems.error(part, ("due",), said, rule="period", remedy="correct the start or the due date")
    criteria = [_criterion(part, index, keys, names, problems) for index, keys in enumerate(written.pass_if)]
    return Goal(
        id=written.id,
        statement=written.statement,
        period=Period(start, written.due),
        criteria=tuple(criterion for criterion in criteria if criterion is not None),
        place=part.place,
        owner=written.owner,
        shared_by=tuple(written.shared_by or ()),
        category=written.category,
        lever=written.lever,
        elevated=Elevated(written.s_team.by, written.s_team.on) if written.s_team else None,
        fresh=fresh_of(part, ("fresh",), written.fresh, settings.fresh, problems),
        mode=written.mode,
        override=override_of(part, written.override, problems),
        was=written.was,
    )


def _check_owner(part: Part, written: GoalEntry, problems: Problems) -> None:
    sides = written.shared_by
    if written.owner is not None and sides is not None:
        said = "owner and shared_by exclude each other"
        problems.error(part, ("shared_by",), said, rule="owner", remedy="keep one of them")
    elif sides is not None and not (len(sides) == len(set(sides)) == _SIDES):
        said = (
            f"expected exactly two sides, got {len(sides) if len(set(sides)) == _SIDES else len(set(sides)) or 'none'}"
        )
        problems.error(part, ("shared_by",), said, rule="owner", remedy="name two different sides, or one owner")
    elif written.owner is None and sides is None:
        said = "has no owner"
        problems.error(part, ("owner",), said, rule="owner", remedy="give it owner:, or shared_by: with two sides")


def _criterion(part: Part, index: int, keys: CriterionKeys, names: Names, problems: Problems) -> Criterion | None:
    path = ("pass_if", index)
    given = keys.model_fields_set
    ways = [way for way in ("metric", "done_when", "done") if way in given]
    if len(ways) != 1:
        check_references(part.at(path), names, problems)
        said = f"{both(ways)} are several criteria" if ways else "says neither metric, done_when nor done"
        remedy = (
            "give each an entry of its own" if ways else "write {metric: …, at_least: …}, {done_when: …} or {done: …}"
        )
        problems.error(part, (*path, *ways[1:2]), said, rule="criterion", remedy=remedy)
        return None
    if keys.metric is None:
        for key in sorted(given - set(ways)):
            problems.error(
                part, (*path, key), f"{key} does not go with {ways[0]}", rule="criterion", remedy="remove it"
            )
        if keys.done_when is None:
            return Done(keys.done)
        check_done_when(part, (*path, "done_when"), keys.done_when, names, problems)
        return DoneWhen(keys.done_when)
    names.metrics.check(part, (*path, "metric"), keys.metric, ("metric",), problems)
    bound = bound_of(part, path, keys, problems)
    if bound is not None and keys.baseline is None:
        warn_of_inference(part, path, problems)
    return MetricCriterion(keys.metric, bound, keys.baseline) if bound else None


def kpi_of(
    part: Part, settings: Settings, metrics: Mapping[str, Metric], names: Names, problems: Problems
) -> Kpi | None:
    """The KPI, or None with its problems."""
    if not is_mapping(part, problems):
        return None
    written = validated(KpiEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    names.metrics.check(part, ("metric",), written.metric, ("metric",), problems)
    warn_of_thousands(part, problems)
    metric = metrics.get(written.metric)
    if written.target is None and written.healthy is None:
        said = "has neither target nor healthy, so that it can never be healthy"
        remedy = f"write healthy: with one of {', '.join(BOUNDS)}, or a target"
        problems.warning(part, (), said, rule="no-band", remedy=remedy)
    return Kpi(
        id=written.id,
        title=written.title,
        owner=written.owner,
        metric=written.metric,
        place=part.place,
        unit=written.unit or (metric.unit if metric else None),
        target=written.target,
        direction=written.direction,
        every=written.every,
        healthy=bound_of(part, ("healthy",), written.healthy, problems) if written.healthy else None,
        fresh=fresh_of(part, ("fresh",), written.fresh, metric.fresh if metric else settings.fresh, problems),
        was=written.was,
    )
