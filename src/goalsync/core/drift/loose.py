"""Unlinked work, grouped for people: below its topmost unlinked ancestor, small groups together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from goalsync.model.survey import Above, LooseWork

SHOWN: Final = 25
"""Groups of one project and team that are told of each by itself."""
KEYS: Final = 10

Whose = tuple[str, str, str | None]
"""Source, project and team."""


@dataclass(frozen=True, slots=True)
class Loose:
    """Unlinked items alike: whose they are, the uid of their parent, how many are open and closed, and some uids."""

    whose: Whose
    parent: str | None
    open: int
    closed: int
    uids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ancestor:
    """A stored parent of unlinked items. `own`: itself as unlinked work, None where it is no such."""

    uid: str
    key: str
    title: str
    parent: str | None
    own: Loose | None = None


@dataclass(slots=True)
class Pile:
    """A group while it is put together; `root` is the uid of the ancestor."""

    whose: Whose
    root: str | None
    open: int = 0
    closed: int = 0
    uids: set[str] = field(default_factory=set)

    def add(self, one: Loose, times: int = 1) -> None:
        """Add items alike, or take them away."""
        self.open += times * one.open
        self.closed += times * one.closed
        if times > 0:
            self.uids.update(one.uids)


def piled(items: Iterable[Loose], ancestors: Mapping[str, Ancestor]) -> Iterator[Pile]:
    """By whose it is and its topmost ancestor, which is moved from those without one to what lies below it."""
    piles: dict[tuple[Whose, str | None], Pile] = {}

    def pile(whose: Whose, root: str | None) -> Pile:
        return piles.setdefault((whose, root), Pile(whose, root))

    roots: dict[str | None, str | None] = {}
    for one in items:
        if one.parent not in roots:
            roots[one.parent] = root_of(one.parent, ancestors)
        pile(one.whose, roots[one.parent]).add(one)
    for root in sorted({root for root in roots.values() if root is not None}):
        own = ancestors[root].own
        if own is not None and root_of(own.parent, ancestors) is None:
            pile(own.whose, None).add(own, -1)
            pile(own.whose, root).add(own)
            pile(own.whose, None).uids.discard(root)
    yield from (one for one in piles.values() if one.open or one.closed)


def root_of(parent: str | None, ancestors: Mapping[str, Ancestor]) -> str | None:
    """The topmost stored ancestor; of a circle the one with the smallest uid."""
    path: list[str] = []
    at = parent
    while at is not None and at in ancestors:
        if at in path:
            return min(path[path.index(at) :])
        path.append(at)
        at = ancestors[at].parent
    return path[-1] if path else None


def told(piles: Iterable[Pile], ancestors: Mapping[str, Ancestor], standing: Collection[str]) -> list[Pile]:
    """The largest of each project and team by themselves, the rest together, in order.

    Those of `standing` subjects go first: what was found does not change its name because something else grew.
    """
    by_whose: dict[Whose, list[Pile]] = defaultdict(list)
    for one in piles:
        by_whose[one.whose].append(one)
    found: list[Pile] = []
    for whose in sorted(by_whose, key=lambda one: (one[0], one[1], one[2] or "")):
        below = [one for one in by_whose[whose] if one.root is not None]
        if len(below) > SHOWN:
            below.sort(key=lambda one: (_subject(one, ancestors) not in standing, -one.open - one.closed, one.root))
        rest = Pile(whose, None)
        for one in (*below[SHOWN:], *(one for one in by_whose[whose] if one.root is None)):
            rest.open, rest.closed = rest.open + one.open, rest.closed + one.closed
            rest.uids |= one.uids
        found += below[:SHOWN]
        found += [rest] if rest.open or rest.closed else []
    return found


def some_of(pile: Pile) -> list[str]:
    """The uids of a few of its items: of the same items always the same."""
    return sorted(pile.uids)[:KEYS]


def group_of(pile: Pile, ancestors: Mapping[str, Ancestor], keys: Mapping[str, str]) -> LooseWork:
    """The group as findings look at it; `keys` by uid."""
    source, project, team = pile.whose
    above = ancestors[pile.root] if pile.root is not None else None
    found = sorted(keys[uid] for uid in some_of(pile) if uid in keys)
    return LooseWork(
        source=source,
        project=project,
        team=team,
        above=Above(above.key, above.title) if above is not None else None,
        count=pile.open + pile.closed,
        open=pile.open,
        closed=pile.closed,
        keys=tuple(found),
    )


def _subject(pile: Pile, ancestors: Mapping[str, Ancestor]) -> str:
    source, project, team = pile.whose
    above = Above(ancestors[pile.root].key) if pile.root is not None else None
    return LooseWork(source, project, team, above).subject
