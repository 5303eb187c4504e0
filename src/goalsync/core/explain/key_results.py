"""A key result explained."""

from __future__ import annotations

from goalsync.core.explain.known import Known, basis_of, formula_of
from goalsync.core.explain.measures import parameters_of, parts_of
from goalsync.core.explain.values import Collected, excluded_parts
from goalsync.core.parts import key_result_part
from goalsync.core.subjects import metrics_of
from goalsync.model.explanation import Explanation
from goalsync.model.goals import KeyResult


def explain_key_result(declared: KeyResult, known: Known) -> Explanation:
    """Its progress from the values used, or from its steps."""
    found = known.evaluations.key_results[declared.id]
    evaluations = basis_of(known, declared)
    basis, today = evaluations.key_results.get(declared.id), evaluations.today
    values = Collected(known.readings)
    if declared.metric is not None and basis is not None:
        values.add(declared.metric, basis.used)
    excluded, counts = excluded_parts(declared.metric, (basis or found).excluded, known.readings)
    return Explanation(
        id=declared.id,
        kind="key_result",
        title=declared.title,
        result=key_result_part(declared, found, None, known.zone),
        formula=formula_of(known, found.verdict, basis.formula if basis is not None else ""),
        inputs=tuple(values.inputs),
        items=(),
        excluded=excluded,
        place=str(declared.place),
        parameters=parameters_of(declared, today),
        parts=parts_of(declared, basis.used, today) if basis is not None else (),
        values=tuple(values.values),
        excluded_counts=counts,
        **known.behind(metrics_of(declared)),
    )
