"""Issue types → kinds. Pure."""

from __future__ import annotations

from typing import Final

from goalsync.model.vocabulary import Kind
from goalsync.sdk.work import folded

EPIC_LEVEL: Final = 1
_KNOWN: Final = {
    "story": Kind.STORY,
    "user story": Kind.STORY,
    "task": Kind.TASK,
    "bug": Kind.BUG,
    "defect": Kind.BUG,
}
_KNOWN_WITHOUT_LEVEL: Final = _KNOWN | {"epic": Kind.EPIC, "initiative": Kind.INITIATIVE}


def kind_of(name: str, untranslated: str | None, subtask: bool | None, level: int | None) -> Kind:
    """The kind of an issue type as Jira itself has it.

    Cloud says a level: below 0 a sub-task, 1 an epic, above an initiative, whatever their names; among the types of
    level 0 names tell (the untranslated one where there is one). Data Center says only which types are sub-tasks; there
    epics and initiatives are told by name as well. What no rule knows is `other`: `kinds:` names it.
    """
    if subtask or (level is not None and level < 0):
        return Kind.SUBTASK
    if level is not None and level > 0:
        return Kind.EPIC if level == EPIC_LEVEL else Kind.INITIATIVE
    known = _KNOWN_WITHOUT_LEVEL if level is None else _KNOWN
    by_own = known.get(folded(untranslated)) if untranslated else None
    return by_own or known.get(folded(name), Kind.OTHER)
