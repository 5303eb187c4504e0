"""Parents that the tracker names by key alone: found among the stored items, also by a key that one had before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from goalsync.store.chosen import choose, lift
from goalsync.store.items import chunks
from goalsync.store.statements import marks, select

if TYPE_CHECKING:
    from sqlite_utils import Database

_CHUNK = 2000
_BY_KEY = select("1", "items AS one", "one.key = child.parent_key", "one.source = child.source")
_BY_ALIAS = select("1", "item_aliases AS one", "one.key = child.parent_key")
_CHILDREN = select(
    "uid, source, parent_key",
    "items AS child",
    "uid > ?",
    "parent IS NULL",
    "parent_key IS NOT NULL",
    f"(EXISTS ({_BY_KEY}) OR EXISTS ({_BY_ALIAS}))",
)
_CHILDREN += f" ORDER BY uid LIMIT {_CHUNK}"
_ADOPT = "UPDATE main.items SET parent = ?, epic = coalesce(epic, ?) WHERE uid = ?"


@dataclass(frozen=True, slots=True)
class _Parent:
    uid: str
    is_epic: bool


def adopt(db: Database) -> int:
    """Give every item that knows only its parent's key the parent's uid; says how many got it.

    Its epic, too, where the parent is one. What the run's history says of a parent is its key: that is what changed.
    A key that several items had before means none of them. Those whose parent is not pulled are left to SQL.
    """
    found, last = 0, ""
    while some := db.conn.execute(_CHILDREN, (last,)).fetchall():
        last = some[-1][0]
        parents = _parents(db, {(source, key) for _, source, key in some})
        rows = [
            (parent.uid, parent.uid if parent.is_epic else None, uid)
            for uid, source, key in some
            if (parent := parents.get((source, key))) is not None and parent.uid != uid
        ]
        if rows:
            choose(db, (row[-1] for row in rows))
            lift(db)
            db.conn.executemany(_ADOPT, rows)
            found += len(rows)
    return found


def _parents(db: Database, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], _Parent]:
    """(source, key) → the item that has the key, or the only one that had it."""
    found = {place: parent for place, parent in _by_key(db, {key for _, key in wanted}) if place in wanted}
    former: dict[tuple[str, str], list[_Parent]] = {}
    for place, parent in _by_former_key(db, {key for _, key in wanted - found.keys()}):
        former.setdefault(place, []).append(parent)
    return {place: parents[0] for place, parents in former.items() if len(parents) == 1} | found


def _by_key(db: Database, keys: Iterable[str]) -> Iterator[tuple[tuple[str, str], _Parent]]:
    """Of several with one key the one that is present comes last."""
    for some in chunks(sorted(keys)):
        query = select("source, key, uid, kind", "items", f"key IN {marks(len(some))}")
        for source, key, uid, kind in db.conn.execute(query + " ORDER BY presence = 'present', uid", some):
            yield (source, key), _Parent(uid, kind == "epic")


def _by_former_key(db: Database, keys: Iterable[str]) -> Iterator[tuple[tuple[str, str], _Parent]]:
    for some in chunks(sorted(keys)):
        aliases = db.conn.execute(select("item, key", "item_aliases", f"key IN {marks(len(some))}"), some).fetchall()
        uids = sorted({item for item, _ in aliases})
        query = select("uid, source, kind", "items", f"uid IN {marks(len(uids))}")
        items = {uid: (source, kind) for uid, source, kind in db.conn.execute(query, uids)}
        for item, key in aliases:
            if item in items:
                source, kind = items[item]
                yield (source, key), _Parent(item, kind == "epic")
