"""Texts of a condition against the text of an item: equal, a glob, or a RE2 pattern."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fnmatch import translate
from typing import Final

_GLOB: Final = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Texts:
    """Any of several texts. `matches` takes a value as it is; `exact`: the folded texts where all are plain words."""

    matches: Callable[[str], bool]
    exact: frozenset[str] | None

    def any(self, values: Iterable[str]) -> bool:
        """Whether one of the values matches."""
        return any(map(self.matches, values))


def texts_of(texts: Sequence[str]) -> Texts:
    """Compile texts once. A text also matches what reads exactly like it: `dependabot[bot]` need not be a glob."""
    words = frozenset(text.casefold() for text in texts if not is_pattern(text))
    globs = [_glob(word) for word in sorted(words) if not _GLOB.isdisjoint(word)]
    patterns = [_pattern(text) for text in texts if is_pattern(text)]
    if not globs and not patterns:
        return Texts(lambda value: value.casefold() in words, words)
    if not globs and not words:
        return Texts(lambda value: any(pattern(value) for pattern in patterns), None)

    def matches(value: str) -> bool:
        word = value.casefold()
        return word in words or any(glob(word) for glob in globs) or any(pattern(value) for pattern in patterns)

    return Texts(matches, None)


def is_pattern(text: str) -> bool:
    """Whether it is `/…/`, a RE2 pattern, and not a glob."""
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


def _glob(word: str) -> Callable[[str], object]:
    """A glob over a whole folded word; the usual ones without a regular expression."""
    inner = word.strip("*")
    if _GLOB.isdisjoint(inner):
        match (word.startswith("*"), word.endswith("*")):
            case (True, True):
                return lambda value: inner in value
            case (False, True):
                return lambda value: value.startswith(inner)
            case (True, False):
                return lambda value: value.endswith(inner)
            case _:
                pass
    return re.compile(translate(word)).match


def _pattern(text: str) -> Callable[[str], object]:
    """A RE2 pattern looked for anywhere; case counts unless it says `(?i)`. Linear time whatever the pattern."""
    import re2  # type: ignore[import-untyped]  # noqa: PLC0415 - only workspaces with patterns pay for it

    found: Callable[[str], object] = re2.compile(text[1:-1]).search
    return found
