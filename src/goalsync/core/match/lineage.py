"""Parents of parents: the keys by which an item's ancestors are or were known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from goalsync.model.work import ItemFacts, ParentFacts


@dataclass(frozen=True, slots=True)
class Lineage:
    """Every item that is somebody's parent; in circles everyone is once an ancestor of everyone."""

    parents: dict[str, ParentFacts] = field(default_factory=dict)
    by_key: dict[tuple[str, str], str] = field(default_factory=dict)
    """Source and key → uid, also by former keys where nothing has them now."""
    _known: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, parents: Iterable[ParentFacts]) -> Lineage:
        """The lineage of all items whose parents are given."""
        found = cls()
        for one in parents:
            found.parents[one.uid] = one
            found.by_key[one.source, one.key] = one.uid
        for one in found.parents.values():
            for key in one.former_keys:
                found.by_key.setdefault((one.source, key), one.uid)
        return found

    def parent_keys(self, item: ItemFacts | ParentFacts) -> tuple[str, ...]:
        """The key of its parent and those that the parent had before; only the key where no more is known."""
        parent = self.parent(item)
        if parent is not None:
            return (parent.key, *parent.former_keys)
        return (item.parent_key,) if item.parent_key is not None else ()

    def ancestor_keys(self, item: ItemFacts) -> tuple[str, ...]:
        """The same of all its ancestors, the nearest first."""
        parent = self.parent(item)
        if parent is None:
            return self.parent_keys(item)
        if parent.uid not in self._known:
            self._known[parent.uid] = self._keys_from(parent)
        return self._known[parent.uid]

    def parent(self, item: ItemFacts | ParentFacts) -> ParentFacts | None:
        """The parent, where it is known."""
        uid = item.parent
        if uid is None and item.parent_key is not None:
            uid = self.by_key.get((item.source, item.parent_key))
        return self.parents.get(uid) if uid is not None else None

    def _keys_from(self, first: ParentFacts) -> tuple[str, ...]:
        keys: list[str] = []
        seen: set[str] = set()
        one: ParentFacts | None = first
        while one is not None and one.uid not in seen:
            seen.add(one.uid)
            keys += (one.key, *one.former_keys)
            above = self.parent(one)
            if above is None:
                keys += self.parent_keys(one)
            one = above
        return tuple(dict.fromkeys(keys))
