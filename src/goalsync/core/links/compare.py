"""What is new: items as they are tied now beside how they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from goalsync.core.links.cells import Cell, Tables
from goalsync.core.links.classifier import LEFT
from goalsync.core.links.forest import NOTHING
from goalsync.core.links.profile import Bounds, Profile
from goalsync.core.links.standing import Standings
from goalsync.core.links.state import LinkState
from goalsync.model.copies import replace
from goalsync.model.linked import Link, ScopeRow, TieRow
from goalsync.model.vocabulary import Scope

Stored = tuple[str, str | None, int | None, int | None, int | None, int | None, str | None, int, str | None, int | None]
"""uid, scope, own, carried, cover, profile (None: never tied), the parent and whether it waits for one now, and as
they were."""


@dataclass(slots=True)
class Difference:
    """Everything that differs. `moves`: from which cell of before to which of now, with how many items."""

    rows: list[TieRow] = field(default_factory=list)
    scopes: list[ScopeRow] = field(default_factory=list)
    added: dict[tuple[str, str, float, str | None, float | None], list[str]] = field(default_factory=dict)
    """(goal, rule, share, rule before, share before) → uids."""
    removed: dict[tuple[str, str, float], list[str]] = field(default_factory=dict)
    flagged: dict[tuple[str, str, str | None, str | None], list[str]] = field(default_factory=dict)
    """(source, project, team, scope before) → uids of newly unlinked items."""
    cleared: dict[tuple[str, str, str | None, str], list[str]] = field(default_factory=dict)
    """(source, project, team, scope now) → uids."""
    moves: Counter[tuple[Cell | None, Cell | None]] = field(default_factory=Counter)


@dataclass(slots=True)
class Renumbered:
    """Numbers of the state before as numbers of now."""

    before: LinkState
    tables: Tables
    bounds: Bounds
    same: bool
    _ties: dict[int, int] = field(default_factory=dict)
    _covers: dict[int, int] = field(default_factory=dict)
    _profiles: dict[int, int] = field(default_factory=dict)

    def tie(self, number: int) -> int:
        """The number of a tie."""
        if self.same:
            return number
        return _kept(self._ties, number, lambda: self.tables.tie(self.before.ties[number]))

    def cover(self, number: int) -> int:
        """The number of what is covered."""
        if self.same:
            return number
        return _kept(self._covers, number, lambda: self.tables.cover(self.before.covers[number]))

    def profile(self, number: int) -> int:
        """The number of a profile, told by the bounds of now: as if closed when the last bound before was passed."""
        if self.same:
            return number
        return _kept(self._profiles, number, lambda: self.tables.profile(self._now(self.before.profiles[number])))

    def _now(self, profile: Profile) -> Profile:
        if profile.passed <= 0 or self.before.bounds == self.bounds.texts:
            return profile
        return replace(profile, passed=self.bounds.passed(self.before.bounds[profile.passed - 1]))


def _kept(known: dict[int, int], number: int, find: Callable[[], int]) -> int:
    found = known.get(number)
    if found is None:
        found = known[number] = find()
    return found


def compare(
    now: Iterable[tuple[int, int, int, int]],
    before: Iterable[Stored],
    standings: Standings,
    to: Renumbered,
    cells: Counter[Cell],
) -> Difference:
    """Compare (own, carried, cover, profile) of items with their stored rows, both in the same order.

    Items that never were tied and are left, or in doubt, are not compared; what was tied before stands, in doubt, in
    the cell that it was in, which is added to `cells`. What was unlinked before is no news.
    """
    found = Difference()
    tables, ties = standings.tables, standings.tables.ties
    renumbers = not to.same or to.before.bounds != to.bounds.texts
    for numbers, row in zip(now, before, strict=True):
        own, carried, cover, profile = numbers
        uid, scope, s_own, s_carried, s_cover, s_profile, parent, waiting, s_parent, s_waiting = row
        if carried < 0:
            if carried == LEFT or s_own is None or s_carried is None or s_cover is None or s_profile is None:
                continue
            if to.before.ties[s_carried].binds:
                own, carried, cover, profile = (
                    to.tie(s_own),
                    to.tie(s_carried),
                    to.cover(s_cover),
                    to.profile(s_profile),
                )
            else:
                carried = NOTHING
            cells[carried, cover, profile] += 1
        same_numbers = not renumbers and (s_own, s_carried, s_cover, s_profile) == (own, carried, cover, profile)
        if same_numbers and parent == s_parent and waiting == s_waiting:
            continue
        found.rows.append(TieRow(uid, own, carried, cover, profile, parent, bool(waiting)))
        if same_numbers:
            continue
        new: Cell = (carried, cover, profile)
        old: Cell | None = None
        links: tuple[Link, ...] = ()
        if s_carried is not None and s_cover is not None and s_profile is not None:
            old = (s_carried, s_cover, s_profile)
            links = to.before.ties[s_carried].links
        found.moves[old, new] += 1
        if ties[carried].links != links:
            _relink(found, uid, links, ties[carried].links)
        is_now = standings.scope(carried, profile).value
        if is_now != scope:
            found.scopes.append(ScopeRow(uid, is_now))
            _flag(found, uid, scope, is_now, tables.profiles[profile])
    return found


def _relink(found: Difference, uid: str, before: tuple[Link, ...], after: tuple[Link, ...]) -> None:
    old, new = {link.goal: link for link in before}, {link.goal: link for link in after}
    for goal, link in new.items():
        was = old.get(goal)
        if was != link:
            key = (goal, link.rule, link.share, was.rule if was else None, was.share if was else None)
            found.added.setdefault(key, []).append(uid)
    for goal, link in old.items():
        if goal not in new:
            found.removed.setdefault((goal, link.rule, link.share), []).append(uid)


def _flag(found: Difference, uid: str, before: str | None, after: str, profile: Profile) -> None:
    place = (profile.source, profile.project, profile.team)
    if after == Scope.UNLINKED:
        found.flagged.setdefault((*place, before), []).append(uid)
    elif before == Scope.UNLINKED:
        found.cleared.setdefault((*place, after), []).append(uid)
