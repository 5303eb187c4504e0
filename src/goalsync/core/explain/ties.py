"""The rules as they are, and the ties that the last run stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from goalsync.core.explain.known import Known
from goalsync.core.explain.work import StoredWork
from goalsync.core.links import Rulebook
from goalsync.core.links.profile import Bounds
from goalsync.core.links.standing import Standings
from goalsync.core.links.state import LinkState, decoded
from goalsync.core.match import Lineage, Surroundings
from goalsync.core.summary.cadence import current_period
from goalsync.model.linked import Kin, Tie, TiedItem


@dataclass(frozen=True, slots=True)
class Ties:
    """What the numbers of stored ties stand for. `current`: the rules have not been edited since they were stored."""

    work: StoredWork
    book: Rulebook
    bounds: Bounds
    standings: Standings
    state: LinkState

    @property
    def current(self) -> bool:
        """Whether the rules that made them are those of now."""
        return self.state.digest == self.book.digest

    def own(self, number: int) -> Tie:
        """A tie by its number."""
        return self.standings.tables.ties[number]

    def from_whom(self, items: Iterable[TiedItem]) -> Mapping[str, str]:
        """uid → the key of the ancestor that it has its tie from, of those that inherit."""
        inheriting = {one.uid: one for one in items if one.own != one.carried}
        known: dict[str, Kin | None] = {}
        waiting = {one.parent for one in inheriting.values() if one.parent is not None}
        while waiting:
            found = self.work.kin(waiting)
            known.update((uid, found.get(uid)) for uid in waiting)
            above = {one.parent for one in found.values() if one.parent is not None and not self.own(one.own).binds}
            waiting = above - known.keys()
        return {
            uid: key for uid, one in inheriting.items() if (key := _giver(one.parent, one.carried, known)) is not None
        }


def _giver(parent: str | None, carried: int, known: Mapping[str, Kin | None]) -> str | None:
    seen: set[str] = set()
    while parent is not None and parent not in seen:
        seen.add(parent)
        one = known.get(parent)
        if one is None:
            return None
        if one.own == carried:
            return one.key
        parent = one.parent
    return None


def rulebook_of(known: Known, lineage: Lineage | None = None) -> Rulebook:
    """The rules as they are declared."""
    settings = known.configuration.settings
    around = Surroundings(known.snapshot.now, settings.timezone, lineage=lineage or Lineage())
    return Rulebook.of(known.configuration, around, current_period(settings, known.snapshot.today))


def ties_of(known: Known) -> Ties | None:
    """The stored ties; None: there are none, or they are not to be looked at."""
    kept = known.work.state() if known.work is not None else None
    if known.work is None or kept is None:
        return None
    state = decoded(kept).renamed(known.configuration.goals.renames())
    book = rulebook_of(known)
    return Ties(known.work, book, state.moments, Standings.of(book, state.tables, known.configuration.goals), state)
