"""Items looked up: the parents of others, and those that somebody calls by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING

from goalsync.model.work import ItemFacts, ParentFacts
from goalsync.store.item_rows import COLUMNS, item_of
from goalsync.store.items import chunks, stored, stored_tags
from goalsync.store.statements import marks, select

if TYPE_CHECKING:
    from sqlite_utils import Database

_LAST = ("created", "started", "updated", "closed", "fields", "presence")
_AT = {name: COLUMNS.index(name) for name in _LAST}
_IS_PARENT = f"uid IN ({select('parent', 'items', 'parent IS NOT NULL')})"
_OF_PARENT = f"item IN ({select('parent', 'items', 'parent IS NOT NULL')})"


def parent_facts(db: Database) -> Iterator[ParentFacts]:
    """Every stored item that is the parent of another."""
    former = _former_keys(db.conn.execute(select("item, key", "item_aliases", _OF_PARENT) + " ORDER BY item, key"))
    for row in db.conn.execute(select("uid, source, key, parent, parent_key", "items", _IS_PARENT) + " ORDER BY uid"):
        uid, source, key, parent, parent_key = row
        yield ParentFacts(uid, source, key, parent, parent_key, former.get(uid, ()))


def called(db: Database, names: Iterable[str]) -> Mapping[str, tuple[ItemFacts, ...]]:
    """What each name may mean, in order of uid: a key, a key of before, a uid, or `SOURCE:KEY`; absent ones too.

    An item that has the key now comes before those that had it: then these are not meant.
    """
    return {name: _facts(db, _uids(db, name)) for name in sorted(set(names))}


def _uids(db: Database, name: str) -> list[str]:
    source, _, key = name.partition(":")
    query = select("uid", "items", "uid = ? OR key = ? OR (source = ? AND key = ?)")
    found = [row[0] for row in db.conn.execute(query, [name, name, source, key])]
    if found:
        return sorted(found)
    aliases = select("item", "item_aliases", "key = ?")
    query = select("uid", "items", f"uid IN ({aliases}) OR (source = ? AND uid IN ({aliases}))")
    return sorted(row[0] for row in db.conn.execute(query, [name, source, key]))


def _facts(db: Database, uids: Sequence[str]) -> tuple[ItemFacts, ...]:
    found: list[ItemFacts] = []
    for some in chunks(uids):
        rows, tags = stored(db, some), stored_tags(db, some)
        aliases = select("item, key", "item_aliases", f"item IN {marks(len(some))}") + " ORDER BY item, key"
        former = _former_keys(db.conn.execute(aliases, some))
        for uid in some:
            row, item = rows[uid], item_of(rows[uid], tags.get(uid, ()))
            found.append(
                ItemFacts(
                    uid=uid,
                    source=item.source,
                    project=item.project,
                    key=item.key,
                    kind=item.kind,
                    type=item.type,
                    title=item.title,
                    status=item.status,
                    phase=item.phase,
                    team=item.team,
                    assignee=item.assignee,
                    priority=item.priority,
                    parent=item.parent,
                    parent_key=item.parent_key,
                    points=item.points,
                    created=row[_AT["created"]],
                    started=row[_AT["started"]],
                    updated=row[_AT["updated"]],
                    closed=row[_AT["closed"]],
                    presence=row[_AT["presence"]],
                    labels=item.tags.get("label", ()),
                    components=item.tags.get("component", ()),
                    milestones=item.tags.get("milestone", ()),
                    iterations=item.tags.get("iteration", ()),
                    former_keys=former.get(uid, ()),
                    fields_text=row[_AT["fields"]],
                )
            )
    return tuple(found)


def _former_keys(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    return {uid: tuple(key for _, key in group) for uid, group in groupby(rows, key=itemgetter(0))}
