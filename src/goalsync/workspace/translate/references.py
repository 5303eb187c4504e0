"""References of entries that are wrong elsewhere: dangling ones are told in the same run.

What is told twice of one place is told once (`Problems`), so that it does no harm to look again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import GOAL, INITIATIVE, KEY_RESULT, KPI, OBJECTIVE, Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written
from goalsync.workspace.translate.done import check_done_when

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "metric": ("metric",),
    "contributes_to": (OBJECTIVE,),
    "serves": (KEY_RESULT, GOAL, KPI),
    "link_to": (INITIATIVE, KEY_RESULT, GOAL),
    "linked_to": (INITIATIVE, KEY_RESULT, GOAL),
}
_SELECTORS: Final = ("when", "count", "of", "item")
"""Keys that hold a condition, or an item, with its `source`."""


def check_references(part: Part, names: Names, problems: Problems) -> None:
    """Tell what dangles in an entry that could not be read as a whole."""
    for key, kinds in _KINDS.items():
        namespace = names.metrics if key == "metric" else names.goals
        for path, name in _named(part.mapping.get(key)):
            namespace.check(part, (key, *path), name, kinds, problems)
    done_when = part.mapping.get("done_when")
    if isinstance(done_when, str):
        check_done_when(part, ("done_when",), done_when, names, problems)
    for index, _ in enumerate(_list(part.mapping.get("pass_if"))):
        check_references(part.at(("pass_if", index)), names, problems)
    if isinstance(exempt := part.mapping.get("exempt"), str | int | float):
        names.exemptions.check(part, ("exempt",), written(exempt), ("exemption",), problems)
    for key in ("expect", "milestone"):
        if isinstance(part.mapping.get(key), dict):
            check_references(part.at((key,)), names, problems)
    for key in _SELECTORS:
        if key in part.mapping:
            check_sources(part.at((key,)), names, problems)
    for index, _ in enumerate(_list(part.mapping.get("ratio"))):
        check_sources(part.at(("ratio", index)), names, problems)


def check_sources(part: Part, names: Names, problems: Problems) -> None:
    """Tell the sources that a condition names and that do not exist; nothing where it is no condition."""
    from goalsync.workspace.translate.conditions import check_source_named  # noqa: PLC0415  # few workspaces need it

    if not part.mapping:
        return
    for path, text in _named(part.mapping.get("source")):
        check_source_named(part, ("source", *path), text, names, problems)
    for key in ("all", "any"):
        for index, _ in enumerate(_list(part.mapping.get(key))):
            check_sources(part.at((key, index)), names, problems)
    if "not" in part.mapping:
        check_sources(part.at(("not",)), names, problems)


def _named(value: object) -> Iterator[tuple[tuple[Key, ...], str]]:
    match value:
        case str() | int() | float():
            yield (), written(value)
        case dict():
            yield from (((key,), str(key)) for key in value)
        case list():
            for index, one in enumerate(value):
                if isinstance(one, str | int | float):
                    yield (index,), written(one)


def _list(value: object) -> Iterable[object]:
    return value if isinstance(value, list) else ()
