"""Initiatives."""

from __future__ import annotations

from typing import Final

from goalsync.model.goals import Expectation, Initiative
from goalsync.workspace.document import Part
from goalsync.workspace.names import GOAL, KEY_RESULT, KPI, Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.references import check_references
from goalsync.workspace.validation import is_mapping, validated
from goalsync.workspace.written.goals import InitiativeEntry

_SERVED: Final = (KEY_RESULT, GOAL, KPI)


def initiative_of(part: Part, names: Names, problems: Problems) -> Initiative | None:
    """The initiative, or None with its problems."""
    if not is_mapping(part, problems):
        return None
    written = validated(InitiativeEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    serves: dict[str, float | None] = {}
    if isinstance(written.serves, dict):
        serves.update(written.serves)
        for name in serves:
            names.goals.check(part, ("serves", name), name, _SERVED, problems)
        total = sum(written.serves.values())
        if total > 1 + 1e-9:
            said = f"the shares add up to {total:g}, more than 1"
            problems.error(part, ("serves",), said, rule="shares", remedy="make them add up to 1 at most")
    else:
        for index, name in enumerate(written.serves):
            names.goals.check(part, ("serves", index), name, _SERVED, problems)
            serves[name] = None
    expect = written.expect
    if expect is not None:
        names.metrics.check(part, ("expect", "metric"), expect.metric, ("metric",), problems)
    return Initiative(
        id=written.id,
        title=written.title,
        place=part.place,
        owner=written.owner,
        team=written.team,
        serves=serves,
        hypothesis=written.hypothesis,
        expect=Expectation(expect.metric, expect.change, expect.within) if expect else None,
        status=written.status,
        was=written.was,
    )
