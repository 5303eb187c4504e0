"""The top of a file: which lists it may hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from goalsync.workspace.document import Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import both, quoted
from goalsync.workspace.validation import is_list

SECTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "config/goals": ("objectives", "goals", "kpis", "initiatives"),
    "mappings": ("metrics", "rules", "exempt", "tests"),
    "config/check-ins": ("check_ins",),
}
"""Folder → the lists that its files may hold."""


def check_sections(part: Part, folder: str, problems: Problems) -> frozenset[str]:
    """Tell every key at the top of a file that is no list or does not belong there.

    The folders of which something was declared that is not read for that.
    """
    known = SECTIONS[folder]
    unread: set[str] = set()
    for child in part.children():
        key = str(child.path[-1])
        if key in known:
            if not is_list(child, problems):
                unread.add(folder)
            continue
        home = next((other for other, sections in SECTIONS.items() if key in sections), None)
        near = problems.suggestions.nearest(key, known)
        if home is not None:
            said, remedy = f"unknown key; {key} belong in {home}/*.yaml", f"move it to a file in {home}/"
        elif near:
            said, remedy = f"unknown key; did you mean {quoted(near)}?", f"write {quoted(near)}"
        else:
            said, remedy = "unknown key", f"remove it; known here: {both(known)}"
        unread.add(home or folder)
        problems.error(child, (), said, rule="unknown-key", remedy=remedy)
    return frozenset(unread)
