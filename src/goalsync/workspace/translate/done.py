"""`done_when`: an initiative, or the key of a work item."""

from __future__ import annotations

import re
from typing import Final

from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import INITIATIVE, Names
from goalsync.workspace.problems import Problems

_ITEM: Final = re.compile(
    r"item:.+"  # said outright
    r"|[A-Z][A-Z0-9_]*-\d+"  # Jira
    r"|[\w.-]+/[\w.-]+(?:#\d+|/milestones/\d+)"  # GitHub
)


def check_done_when(part: Part, path: tuple[Key, ...], name: str, names: Names, problems: Problems) -> None:
    """A problem unless `name` is an initiative's id or looks like the key of an item."""
    if names.goals.kind(name) is None and _ITEM.fullmatch(name):
        return
    if names.goals.kind(name) is None and names.goals.complete:
        said = problems.unknown(name, names.goals.of((INITIATIVE,)), INITIATIVE)
        remedy = "declare the initiative in config/goals/*.yaml, or name an item: SHOP-12, owner/name#12 or item:KEY"
        problems.error(part, path, said, rule="dangling-id", remedy=remedy)
        return
    names.goals.check(part, path, name, (INITIATIVE,), problems)
