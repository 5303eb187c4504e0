"""Key results of an objective."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync.model.goals import Checkpoint, KeyResult, Override, Pacing
from goalsync.model.measures import Accumulate, Maintain, Measure
from goalsync.model.metric import Fresh, Metric
from goalsync.model.period import Period
from goalsync.model.settings import Settings
from goalsync.model.vocabulary import Accumulation
from goalsync.workspace.document import Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.freshness import fresh_of
from goalsync.workspace.translate.measures import measure_of
from goalsync.workspace.translate.periods import period_of
from goalsync.workspace.translate.references import check_references
from goalsync.workspace.translate.scope import Scope
from goalsync.workspace.translate.thousands import warn_of_thousands
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.goals import ObjectiveKeys
from goalsync.workspace.written.key_result import KeyResultEntry, OverrideKeys


def key_result_of(
    part: Part,
    objective: ObjectiveKeys | None,
    inherited: Period | None,
    settings: Settings,
    metrics: Mapping[str, Metric],
    names: Names,
    problems: Problems,
) -> KeyResult | None:
    """The key result, or None with its problems. Owner and period are the objective's unless given."""
    if not is_mapping(part, problems):
        return None
    written = validated(KeyResultEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    warn_of_thousands(part, problems)
    period = inherited
    if written.period is not None:
        period = period_of(part, written.period, settings.fiscal_year_starts, problems)
        if period is not None and inherited is not None and not inherited.holds(period):
            said = f"{period} reaches outside its objective's, {inherited}"
            remedy = "make it lie inside, or give the objective a longer one"
            problems.warning(part, ("period",), said, rule="period-outside", remedy=remedy)
    measure = measure_of(Scope(part, written, period, metrics, names, problems))
    if measure is None:
        check_references(part, names, problems)
    metric = metrics.get(written.metric or "")
    fresh = fresh_of(part, ("fresh",), written.fresh, metric.fresh if metric else settings.fresh, problems)
    pacing = _pacing(part, written, period, problems)
    override = override_of(part, written.override, problems)
    if written.guardrail and measure is not None and not isinstance(measure, Maintain):
        said = "only a key result that is maintained can be a guardrail"
        problems.error(part, ("guardrail",), said, rule="measure", remedy="remove it, or measure it by maintain:")
    if objective is None or period is None or measure is None:
        return None
    return KeyResult(
        id=written.id,
        title=written.title,
        owner=written.owner or objective.owner,
        objective=objective.id,
        period=period,
        measure=measure,
        place=part.place,
        weight=written.weight,
        unit=written.unit or _unit(measure, metric),
        ambition=written.ambition,
        pacing=pacing,
        fresh=fresh if metric or written.fresh else Fresh(),
        guardrail=isinstance(measure, Maintain) and written.guardrail is not False,
        mode=written.mode,
        commit=written.commit,
        stretch=written.stretch,
        override=override,
        was=written.was,
    )


def _unit(measure: Measure, metric: Metric | None) -> str | None:
    counted = isinstance(measure, Accumulate) and measure.how is Accumulation.COUNT
    return metric.unit if metric and not counted else None


def _pacing(part: Part, written: KeyResultEntry, period: Period | None, problems: Problems) -> Pacing:
    if isinstance(written.pacing, str):
        return written.pacing
    before: Checkpoint | None = None
    checkpoints = [Checkpoint(keys.date, keys.progress) for keys in written.pacing]
    for index, checkpoint in enumerate(checkpoints):
        path = ("pacing", index, "date")
        if period is not None and checkpoint.day not in period:
            said = f"{checkpoint.day} lies outside the period {period}"
            problems.error(part, path, said, rule="pacing", remedy="give a day inside the period")
        elif before is not None and checkpoint.day <= before.day:
            said = f"{checkpoint.day} does not come after {before.day}"
            problems.error(part, path, said, rule="pacing", remedy="put the checkpoints in order of their dates")
        elif before is not None and checkpoint.progress < before.progress:
            said = f"progress falls from {before.progress:g} to {checkpoint.progress:g}"
            remedy = "expected progress only grows: correct one of them"
            problems.error(part, ("pacing", index, "progress"), said, rule="pacing", remedy=remedy)
        before = checkpoint
    return tuple(checkpoints)


def override_of(part: Part, written: OverrideKeys | None, problems: Problems) -> Override | None:
    """What a person says instead; it must say something."""
    if written is None:
        return None
    if written.value is None and written.status is None:
        said = "overrides neither value nor status"
        problems.error(part, ("override",), said, rule="override", remedy="give a value, a status or both")
    return Override(written.by, written.reason, written.until, written.value, written.status)
