"""What is kept of one tying for the next: the tables that numbers stand for, the cells, and what they rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct, field, json

from goalsync.core.links.cells import Tables
from goalsync.core.links.profile import Bounds, Profile
from goalsync.model.copies import replace
from goalsync.model.linked import Tie


class LinkState(Struct, frozen=True):
    """All of it. Valid for tying again what changed as long as the rules have this digest."""

    digest: str = ""
    digests: Mapping[str, str] = field(default_factory=dict)
    ties: tuple[Tie, ...] = (Tie(),)
    profiles: tuple[Profile, ...] = ()
    covers: tuple[tuple[str, ...], ...] = ((),)
    cells: tuple[tuple[int, int, int, int], ...] = ()
    """Tie, cover, profile, and how many items."""
    owns: tuple[tuple[int, int], ...] = ()
    bounds: tuple[str, ...] = ()
    ends: Mapping[str, int] = field(default_factory=dict)
    cadence: tuple[int, int] = (0, 0)
    circles: tuple[tuple[str, ...], ...] = ()
    """Uids."""
    whole: bool = False
    """Whether everything is in it: nothing was left as it stood because something was incomplete."""

    @classmethod
    def of(
        cls,
        digest: str,
        digests: Mapping[str, str],
        tables: Tables,
        bounds: Bounds,
        cells: Mapping[tuple[int, int, int], int],
        owns: Mapping[int, int],
        circles: Iterable[Iterable[str]],
        *,
        whole: bool,
    ) -> LinkState:
        """Put together; cells in order."""
        return cls(
            digest=digest,
            digests=dict(digests),
            ties=tuple(tables.ties),
            profiles=tuple(tables.profiles),
            covers=tuple(tables.covers),
            cells=tuple((*cell, count) for cell, count in sorted(cells.items()) if count),
            owns=tuple((tie, count) for tie, count in sorted(owns.items()) if count),
            bounds=bounds.texts,
            ends=dict(bounds.ends),
            cadence=bounds.cadence,
            circles=tuple(map(tuple, circles)),
            whole=whole,
        )

    @property
    def tables(self) -> Tables:
        """Tables that may grow."""
        return Tables(list(self.ties), list(self.profiles), list(self.covers))

    @property
    def counted(self) -> Counter[tuple[int, int, int]]:
        """Cells that may be counted on."""
        return Counter({(tie, cover, profile): count for tie, cover, profile, count in self.cells})

    @property
    def moments(self) -> Bounds:
        """The bounds that its profiles are told by."""
        return Bounds(self.bounds, self.cadence, self.ends)

    @property
    def links(self) -> int:
        """How many links there are."""
        return sum(count * len(self.ties[tie].links) for tie, _, _, count in self.cells)

    def renamed(self, renames: Iterable[tuple[str, str]]) -> LinkState:
        """With the ids that things have now."""
        names = dict(renames)
        if not names:
            return self

        def now(tie: Tie) -> Tie:
            links = tuple(sorted(replace(one, goal=names.get(one.goal, one.goal)) for one in tie.links))
            return replace(tie, labels=tuple(sorted(names.get(one, one) for one in tie.labels)), links=links)

        covers = tuple(tuple(sorted(names.get(one, one) for one in cover)) for cover in self.covers)
        return replace(self, ties=tuple(map(now, self.ties)), covers=covers)


def encoded(state: LinkState) -> str:
    """As it is stored."""
    return json.encode(state).decode()


def decoded(text: str) -> LinkState:
    """As it was stored."""
    return json.decode(text, type=LinkState)
