"""Changes of a plan in words, the same for text and html."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from goalsync.model.report import ChangePart, Report
from goalsync.model.vocabulary import ChangeKind, Truth
from goalsync.render.characters import shown
from goalsync.render.numbers import NOTHING, counted, number, percent
from goalsync.render.words import sign, words

Plain = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after, as shown; equal texts where a rounded number hides the difference never occur."""

    field: str
    before: str | None
    after: str


_HEADINGS: Final[dict[str, tuple[str, str]]] = {
    ChangeKind.RECORD_CHECK_IN: ("check-in", "check-ins"),
    ChangeKind.ADD_LINK: ("new link", "new links"),
    ChangeKind.REMOVE_LINK: ("removed link", "removed links"),
    ChangeKind.FLAG_UNLINKED: ("item newly unlinked", "items newly unlinked"),
    ChangeKind.CLEAR_FLAG: ("item no longer unlinked", "items no longer unlinked"),
    ChangeKind.NOTE_SCOPE_CHANGE: ("change of scope", "changes of scope"),
    ChangeKind.WRITE_BACK: ("write to another system", "writes to other systems"),
}


def counted_kind(kind: str, count: int) -> str:
    """`3 check-ins`, `12 new links`: planned or done, the same words."""
    one, many = _HEADINGS.get(kind, (words(kind), words(kind)))
    return counted(count, one, many)


def counted_changes(report: Report) -> list[str]:
    """Every kind of change with how many there are: of a grouped one the links or items in it, not the groups."""
    found: dict[str, int] = {}
    for change in report.changes:
        found[change.kind] = found.get(change.kind, 0) + (1 if change.count is None else change.count)
    return [counted_kind(kind, found[kind]) for kind in report.change_counts if kind in found]


def titles(report: Report) -> Mapping[str, str]:
    """What a change may be of, with its title."""
    return {
        **{part.id: part.title for part in report.objectives},
        **{part.id: part.title for part in report.key_results},
        **{part.id: part.statement for part in report.goals},
        **{part.id: part.title for part in report.kpis},
    }


def units(report: Report) -> Mapping[str, str | None]:
    """The units of what has one."""
    return {
        **{part.id: part.unit for part in report.key_results},
        **{part.id: part.unit for part in report.kpis},
    }


def differences(change: ChangePart, unit: str | None = None) -> list[Difference]:
    """What differs, field by field in their order; of something new, what there is."""
    before, after = change.before or {}, change.after or {}
    found = []
    for name in [*after, *(name for name in before if name not in after)]:
        old, new = before.get(name), after.get(name)
        if change.before is None:
            if new is not None and (name, new) != ("truth", Truth.KNOWN):
                found.append(Difference(words(name), None, _text(name, new, unit)))
        elif old != new:
            found.append(_difference(name, old, new, unit))
    return found


def _difference(name: str, old: Plain, new: Plain, unit: str | None) -> Difference:
    before, after = _text(name, old, unit), _text(name, new, unit)
    if before == after:
        before, after = _exact(old), _exact(new)
    return Difference(words(name), before, after)


def _exact(value: Plain) -> str:
    return NOTHING if value is None else shown(repr(value) if isinstance(value, float) else str(value))


def _text(name: str, value: Plain, unit: str | None) -> str:
    write = _WRITERS.get(name)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (int, float)):
        return percent(value) if name in ("progress", "expected_progress", "score") else number(value, unit)
    if value is None:
        return NOTHING
    return write(value) if write else shown(value)


_WRITERS: Final[Mapping[str, Callable[[str], str]]] = {
    "status": lambda value: str(sign(value)),
    "truth": words,
}
