"""What a condition can possibly match, told from its text alone."""

from __future__ import annotations

from goalsync.core.match.texts import texts_of
from goalsync.model.condition import Condition


def may_match(condition: Condition, source: str, project: str) -> bool:
    """Whether an item of this project of this source could match; what cannot be told counts as yes."""
    if condition.source and not texts_of(condition.source).matches(source):
        return False
    if condition.project and not texts_of(condition.project).matches(project):
        return False
    if not all(may_match(inner, source, project) for inner in condition.all):
        return False
    return not condition.any or any(may_match(inner, source, project) for inner in condition.any)


def looks_up(condition: Condition) -> bool:
    """Whether it needs to know an item's ancestors."""
    return any(one.parent or one.under for one in condition.everywhere())
