"""What an item is to the goals, told from its tie and profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from goalsync.core.links.book import Rulebook
from goalsync.core.links.cells import Tables
from goalsync.core.links.profile import GONE, Profile
from goalsync.model.goals import Goals
from goalsync.model.linked import Tie
from goalsync.model.measures import Work
from goalsync.model.vocabulary import Scope

DROPPED: Final = "dropped"
KIND: Final = "kind"


def left_out(profile: Profile, book: Rulebook) -> str | None:
    """Why an item is out of scope whatever it is tied to: deleted, moved, out_of_coverage, kind or dropped; or None."""
    if profile.presence in GONE:
        return profile.presence
    if not book.counted(profile.source, profile.kind):
        return KIND
    return DROPPED if profile.phase == DROPPED else None


def scope_of(tie: Tie, profile: Profile, book: Rulebook) -> Scope:
    """The scope of an item with the tie that counts."""
    return Scope.OUT_OF_SCOPE if left_out(profile, book) is not None else tied_scope(tie)


def tied_scope(tie: Tie) -> Scope:
    """The scope of what is in scope, by the tie that counts."""
    if tie.links:
        return Scope.LINKED
    return Scope.EXEMPT if tie.exemption is not None else Scope.UNLINKED


@dataclass(slots=True)
class Standings:
    """The same for numbers of tables, found out once each; and whom items count for, as bits of subjects."""

    book: Rulebook
    tables: Tables
    subjects: tuple[str, ...]
    """All that work can count for, in order; a subject's bit is its place."""
    with_dropped: int
    """Of the subjects for which dropped work is more than left out."""
    _bits: Mapping[str, int]
    _shares: dict[int, Mapping[str, float]] = field(default_factory=dict)
    _masks: dict[int, int] = field(default_factory=dict)
    _left_out: dict[int, str | None] = field(default_factory=dict)
    _covers: dict[int, int] = field(default_factory=dict)
    _bits_of: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Rulebook, tables: Tables, goals: Goals) -> Standings:
        """Those of what is declared."""
        subjects = tuple(sorted((*goals.key_results, *goals.goals, *goals.kpis, *goals.initiatives)))
        bits = {name: 1 << place for place, name in enumerate(subjects)}
        keeping = [
            name
            for name, one in goals.key_results.items()
            if isinstance(one.measure, Work) and one.measure.dropped != "exclude"
        ]
        return cls(book, tables, subjects, sum(bits[name] for name in keeping), bits)

    def shares(self, tie: int) -> Mapping[str, float]:
        """Subject → the share of an item with this tie."""
        if tie not in self._shares:
            self._shares[tie] = self.book.shares.of_links(self.tables.ties[tie].links)
        return self._shares[tie]

    def left_out(self, profile: int) -> str | None:
        """Why an item is out of scope whatever it is tied to."""
        if profile not in self._left_out:
            self._left_out[profile] = left_out(self.tables.profiles[profile], self.book)
        return self._left_out[profile]

    def mask(self, tie: int, profile: int) -> int:
        """The subjects that an item counts for, so that its ancestors do not."""
        why = self.left_out(profile)
        if why is None:
            return self.counted_for(tie)
        return self.counted_for(tie) & self.with_dropped if why == DROPPED else 0

    def counted_for(self, tie: int) -> int:
        """The subjects to which a tie gives a share."""
        if tie not in self._masks:
            self._masks[tie] = sum(self._bits.get(name, 0) for name, share in self.shares(tie).items() if share > 0)
        return self._masks[tie]

    def cover(self, mask: int) -> int:
        """The number of what descendants count for."""
        if mask not in self._covers:
            names: list[str] = []
            rest = mask
            while rest:
                lowest = rest & -rest
                names.append(self.subjects[lowest.bit_length() - 1])
                rest ^= lowest
            self._covers[mask] = self.tables.cover(tuple(names))
        return self._covers[mask]

    def bits_of(self, cover: int) -> int:
        """The subjects of a cover as bits; what is no longer declared has none."""
        if cover not in self._bits_of:
            self._bits_of[cover] = sum(self._bits.get(name, 0) for name in self.tables.covers[cover])
        return self._bits_of[cover]

    def scope(self, tie: int, profile: int) -> Scope:
        """The scope of an item with the tie that counts."""
        if self.left_out(profile) is not None:
            return Scope.OUT_OF_SCOPE
        return tied_scope(self.tables.ties[tie])
