"""Which issue another one belongs to, by every way that Jira says it. Pure.

Cloud: `parent` on all levels. Data Center: `parent` of sub-tasks, Epic Link (the key of the epic), Parent Link of
Advanced Roadmaps (the key of what is above an epic).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from goalsync.model.vocabulary import Kind
from goalsync_jira.facts.kinds import EPIC_LEVEL, kind_of
from goalsync_jira.facts.values import link

if TYPE_CHECKING:
    from goalsync_jira.facts.fields import Fields
    from goalsync_jira.facts.raw import RawFields, RawParent


class Parent(NamedTuple):
    """The nearest parent: its native id where known, its key, whether it is an epic."""

    id: str | None = None
    key: str | None = None
    is_epic: bool = False
    unclear: str | None = None
    """The fields that contradict each other; then none of them counts."""


_NONE: Final = Parent()


def parent_of(fields: RawFields, meant: Fields) -> Parent:
    """The nearest parent: Jira's own `parent`, else the Epic Link, else the Parent Link."""
    own = fields.parent
    if own is not None and (own.id or own.key):
        return Parent(str(own.id) if own.id else None, own.key or None, _is_epic(own))
    for names, is_epic in ((meant.epic_link, True), (meant.parent_link, False)):
        if names:
            found = _linked(fields, names)
            if len(found) > 1:
                return Parent(unclear=", ".join(names))
            if found:
                return Parent(*found.pop(), is_epic=is_epic)
    return _NONE


def _linked(fields: RawFields, names: Iterable[str]) -> set[tuple[str | None, str | None]]:
    links = (link(value) for name in names if (value := getattr(fields, name)) is not None)
    return {found for found in links if found != (None, None)}


def _is_epic(parent: RawParent) -> bool:
    type_ = parent.fields.issuetype if parent.fields else None
    if type_ is None:
        return False
    if type_.hierarchy_level is not None:
        return type_.hierarchy_level == EPIC_LEVEL
    return kind_of(type_.name or "", type_.untranslated_name, type_.subtask, type_.hierarchy_level) is Kind.EPIC
