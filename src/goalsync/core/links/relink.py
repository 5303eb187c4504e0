"""Only what changed tied again: the items themselves, those below whose ties they hand down, and those above them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from goalsync.core.links.forest import NOTHING
from goalsync.core.links.standing import Standings
from goalsync.model.linked import TieRow
from goalsync.model.vocabulary import Presence


class Neighbours(Protocol):
    """What is stored of items; of what is asked for together."""

    def ties_of(self, uids: Collection[str]) -> Mapping[str, TieRow]: ...
    def children_of(self, uids: Collection[str]) -> Mapping[str, Collection[str]]: ...


@dataclass(frozen=True, slots=True)
class Fresh:
    """A changed item, classified: numbers of its own tie and profile, and its parent."""

    own: int
    profile: int
    parent: str | None


@dataclass(slots=True)
class Now:
    """An item as it is tied now, by numbers."""

    own: int
    carried: int
    cover: int
    profile: int
    parent: str | None


class Relinking:
    """Ties again what changed. `found` are all items that may differ, `before` what was stored of them."""

    def __init__(self, fresh: Mapping[str, Fresh], standings: Standings, stored: Neighbours) -> None:
        self._fresh = fresh
        self._standings = standings
        self._stored = stored
        self._handed: dict[str, int] = {}
        self.before: dict[str, TieRow] = {}
        self.found: dict[str, Now] = {}
        self._missing: set[str] = set()

    def run(self) -> bool:
        """Whether it could be done; not where items go in circles, or one was never tied."""
        self._load(self._fresh)
        moved = [uid for uid, one in self._fresh.items() if self._is_moved(uid, one)]
        below = self._below(moved)
        if any(uid not in self.before for uid in below if uid not in self._fresh) or self._in_circles(moved):
            return False
        for uid, one in self._fresh.items():
            old = self.before.get(uid)
            self.found[uid] = Now(one.own, NOTHING, old.cover if old else 0, one.profile, one.parent)
        for uid in below - self._fresh.keys():
            old = self.before[uid]
            self.found[uid] = Now(old.own, NOTHING, old.cover, old.profile, old.parent)
        self._load(one.parent for one in self.found.values() if one.parent is not None)
        moving = below | set(moved)
        for uid, now in self.found.items():
            if uid in moving:
                now.carried = now.own if self._binds(now.own) else self._handed_to(now.parent)
            else:
                now.carried = now.own if self._binds(now.own) else self.before[uid].carried
        self._cover(moved)
        return True

    def _is_moved(self, uid: str, one: Fresh) -> bool:
        """Whether what it hands down, or takes, may be another."""
        old = self.before.get(uid)
        if old is None or old.own != one.own or old.parent != one.parent:
            return True
        return self._deleted(old.profile) != self._deleted(one.profile)

    def _below(self, moved: Iterable[str]) -> set[str]:
        """All below these, at any depth."""
        found: set[str] = set()
        level: Collection[str] = list(moved)
        while level:
            children = {child for ones in self._stored.children_of(level).values() for child in ones}
            level = children - found
            found |= level
        self._load(found)
        return found

    def _in_circles(self, moved: Iterable[str]) -> bool:
        for uid in moved:
            seen = {uid}
            up = self._parent(uid)
            while up is not None:
                if up in seen:
                    return True
                seen.add(up)
                up = self._parent(up)
        return False

    def _parent(self, uid: str) -> str | None:
        if uid in self._fresh:
            return self._fresh[uid].parent
        self._load([uid])
        old = self.before.get(uid)
        return old.parent if old is not None else None

    def _handed_to(self, parent: str | None) -> int:
        """What a parent hands down."""
        path: list[str] = []
        tie = NOTHING
        while parent is not None:
            if parent in self._handed:
                tie = self._handed[parent]
                break
            path.append(parent)
            own, profile, above, carried = self._of(parent)
            if self._binds(own):
                if not self._deleted(profile):
                    tie = own
                    break
            elif carried is not None:
                tie = carried
                break
            parent = above
        self._handed.update(dict.fromkeys(path, tie))
        return tie

    def _of(self, uid: str) -> tuple[int, int, str | None, int | None]:
        """Own tie, profile, parent and, where that did not change, what it carries."""
        now = self.found.get(uid)
        if now is not None:
            return now.own, now.profile, now.parent, None
        self._load([uid])
        old = self.before.get(uid)
        return (NOTHING, -1, None, NOTHING) if old is None else (old.own, old.profile, old.parent, old.carried)

    def _cover(self, moved: Iterable[str]) -> None:
        """What descendants count for, again where a child does otherwise; and so on upwards."""
        dirty: set[str] = {uid for uid in moved if uid not in self.before}
        for uid, now in self.found.items():
            old = self.before.get(uid)
            old_mask = self._mask(old.carried, old.profile) if old is not None else 0
            old_parent = old.parent if old is not None else None
            if old_parent != now.parent or old_mask != self._mask(now.carried, now.profile):
                dirty.update(one for one in (old_parent, now.parent) if one is not None)
        while dirty:
            self._load(dirty)
            children = self._stored.children_of(dirty)
            self._load(child for ones in children.values() for child in ones)
            dirty = {up for uid in sorted(dirty) if (up := self._recovered(uid, children.get(uid, ()))) is not None}

    def _recovered(self, uid: str, children: Iterable[str]) -> str | None:
        """Cover one again; its parent where it is another now."""
        now = self.found.get(uid)
        old = self.before.get(uid)
        if now is None:
            if old is None:
                return None
            now = Now(old.own, old.carried, old.cover, old.profile, old.parent)
        mask = 0
        for child in children:
            own = self.found.get(child) or self.before.get(child)
            if own is not None:
                mask |= self._mask(own.carried, own.profile) | self._standings.bits_of(own.cover)
        cover = self._standings.cover(mask)
        if cover == now.cover:
            return None
        now.cover = cover
        self.found[uid] = now
        return now.parent

    def _mask(self, tie: int, profile: int) -> int:
        return self._standings.mask(tie, profile)

    def _binds(self, tie: int) -> bool:
        return self._standings.tables.ties[tie].binds

    def _deleted(self, profile: int) -> bool:
        return self._standings.tables.profiles[profile].presence == Presence.DELETED.value

    def _load(self, uids: Iterable[str]) -> None:
        """Know what is stored of these."""
        wanted = {uid for uid in uids if uid not in self.before and uid not in self._missing}
        if wanted:
            found = self._stored.ties_of(wanted)
            self.before.update(found)
            self._missing |= wanted - found.keys()
