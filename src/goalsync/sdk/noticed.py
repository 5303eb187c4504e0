"""What a translator came across that a person may have to settle. Thread-safe: pages are translated in parallel."""

from __future__ import annotations

from collections import defaultdict
from threading import Lock
from typing import Final

_SHOWN: Final = 3
_KEPT: Final = 100_000
"""Issues counted per matter; beyond it "at least" is said."""


class Noticed:
    """Matters and the issues they were seen in; told in one line each, in an order that does not depend on timing."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, matter: str, key: str) -> None:
        """Something was noticed in an issue."""
        with self._lock:
            keys = self._seen[matter]
            if len(keys) < _KEPT:
                keys.add(key)

    def notes(self) -> tuple[str, ...]:
        """`MATTER: N issues, such as A-1, A-2, A-3`, sorted."""
        with self._lock:
            seen = {matter: sorted(keys, key=lambda key: (len(key), key)) for matter, keys in self._seen.items()}
        return tuple(f"{matter}: {_told(keys)}" for matter, keys in sorted(seen.items()))


def _told(keys: list[str]) -> str:
    if len(keys) <= _SHOWN:
        return ", ".join(keys)
    least = "at least " if len(keys) >= _KEPT else ""
    return f"{least}{len(keys)} issues, such as {', '.join(keys[:_SHOWN])}"
