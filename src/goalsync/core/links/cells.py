"""Cells: so many items with one tie, one profile, and the same subjects that their descendants count for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from goalsync.core.links.profile import Profile
from goalsync.model.linked import Tie

T = TypeVar("T")

Cell = tuple[int, int, int]
"""Numbers of the tie that counts, of what is covered, and of the profile."""
Cells = Mapping[Cell, int]


@dataclass(slots=True)
class Tables:
    """What the numbers in rows and cells stand for; they grow as things are met, and 0 is nothing."""

    ties: list[Tie] = field(default_factory=lambda: [Tie()])
    profiles: list[Profile] = field(default_factory=list)
    covers: list[tuple[str, ...]] = field(default_factory=lambda: [()])
    _ties: dict[Tie, int] = field(default_factory=dict)
    _profiles: dict[Profile, int] = field(default_factory=dict)
    _covers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def tie(self, tie: Tie) -> int:
        """The number of a tie."""
        return _number(self.ties, self._ties, tie)

    def profile(self, profile: Profile) -> int:
        """The number of a profile."""
        return _number(self.profiles, self._profiles, profile)

    def cover(self, subjects: tuple[str, ...]) -> int:
        """The number of subjects in order that descendants count for."""
        return _number(self.covers, self._covers, subjects)


def _number(things: list[T], numbers: dict[T, int], thing: T) -> int:
    if len(numbers) < len(things):
        numbers.update({one: number for number, one in enumerate(things)})
    number = numbers.get(thing)
    if number is None:
        number = numbers[thing] = len(things)
        things.append(thing)
    return number
