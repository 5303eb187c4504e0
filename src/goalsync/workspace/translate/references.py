"""References of entries that are wrong elsewhere: dangling ones are told in the same run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import GOAL, INITIATIVE, KEY_RESULT, KPI, OBJECTIVE, Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written

_KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "metric": ("metric",),
    "contributes_to": (OBJECTIVE,),
    "serves": (KEY_RESULT, GOAL, KPI),
    "link_to": (INITIATIVE, KEY_RESULT, GOAL),
}


def check_references(part: Part, names: Names, problems: Problems) -> None:
    """Tell what dangles in an entry that could not be read as a whole."""
    for key, kinds in _KINDS.items():
        namespace = names.metrics if key == "metric" else names.goals
        for path, name in _named(part.mapping.get(key)):
            namespace.check(part, (key, *path), name, kinds, problems)
    for index, _ in enumerate(_list(part.mapping.get("pass_if"))):
        check_references(part.at(("pass_if", index)), names, problems)
    if isinstance(part.mapping.get("expect"), dict):
        check_references(part.at(("expect",)), names, problems)


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
