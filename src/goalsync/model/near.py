"""Did you mean: the known word that is most like what was typed, looked for only when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

_ALIKE: Final = 0.7
"""How much of two words must be equal (1: all)."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, if one is alike; a part written in full (`KR2` → `O1.KR2`) comes first."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    words = sorted(set(known))
    whole = [one for one in words if one.endswith("." + word)]
    if len(whole) == 1:
        return whole[0]
    by_lower = {one.lower(): one for one in words}
    found = get_close_matches(word.lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[found[0]] if found else None
