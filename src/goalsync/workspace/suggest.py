"""Did you mean, in a run that may find thousands of wrong words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from goalsync.model.near import nearest

_MOST: Final = 10
"""Suggestions over long lists in one run: comparing every wrong id with thousands would take minutes."""
_LONG: Final = 200


class Suggestions:
    """Finds the nearest word; gives up on long lists after 10 of them, so that errors stay quick."""

    def __init__(self) -> None:
        self._left = _MOST

    def nearest(self, word: str, known: Iterable[str]) -> str | None:
        """The known word most like `word`, if one is alike."""
        words = set(known)
        if len(words) > _LONG:
            if self._left <= 0:
                return None
            self._left -= 1
        return nearest(word, words)
