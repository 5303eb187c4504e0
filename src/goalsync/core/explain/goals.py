"""A pass/fail goal explained."""

from __future__ import annotations

from collections.abc import Collection

from goalsync.core.evaluate import CriterionEvaluation
from goalsync.core.evaluate.basis import values_of
from goalsync.core.explain.known import Known, basis_of, formula_of
from goalsync.core.explain.measures import Parameters
from goalsync.core.explain.values import Collected, excluded_parts
from goalsync.core.maths.change import superseded
from goalsync.core.maths.compare import clamped
from goalsync.core.parts import goal_part
from goalsync.core.subjects import metrics_of
from goalsync.model.explanation import ExcludedPart, Explanation, StepPart
from goalsync.model.goals import Goal, MetricCriterion


def explain_goal(declared: Goal, known: Known) -> Explanation:
    """Its progress as the mean of its criteria, each with the values it was judged on."""
    found = known.evaluations.goals[declared.id]
    basis = basis_of(known, declared).goals.get(declared.id)
    criteria = basis.criteria if basis is not None else found.criteria
    values = Collected(known.readings)
    for number, one in enumerate(criteria if basis is not None else ()):
        if one.metric is not None:
            values.add(one.metric, one.used, number)
    parameters: Parameters = {
        "start": declared.period.start.isoformat(),
        "due": declared.period.end.isoformat(),
        "today": known.snapshot.today.isoformat(),
    }
    for number, one in enumerate(criteria, start=1):
        parameters.update(_criterion(number, one, declared, known))
    left_out, counts = _left_out(declared, known, {(one.metric, one.day) for one in values.values})
    return Explanation(
        id=declared.id,
        kind="goal",
        title=declared.statement,
        result=goal_part(declared, found, known.zone),
        formula=formula_of(known, found.verdict, basis.formula if basis is not None else ""),
        inputs=tuple(values.inputs),
        items=(),
        excluded=left_out,
        place=str(declared.place),
        parameters=parameters,
        parts=tuple(_part(one) for one in criteria),
        values=tuple(values.values),
        excluded_counts=counts,
        **known.behind(metrics_of(declared)),
    )


def _criterion(number: int, one: CriterionEvaluation, declared: Goal, known: Known) -> Parameters:
    """`criterion_N`: metric, kind of bound and its limits (or words), and `baseline_N` where there is one.

    `baseline_N_inferred` says which value it is, where it is not declared.
    """
    criterion = one.criterion
    if not isinstance(criterion, MetricCriterion):
        return {f"criterion_{number}": one.text}
    bound = criterion.bound
    limits = (bound.limit,) if bound.high is None else (bound.limit, bound.high)
    found: Parameters = {f"criterion_{number}": (criterion.metric, bound.kind.value, *limits)}
    if one.baseline is None:
        return found
    found[f"baseline_{number}"] = one.baseline
    if one.baseline_inferred:
        values = values_of(known.series[criterion.metric], declared.period, known.snapshot.today)
        which = "last value before the period" if values.earlier is not None else "first value in the period"
        found[f"baseline_{number}_inferred"] = f"its {which}"
    return found


def _left_out(
    declared: Goal, known: Known, used: Collection[tuple[str, str]]
) -> tuple[tuple[ExcludedPart, ...], dict[str, int]]:
    """The values of its metrics that are not used (by metric and day), with the reasons."""
    parts: list[ExcludedPart] = []
    counts: dict[str, int] = {}
    for name in metrics_of(declared):
        if name not in known.series:
            continue
        found = values_of(known.series[name], declared.period, known.snapshot.today)
        stretches = (*found.outside(found.daily), *superseded(found))
        left = [one for stretch in stretches for one in stretch if (name, str(one.what.day)) not in used]
        more, numbers = excluded_parts(name, left, known.readings)
        parts += more
        counts = {reason: counts.get(reason, 0) + numbers.get(reason, 0) for reason in sorted({*counts, *numbers})}
    return tuple(parts), counts


def _part(one: CriterionEvaluation) -> StepPart:
    progress = one.verdict.progress
    return StepPart(
        name=one.text,
        value=clamped(progress) if progress is not None else None,
        weight=1.0,
        counts=True,
        note=one.verdict.reason or one.formula or None,
        progress=progress,
    )
