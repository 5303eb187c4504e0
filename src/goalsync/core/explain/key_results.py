"""A key result explained."""

from __future__ import annotations

from collections.abc import Sequence

from goalsync.core.explain.delivery import work_behind
from goalsync.core.explain.known import Known, basis_of, counts_with, formula_of, items_behind_of, with_remark
from goalsync.core.explain.measures import parameters_of, parts_of
from goalsync.core.explain.values import Collected, excluded_parts
from goalsync.core.explain.work import Behind
from goalsync.core.parts import key_result_part
from goalsync.core.subjects import metrics_of
from goalsync.model.explanation import Explanation, ItemPart, LinkPart
from goalsync.model.goals import KeyResult
from goalsync.model.measures import Milestone, Work
from goalsync.model.metric import Point


def explain_key_result(declared: KeyResult, known: Known) -> Explanation:
    """Its progress from the values used, or from its steps."""
    found = known.evaluations.key_results[declared.id]
    evaluations = basis_of(known, declared)
    basis, today = evaluations.key_results.get(declared.id), evaluations.today
    values = Collected(known.readings)
    if declared.metric is not None and basis is not None:
        values.add(declared.metric, basis.used)
    behind = _behind(declared, basis.used if basis is not None else (), known)
    excluded, counts = excluded_parts(declared.metric, (basis or found).excluded, known.readings)
    return Explanation(
        id=declared.id,
        kind="key_result",
        title=declared.title,
        result=key_result_part(declared, found, None, known.zone),
        formula=with_remark(formula_of(known, found.verdict, basis.formula if basis is not None else ""), behind),
        inputs=tuple(values.inputs),
        items=behind.items,
        excluded=(*excluded, *behind.excluded),
        place=str(declared.place),
        parameters={**parameters_of(declared, today), **(behind.parameters or {})},
        parts=parts_of(declared, basis.used, today) if basis is not None else (),
        values=tuple(values.values),
        excluded_counts=counts_with(counts, behind),
        **known.behind(metrics_of(declared)),
    )


def _behind(declared: KeyResult, used: Sequence[Point], known: Known) -> Behind:
    """The items of the newest value used, or the linked work; of a milestone the items that it is done with."""
    if declared.metric is not None:
        return items_behind_of(declared.metric, used, known)
    if isinstance(declared.measure, Work):
        return work_behind(declared.id, declared.measure, known)
    if not isinstance(declared.measure, Milestone) or declared.measure.done_when is None:
        return Behind()
    if declared.measure.done_when in known.configuration.goals.initiatives:
        return work_behind(declared.measure.done_when, Work(), known)
    link = LinkPart(None, declared.place.file, declared.place.line, "done_when")
    found = known.snapshot.named.get(declared.measure.done_when, ())
    return Behind(tuple(ItemPart(one.uid, one.key, one.phase, 1.0, 1.0, link) for one in found))
