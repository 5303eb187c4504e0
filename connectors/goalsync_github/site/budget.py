"""How many requests are left, as the last answers said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from threading import Lock
from typing import Final

from msgspec import Struct

_LITTLE: Final = 0.1
"""Below this part of the budget it is worth a note."""


class Left(Struct, frozen=True):
    """One budget: `core` is that of REST, `graphql` and `search` have their own. `reset`: seconds since 1970."""

    resource: str
    limit: int
    remaining: int
    reset: int

    @property
    def resets_at(self) -> datetime:
        """When it is full again."""
        return datetime.fromtimestamp(self.reset, UTC)


class Budget:
    """Threads share it. Enterprise Server usually has no limits: then nothing is known, and nothing said."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left: dict[str, Left] = {}

    def take(self, headers: Mapping[str, str]) -> None:
        """Note what an answer says."""
        found = _left(headers)
        if found is None:
            return
        with self._lock:
            before = self._left.get(found.resource)
            if before is None or found.reset > before.reset or found.remaining < before.remaining:
                self._left[found.resource] = found

    def left(self) -> tuple[Left, ...]:
        """The budgets that are known, in order of their names."""
        with self._lock:
            return tuple(self._left[name] for name in sorted(self._left))

    def notes(self) -> tuple[str, ...]:
        """What a person should know: a budget that is almost used up."""
        return tuple(
            f"only {one.remaining} of {one.limit} requests ({one.resource}) are left until "
            f"{one.resets_at:%Y-%m-%d %H:%M} UTC"
            for one in self.left()
            if one.remaining < one.limit * _LITTLE
        )


def _left(headers: Mapping[str, str]) -> Left | None:
    """https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api"""
    try:
        limit, remaining, reset = (
            int(float(headers[f"X-RateLimit-{name}"])) for name in ("Limit", "Remaining", "Reset")
        )
    except (KeyError, ValueError, OverflowError):
        return None
    resource = headers.get("X-RateLimit-Resource", "core").strip().lower()[:20]
    return Left(resource, limit, remaining, reset) if limit > 0 and 0 <= reset < 1e11 else None
