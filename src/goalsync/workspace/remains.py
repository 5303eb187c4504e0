"""What is left of an entry without what is wrong with it, so that one mistake does not hide the others."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from goalsync.workspace.document import Key

Path = tuple[Key, ...]


def remains(given: object, wrong: Collection[Path], renamed: Mapping[Path, str]) -> object:
    """`given` without the values at the paths `wrong`; those of `renamed` go on under the key that was meant.

    A wrong entry of a list takes its whole list with it, for the others would change their places.
    """
    left = given
    for path in sorted({_of_key(path) for path in wrong}, key=len, reverse=True):
        left = _without(left, path, renamed.get(path))
    return left


def _of_key(path: Path) -> Path:
    """The path up to the last mapping's key before an index."""
    first = next((index for index, key in enumerate(path) if isinstance(key, int)), len(path))
    return path[:first]


def _without(value: object, path: Path, instead: str | None) -> object:
    if not path or not isinstance(value, dict) or path[0] not in value:
        return value
    key, *rest = path
    if rest:
        return {**value, key: _without(value[key], tuple(rest), instead)}
    left = {name: inner for name, inner in value.items() if name != key}
    if instead is not None and instead not in value:
        left[instead] = value[key]
    return left


def told_by_the_rest(message: str, mapping: object, dropped: Collection[str], *, unknown_only: bool) -> bool:
    """Whether what a check of a whole mapping says is about what is left of it, not about what was dropped.

    It must name no key that was dropped; where the value of a known key was, it must name one that is left.
    """
    words = set(re.findall(r"\w+", message))
    left = set(mapping) if isinstance(mapping, dict) else set()
    if words & set(dropped) or not left:
        return False
    return unknown_only or bool(words & left)
