"""`.goalsync-baseline.yaml` → what the team accepts; and back into text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from goalsync.core import flow
from goalsync.model.baseline import Accepted
from goalsync.model.finding import KINDS
from goalsync.workspace.document import Part
from goalsync.workspace.names import entries
from goalsync.workspace.problems import Problems
from goalsync.workspace.validation import is_list, is_mapping, validated
from goalsync.workspace.written.baseline import AcceptedEntry

_HEAD: Final = """\
# Findings that the team accepts for a while: they are shown apart and do not count, up to and including `until`.
# `goalsync drift --write-baseline` writes this file anew: entries keep their reason and last day, comments are lost,
# and what is no finding any more leaves it. Say in `reason` why it may wait; remove an entry to make it count again.
"""
_SECTION: Final = "accepted"


def accepted_of(document: Part, problems: Problems) -> tuple[Accepted, ...]:
    """The entries that are right, in order, with the problems of the others told."""
    for child in document.children():
        if child.path[-1] != _SECTION:
            said, remedy = "unknown key", f"remove it; known here: {_SECTION}"
            problems.error(child, (), said, rule="unknown-key", remedy=remedy)
        else:
            is_list(child, problems)
    found: dict[tuple[str, str], Accepted] = {}
    for part in entries(document, _SECTION):
        one = _entry(part, problems)
        if one is None:
            continue
        first = found.setdefault((one.kind, one.subject), one)
        if first is not one:
            said = f"accepted twice; it stands at {first.place} already"
            problems.error(part, ("subject",), said, rule="duplicate-id", remedy="keep one of them")
    return tuple(found.values())


def text_of(accepted: Iterable[Accepted]) -> str:
    """The whole file; `accepted_of` reads the same entries back."""
    return _HEAD + "".join(_lines(tuple(accepted)))


def _lines(accepted: tuple[Accepted, ...]) -> Iterator[str]:
    if not accepted:
        yield f"{_SECTION}: []\n"
        return
    yield f"{_SECTION}:\n"
    for one in accepted:
        yield f"  - kind: {flow.scalar(one.kind)}\n"
        yield f"    subject: {flow.scalar(one.subject)}\n"
        yield f"    reason: {flow.scalar(one.reason)}\n"
        yield f"    until: {one.until.isoformat()}\n"


def _entry(part: Part, problems: Problems) -> Accepted | None:
    if not is_mapping(part, problems):
        return None
    written = validated(AcceptedEntry, part, problems)
    if written is None:
        return None
    if written.kind not in KINDS:
        said = problems.unknown(written.kind, KINDS, "kind of finding")
        problems.warning(part, ("kind",), said, rule="dangling-id", remedy="correct it, or remove the entry")
    return Accepted(written.kind, written.subject, written.reason, written.until, part.place)
