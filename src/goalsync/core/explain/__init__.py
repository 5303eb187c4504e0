"""Every number explained: from the value to the cells that it came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from goalsync.core.evaluate import Evaluations
from goalsync.core.explain.examples import try_examples
from goalsync.core.explain.goals import explain_goal
from goalsync.core.explain.items import explain_item
from goalsync.core.explain.key_results import explain_key_result
from goalsync.core.explain.known import Known
from goalsync.core.explain.metrics import explain_kpi, explain_metric
from goalsync.core.explain.naming import ITEM, UnknownIdError, find, find_item, leading_names
from goalsync.core.explain.objectives import explain_initiative, explain_objective
from goalsync.core.explain.rules import explain_rule
from goalsync.core.explain.work import StoredWork
from goalsync.core.measure import Series
from goalsync.model.explanation import Explanation
from goalsync.model.goals import Goal, Initiative, KeyResult, Kpi, Objective
from goalsync.model.metric import Metric
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration, Rule

__all__ = ["StoredWork", "UnknownIdError", "explain", "leading_names", "try_examples"]


def explain(
    name: str,
    snapshot: Snapshot,
    configuration: Configuration,
    series: Mapping[str, Series],
    evaluations: Evaluations,
    work: StoredWork | None = None,
) -> Explanation:
    """The value behind an id, its formula, and exactly the inputs that give it again.

    `name` is the id of anything declared, or `metric:ID`, `rule:ID`; with `work` also a work item, `item:KEY`, and the
    items behind numbers are named. Raises UnknownIdError with the nearest id.
    """
    known = Known(snapshot, configuration, series, evaluations, work)
    if work is not None and name.startswith(ITEM) and (item := find_item(name, work)) is not None:
        return explain_item(item, known, work)
    try:
        declared = find(configuration, name)
    except UnknownIdError:
        if work is None or (item := find_item(name, work)) is None:
            raise
        return explain_item(item, known, work)
    if isinstance(declared, KeyResult | Goal | Kpi):
        known = known.read_by(declared)
    match declared:
        case KeyResult():
            return explain_key_result(declared, known)
        case Goal():
            return explain_goal(declared, known)
        case Kpi():
            return explain_kpi(declared, known)
        case Objective():
            return explain_objective(declared, known)
        case Initiative():
            return explain_initiative(declared, known)
        case Metric():
            return explain_metric(declared, known)
        case Rule():
            return explain_rule(declared, known)
        case _:
            assert_never(declared)
