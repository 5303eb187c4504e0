"""Work items with what ties them, as explanations ask for them: each a few, or streamed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from goalsync.model.linked import Kin, TiedItem
from goalsync.model.work import ItemFacts, ParentFacts
from goalsync.store import item_reads, kin, links
from goalsync.store.items import chunks
from goalsync.store.statements import marks, select

if TYPE_CHECKING:
    from goalsync.store.store import Store

_TIED: Final = "items.uid, items.key, ties.own, ties.carried, ties.cover, ties.profile, items.parent"
_TIES: Final = "ties JOIN items ON items.uid = ties.item"


class TiedWork:
    """What a store holds of work and its ties. Streams are to be read to the end before anything is written."""

    def __init__(self, store: Store) -> None:
        self._db = store.db

    def item_facts(self, *, sources: Sequence[str] = ()) -> Iterable[ItemFacts]:
        """Every item of these sources (none named: of all), in order of uid, absent ones too; streamed."""
        return item_reads.stream(self._db, sources=sources)

    def parent_facts(self) -> Iterable[ParentFacts]:
        """Every item that is the parent of another."""
        return kin.parent_facts(self._db)

    def called(self, name: str) -> tuple[ItemFacts, ...]:
        """What a name may mean: a key, a key of before, a uid, or `SOURCE:KEY`."""
        return kin.called(self._db, [name])[name]

    def ancestors(self, item: ItemFacts) -> tuple[ItemFacts, ...]:
        """Its parent, that one's parent and so on, each once."""
        found: dict[str, ItemFacts] = {item.uid: item}
        above = item.parent
        while above is not None and above not in found:
            one = next((one for one in self.called(above) if one.uid == above), None)
            if one is None:
                break
            found[above] = one
            above = one.parent
        return tuple(found.values())[1:]

    def state(self) -> str | None:
        """What the numbers of ties stand for, as `core.links` keeps it; None: nothing was tied yet."""
        kept = links.state(self._db)
        return None if kept is None else kept[1]

    def tie_of(self, uid: str) -> TiedItem | None:
        """An item's tie; None: it has none yet."""
        return next(_items(self._db.conn.execute(select(_TIED, _TIES, "ties.item = ?"), [uid])), None)

    def linked_to(self, goals: Collection[str]) -> Iterator[TiedItem]:
        """The items that are linked to one of these ids, each once; streamed."""
        names = sorted(goals)
        linked = select("item", "links", f"goal IN {marks(len(names))}", "until IS NULL")
        return _items(self._db.conn.execute(select(_TIED, _TIES, f"ties.item IN ({linked})"), names))

    def owning(self, ties: Collection[int]) -> Iterator[TiedItem]:
        """The items that have one of these ties themselves; streamed."""
        numbers = sorted(ties)
        if not numbers:
            return iter(())
        return _items(self._db.conn.execute(select(_TIED, _TIES, f"ties.own IN {marks(len(numbers))}"), numbers))

    def kin(self, uids: Collection[str]) -> Mapping[str, Kin]:
        """uid → key, own tie and parent, of items that have a tie."""
        found: dict[str, Kin] = {}
        for some in chunks(sorted(uids)):
            query = select("items.uid, items.key, ties.own, items.parent", _TIES, f"ties.item IN {marks(len(some))}")
            found.update((row[0], Kin(*row[1:])) for row in self._db.conn.execute(query, some))
        return found


def _items(rows: Iterable[Sequence[object]]) -> Iterator[TiedItem]:
    return (TiedItem(*row) for row in rows)  # type: ignore[arg-type]  # as the columns are
