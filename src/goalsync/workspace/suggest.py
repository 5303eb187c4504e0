"""Did you mean: the nearest known word, looked for only when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_MOST: Final = 10
"""Suggestions over long lists in one run: comparing every wrong id with thousands would take minutes."""
_LONG: Final = 200


class Suggestions:
    """Finds the nearest word; gives up on long lists after 10 of them, so that errors stay quick."""

    def __init__(self) -> None:
        self._left = _MOST

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        """The known word most like `word`, if one is alike."""
        words = sorted(set(known))
        if len(words) > _LONG:
            if self._left <= 0:
                return None
            self._left -= 1
        return nearest(word, words)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if one is alike; a part written in full (`KR2` → `O1.KR2`) comes first."""
    from difflib import get_close_matches  # noqa: PLC0415  # only when something is wrong

    words = list(known)
    whole = [one for one in words if one.endswith("." + word)]
    if len(whole) == 1:
        return whole[0]
    by_lower = {one.lower(): one for one in words}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.7)
    return by_lower[found[0]] if found else None
