"""Work looked at for findings, as this run ties it: what is unlinked, gone, elsewhere, unclear."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from goalsync.core.drift.loose import Ancestor, Loose, Whose, group_of, piled, some_of, told
from goalsync.core.drift.unlinked import KIND
from goalsync.core.links.book import Rulebook
from goalsync.core.links.linkage import Linkage
from goalsync.core.links.profile import CLOSING
from goalsync.core.links.standing import left_out
from goalsync.core.links.state import LinkState, decoded
from goalsync.core.match import Surroundings
from goalsync.core.summary.cadence import current_period
from goalsync.model.copies import replace
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.survey import AbsentWork, AmbiguousWork, LooseWork, Near, Survey, UnmappedStatus, WorkBelow
from goalsync.model.vocabulary import Attribution
from goalsync.store import Store
from goalsync.store.surveys import Group, Placed

_DELETED_FOR: Final = timedelta(days=30)
"""How long deleted work is told of."""
_KEYS: Final = 5


def survey_of(store: Store, snapshot: Snapshot, configuration: Configuration, linkage: Linkage | None) -> Survey:
    """What there is to find in single items. Nothing of it is written. Raises StoreError."""
    if linkage is None:
        return Survey()
    state = decoded(linkage.tied.state)
    around = Surroundings(snapshot.now, configuration.settings.timezone)
    book = Rulebook.of(configuration, around, current_period(configuration.settings, snapshot.today))
    look = _Look(store, snapshot, state, book, dict(_alive(state, book)))
    store.lay_ties(linkage.tied.rows)
    return Survey(
        loose=tuple(look.loose()),
        absent=tuple(look.absent()),
        below=tuple(look.below()),
        unmapped=tuple(
            UnmappedStatus(source, status, category, count, _two(first, last))
            for source, status, category, count, first, last in store.unmapped_statuses()
        ),
        ambiguous=tuple(look.ambiguous()),
    )


@dataclass(frozen=True, slots=True)
class _Look:
    """Where to look, and what the numbers there stand for."""

    store: Store
    snapshot: Snapshot
    state: LinkState
    book: Rulebook
    alive: Mapping[int, tuple[Whose, bool]]
    """Of profiles in scope, open or closed in the cadence period: whose they are, and whether open."""

    def loose(self) -> Iterator[LooseWork]:
        """Unlinked work that is open or was closed in the cadence period."""
        items = [one for group in self.store.tied_groups(self._loose_ties()) if (one := self._loose(group)) is not None]
        ancestors = self._ancestors(one.parent for one in items)
        standing = frozenset(one.subject for one in self.snapshot.findings if one.kind == KIND)
        piles = told(piled(items, ancestors), ancestors, standing)
        keys = {one.uid: one.key for one in self.store.placed_items(uid for pile in piles for uid in some_of(pile))}
        siblings = self._siblings(pile.root for pile in piles if pile.root is not None)
        usual = self._usual()
        for pile in piles:
            near = siblings.get(pile.root or "")
            goal = usual.get(pile.whose)
            if near is None and goal is not None:
                near = Near(goal)
            yield replace(group_of(pile, ancestors, keys), near=near)

    def absent(self) -> Iterator[AbsentWork]:
        """Linked work that is not there."""
        found: dict[tuple[str, str, str], list[tuple[int, int, str, str]]] = defaultdict(list)
        since = self.snapshot.now - _DELETED_FOR
        for one in self.store.absent_items(self._linked_ties(), since):
            found[one.source, one.project, one.presence].append((one.tie, one.many, one.first, one.last))
        for (source, project, presence), ones in sorted(found.items()):
            goals = sorted({link.goal for tie, *_ in ones for link in self.state.ties[tie].links})
            keys = sorted({key for _, _, *two in ones for key in two})
            count = sum(count for _, count, *_ in ones)
            yield AbsentWork(source, project, presence, count, tuple(keys[:_KEYS]), tuple(goals))

    def below(self) -> Iterator[WorkBelow]:
        """Unlinked work with a parent in a place that is not pulled."""
        pulled = {(source.name, part.name) for source in self.snapshot.sources for part in source.partitions}
        found: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        for source, key, parent in self.store.waiting_items(self._loose_ties()):
            project = project_of(parent)
            if project is not None and (source, project) not in pulled:
                found[source, project].append((key, parent))
        for (source, project), ones in sorted(found.items()):
            parents = tuple(sorted({parent for _, parent in ones}))
            yield WorkBelow(source, project, len(ones), tuple(key for key, _ in ones[:_KEYS]), parents)

    def ambiguous(self) -> Iterator[AmbiguousWork]:
        """Work tied to several things where one is allowed."""
        if self.book.shares.attribution is not Attribution.EXCLUSIVE:
            return
        ties = [number for number in self._linked_ties() if len(self.state.ties[number].links) > 1]
        found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[str]] = defaultdict(list)
        for tie, key in self.store.items_tied(ties) if ties else ():
            links = self.state.ties[tie].links
            goals, rules = (tuple(sorted({getattr(one, name) for one in links})) for name in ("goal", "rule"))
            found[goals, rules].append(key)
        for (goals, rules), keys in sorted(found.items()):
            yield AmbiguousWork(goals, rules, len(keys), tuple(keys[:_KEYS]))

    def _loose_ties(self) -> list[int]:
        return [number for number, tie in enumerate(self.state.ties) if not tie.binds]

    def _linked_ties(self) -> list[int]:
        return [number for number, tie in enumerate(self.state.ties) if tie.links]

    def _loose(self, group: Group) -> Loose | None:
        """Items alike, if they are unlinked work that is open or was closed in the cadence period."""
        if group.profile not in self.alive:
            return None
        whose, is_open = self.alive[group.profile]
        some = _two(group.first, group.last)
        return Loose(whose, group.parent, group.many if is_open else 0, 0 if is_open else group.many, some)

    def _ancestors(self, parents: Iterable[str | None]) -> dict[str, Ancestor]:
        """All stored ancestors."""
        found: dict[str, Ancestor] = {}
        wanted = {uid for uid in parents if uid is not None}
        while wanted:
            for one in self.store.placed_items(wanted):
                found[one.uid] = Ancestor(one.uid, one.key, one.title, one.parent, self._own(one))
            above = {one.parent for one in map(found.get, wanted) if one is not None and one.parent is not None}
            wanted = above - found.keys() - wanted
        return found

    def _own(self, one: Placed) -> Loose | None:
        if one.tie is None or one.profile is None or one.tie < 0 or self.state.ties[one.tie].binds:
            return None
        return self._loose(Group(one.tie, one.profile, one.parent, 1, one.uid, one.uid))

    def _siblings(self, roots: Iterable[str]) -> dict[str, Near]:
        """Per ancestor the first linked item below it; there the link is its own."""
        found: dict[str, Near] = {}
        for parent, tie, key in sorted(self.store.tied_beside(roots, self._linked_ties()), key=lambda one: one[2]):
            found.setdefault(parent, Near(self.state.ties[tie].links[0].goal, key))
        return found

    def _usual(self) -> Mapping[Whose, str]:
        """Per project and team what more than half of such items that are linked go to."""
        counts: dict[Whose, Counter[str]] = defaultdict(Counter)
        for tie, _, profile, count in self.state.cells:
            links = self.state.ties[tie].links
            if links and profile in self.alive:
                counts[self.alive[profile][0]][links[0].goal] += count
        found: dict[Whose, str] = {}
        for whose, goals in counts.items():
            goal, most = min(goals.items(), key=lambda pair: (-pair[1], pair[0]))
            if 2 * most > sum(goals.values()):
                found[whose] = goal
        return found


def _alive(state: LinkState, book: Rulebook) -> Iterator[tuple[int, tuple[Whose, bool]]]:
    bounds = state.moments
    for number, one in enumerate(state.profiles):
        is_open = one.phase not in CLOSING
        if left_out(one, book) is None and (is_open or bounds.in_cadence(one.passed)):
            yield number, ((one.source, one.project, one.team), is_open)


def project_of(key: str) -> str | None:
    """The project that a key is of: `SHOP-12`, `acme/shop#7`, `acme/shop/milestones/3`; None: it cannot be told."""
    for sign in ("/milestones/", "#", "-"):
        project, found, number = key.rpartition(sign)
        if found and project and number.isdigit():
            return project
    return None


def _two(first: str, last: str) -> tuple[str, ...]:
    return (first,) if first == last else (first, last)
