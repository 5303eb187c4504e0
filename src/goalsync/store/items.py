"""Work items: the last state of each, its tags, the keys it had before, and the history of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.store.item_rows import COLUMNS, PULLED, Tags, item_of, rows_of
from goalsync.store.many import Insert
from goalsync.store.rows import Row
from goalsync.store.statements import marks, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_UNTRACKED: Final = frozenset({"updated", "url", "fields"})
"""Changes of these are stored but make no history."""

_UNSEEN: Final = frozenset(
    {Presence.DELETED, Presence.ACCESS_LOST, Presence.UNOBSERVED, Presence.OUT_OF_COVERAGE},
)
"""Presences that say that the item was not seen."""

_CHUNK: Final = 500

_SAVE: Final = Insert.into("items", ", ".join(COLUMNS), key="uid")
_HISTORY: Final = Insert.into("item_history", "item, at, field, before, after, run")
_ALIAS: Final = Insert.into("item_aliases", "item, key", key="item, key")
_TAG: Final = Insert.into("item_tags", "item, tag, value", key="item, tag, value")
_CENSUS = select("census_at", "sources", "name = ?", "partition = ?")

_SAID: Final = len(PULLED)
_AT: Final = {name: index for index, name in enumerate(COLUMNS)}
_KEY, _SOURCE, _PROJECT = _AT["key"], _AT["source"], _AT["project"]
_PARENT, _PARENT_KEY, _EPIC = _AT["parent"], _AT["parent_key"], _AT["epic"]
_STARTED, _UPDATED, _PRESENCE = _AT["started"], _AT["updated"], _AT["presence"]
_SCOPE, _FIRST_SEEN, _LAST_SEEN, _RUN = _AT["scope"], _AT["first_seen"], _AT["last_seen"], _AT["run"]


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """What a page of items brought."""

    new: int = 0
    changed: int = 0


@dataclass(slots=True)
class _Batch:
    """The rows to write for one chunk of items."""

    items: list[Row] = field(default_factory=list)
    tags: list[Row] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)
    history: list[Row] = field(default_factory=list)
    aliases: list[Row] = field(default_factory=list)

    def write(self, db: Database) -> None:
        _SAVE.write(db, self.items)
        if self.changed:
            db.conn.executemany("DELETE FROM main.item_tags WHERE item = ?", self.changed)
            _HISTORY.write(db, self.history)
            _ALIAS.write(db, self.aliases)
        _TAG.write(db, self.tags)


def upsert(db: Database, items: Sequence[WorkItem], *, run: str, now: datetime) -> ItemCounts:
    """Store the state of items, of several of one uid the last; what is as before costs no write at all.

    So `last_seen` is when an item was last stored; while it is present, the last census of its partition saw it too.
    What a connector cannot know again (when work started; a parent that the store found by its key) stands, and so
    does what the same run stored in a newer state: pages of two partitions may cross.
    """
    latest = {item.uid: item for item in items}
    new = changed = 0
    seen = to_text(now)
    for uids in chunks(sorted(latest)):
        known, batch = stored(db, uids), _Batch()
        known_tags = stored_tags(db, list(known)) if known else {}
        for uid, (said, tags) in zip(uids, rows_of([latest[uid] for uid in uids]), strict=True):
            before = known.get(uid)
            if before is None:
                new += 1
                batch.items.append((*said, None, seen, seen, run))
            else:
                same_tags = tags == known_tags.get(uid, ())
                if same_tags and said == before[:_SAID]:
                    continue
                row = _with_what_is_known(said, before)
                if (same_tags and row == before[:_SAID]) or _is_older(row, before, run):
                    continue
                changed += 1
                last_seen = _last_seen(db, before) if row[_PRESENCE] in _UNSEEN else seen
                batch.items.append((*row, before[_SCOPE], before[_FIRST_SEEN], last_seen, run))
                batch.changed.append((uid,))
                batch.history += _history(before, row, seen, run)
                if row[_KEY] != before[_KEY]:
                    batch.aliases.append((uid, before[_KEY]))
            batch.tags += [(uid, tag, value) for tag, value in tags]
        batch.write(db)
    return ItemCounts(new, changed)


def of_run(db: Database, run: str) -> tuple[WorkItem, ...]:
    """The items that a run was the last to change, in order of uid, less those that left with their partition."""
    query = "SELECT uid FROM main.items WHERE run = ? AND presence <> 'out_of_coverage' ORDER BY uid"
    found = [row[0] for row in db.conn.execute(query, [run])]
    return tuple(item for uids in chunks(found) for item in _read(db, uids))


def stored(db: Database, uids: Sequence[str]) -> dict[str, Row]:
    """uid → the columns COLUMNS, of those that are stored."""
    query = select(", ".join(COLUMNS), "items", f"uid IN {marks(len(uids))}")
    return {row[0]: row for row in db.conn.execute(query, uids)}


def stored_tags(db: Database, uids: Sequence[str]) -> dict[str, Tags]:
    """uid → its tags in order, of those that have any."""
    query = select("item, tag, value", "item_tags", f"item IN {marks(len(uids))}") + " ORDER BY item, tag, value"
    found: dict[str, list[tuple[str, str]]] = {}
    for item, tag, value in db.conn.execute(query, uids):
        found.setdefault(item, []).append((tag, value))
    return {item: tuple(tags) for item, tags in found.items()}


def chunks(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    """As many at a time as one statement may name."""
    for start in range(0, len(uids), _CHUNK):
        yield uids[start : start + _CHUNK]


def _read(db: Database, uids: Sequence[str]) -> Iterator[WorkItem]:
    rows, tags = stored(db, uids), stored_tags(db, uids)
    for uid in uids:
        yield item_of(rows[uid], tags.get(uid, ()))


def _with_what_is_known(row: Row, before: Row) -> Row:
    """The row with what the store knows and the connector cannot say."""
    found = list(row)
    if row[_STARTED] is None:
        found[_STARTED] = before[_STARTED]
    if row[_PARENT] is None and row[_PARENT_KEY] is not None and row[_PARENT_KEY] == before[_PARENT_KEY]:
        found[_PARENT] = before[_PARENT]
        found[_EPIC] = row[_EPIC] or before[_EPIC]
    return tuple(found)


def _is_older(row: Row, before: Row, run: str) -> bool:
    """Whether this run has stored a newer state already."""
    now, then = row[_UPDATED], before[_UPDATED]
    return before[_RUN] == run and now is not None and then is not None and bool(now < then)


def _last_seen(db: Database, before: Row) -> str:
    """When an item that is seen no more was: when it was last stored, or the last census of its partition."""
    found = db.conn.execute(_CENSUS, [before[_SOURCE], before[_PROJECT]]).fetchone()
    return max(str(before[_LAST_SEEN]), str(found[0]) if found and found[0] else "")


def _history(before: Row, after: Row, at: str, run: str) -> Iterator[Row]:
    """What changed; of a parent that is known by its key alone until the end of the pull, that key."""
    by_key = after[_PARENT] is None and after[_PARENT_KEY] is not None
    for index, name in enumerate(PULLED):
        if after[index] != before[index] and name not in _UNTRACKED and not (by_key and index in (_PARENT, _EPIC)):
            yield after[0], at, name, _text(before[index]), _text(after[index]), run


def _text(value: object) -> str | None:
    return None if value is None else str(value)
