"""What of an item is added up: so many items have the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from goalsync.core.match.days import end_of, start_of
from goalsync.model.goals import Goals
from goalsync.model.period import Period
from goalsync.model.vocabulary import Presence

CLOSING: Final = frozenset({"done", "dropped"})
"""Phases of what is closed: when that was matters."""
UNDATED: Final = -1
"""In the place of the bounds passed: it does not say when it was closed."""
GONE: Final = frozenset({Presence.DELETED.value, Presence.MOVED.value, Presence.OUT_OF_COVERAGE.value})
"""Presences of what is in scope of nothing."""
UNSEEN: Final = frozenset({Presence.ACCESS_LOST.value, Presence.UNOBSERVED.value})
"""Presences of what counts as it was last seen, and holds what it counts for."""


class Profile(Struct, frozen=True, order=True, gc=False):
    """An item as it is added up. `passed`: of what is closed, how many of the bounds had passed by then."""

    source: str
    project: str
    team: str | None
    kind: str
    phase: str
    presence: str
    points: float | None
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    """The moments at which it matters when something was closed, as texts in order: ends of periods, the cadence's."""

    texts: tuple[str, ...]
    cadence: tuple[int, int]
    """Closed in the cadence period has passed at least the one and at most the other."""
    ends: Mapping[str, int]
    """Key result or goal → what is done by its last day has passed at most that many."""

    @classmethod
    def of(cls, goals: Goals, cadence: Period, zone: ZoneInfo) -> Bounds:
        """Those of what is declared."""
        periods = {name: one.period for name, one in goals.key_results.items()}
        periods |= {name: one.period for name, one in goals.goals.items()}
        ends = {name: end_of(period.end, zone) for name, period in periods.items()}
        first, last = start_of(cadence.start, zone), end_of(cadence.end, zone)
        texts = _ordered((first, last, *ends.values()))
        return cls(
            texts=texts,
            cadence=(bisect_left(texts, first) + 1, bisect_left(texts, last)),
            ends={name: bisect_left(texts, end) for name, end in ends.items()},
        )

    def passed(self, closed: str | None) -> int:
        """How many bounds had passed when something was closed."""
        return UNDATED if closed is None else bisect_right(self.texts, closed)

    def end_of(self, subject: str) -> str | None:
        """The moment at which the last day of a subject is over; None: it has none."""
        at = self.ends.get(subject)
        return None if at is None else self.texts[at]

    def in_time(self, subject: str, passed: int) -> bool:
        """Whether what was closed then was so by the last day of a subject; what does not say when, was."""
        end = self.ends.get(subject)
        return end is None or passed <= end

    def in_cadence(self, passed: int) -> bool:
        """Whether it was closed in the cadence period."""
        return self.cadence[0] <= passed <= self.cadence[1]


def _ordered(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(texts)))
