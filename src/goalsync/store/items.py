"""Work items: the last state of each, its tags, the keys it had before, and the history of its fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from goalsync.model.work import ItemRow, WorkItem
from goalsync.store.rows import Row, from_json, number, storable, to_json
from goalsync.store.statements import insert, marks, select
from goalsync.store.times import optional_text, to_text, to_time

if TYPE_CHECKING:
    from sqlite_utils import Database

_TEXTS: Final = (
    "uid", "source", "native_id", "key", "url", "project", "kind", "type", "title", "status", "status_category",
    "resolution", "phase", "team", "assignee", "parent", "parent_key", "epic", "priority", "due",
)  # fmt: skip
_TIMES: Final = ("created", "started", "updated", "closed")
_PULLED: Final = (*_TEXTS, "points", *_TIMES, "fields", "presence")
_COLUMNS: Final = (*_PULLED, "scope", "first_seen", "last_seen", "run")
_UNTRACKED: Final = frozenset({"updated", "url", "fields"})
"""Changes of these are stored but make no history."""

_LISTED: Final = (
    "uid", "key", "url", "source", "project", "kind", "type", "title", "status", "phase", "team", "assignee", "parent",
    "points", "priority", *_TIMES, "presence", "scope", "fields",
)  # fmt: skip

_CHUNK: Final = 500

_SAVE = insert("items", ", ".join(_COLUMNS), key="uid")
_HISTORY = insert("item_history", "item, at, field, before, after, run")
_ALIAS = insert("item_aliases", "item, key", key="item, key")
_TAG = insert("item_tags", "item, tag, value", key="item, tag, value")

_Tags = frozenset[tuple[str, str]]


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
    history: list[Row] = field(default_factory=list)
    aliases: list[Row] = field(default_factory=list)
    seen: list[Row] = field(default_factory=list)

    def write(self, db: Database) -> None:
        db.conn.executemany(_SAVE, self.items)
        db.conn.executemany("DELETE FROM main.item_tags WHERE item = ?", [row[:1] for row in self.items])
        db.conn.executemany(_TAG, self.tags)
        db.conn.executemany(_HISTORY, self.history)
        db.conn.executemany(_ALIAS, self.aliases)
        db.conn.executemany("UPDATE main.items SET last_seen = ? WHERE uid = ?", self.seen)


def upsert(db: Database, items: Sequence[WorkItem], *, run: str, now: datetime) -> ItemCounts:
    """Store the state of items, of several of one uid the last; what is as before only moves `last_seen`."""
    latest = {item.uid: item for item in items}
    new = changed = 0
    seen = to_text(now)
    for uids in _chunks(sorted(latest)):
        known, known_tags, batch = _stored(db, uids), _stored_tags(db, uids), _Batch()
        for uid in uids:
            row, tags, before = _row(latest[uid]), _tags(latest[uid]), known.get(uid)
            row |= {"last_seen": seen, "run": run}
            if before is None:
                new += 1
                row |= {"first_seen": seen, "scope": None}
            else:
                fields = [name for name in _PULLED if row[name] != before[name]]
                if not fields and tags == known_tags.get(uid, frozenset()):
                    batch.seen.append((seen, uid))
                    continue
                changed += 1
                row |= {"first_seen": before["first_seen"], "scope": before["scope"]}
                batch.history += _history(before, row, fields)
                if "key" in fields:
                    batch.aliases.append((uid, before["key"]))
            batch.items.append(tuple(row[name] for name in _COLUMNS))
            batch.tags += [(uid, tag, value) for tag, value in sorted(tags)]
        batch.write(db)
    return ItemCounts(new, changed)


def of_run(db: Database, run: str) -> tuple[WorkItem, ...]:
    """The items that a run was the last to change, in order of uid."""
    found = [row[0] for row in db.conn.execute("SELECT uid FROM main.items WHERE run = ? ORDER BY uid", [run])]
    return tuple(item for uids in _chunks(found) for item in _read(db, uids))


def listed(db: Database, *, sources: Sequence[str] = (), projects: Sequence[str] = ()) -> tuple[ItemRow, ...]:
    """The items of these sources and projects (none named: of all), in order of uid."""
    chosen = [(f"{name} IN {marks(len(of))}", of) for name, of in (("source", sources), ("project", projects)) if of]
    query = select(", ".join(_LISTED), "items", *(condition for condition, _ in chosen)) + " ORDER BY uid"
    rows = db.conn.execute(query, [value for _, of in chosen for value in of]).fetchall()
    found = [dict(zip(_LISTED, row, strict=True)) for row in rows]
    tags = {tag: one for uids in _chunks([row["uid"] for row in found]) for tag, one in _stored_tags(db, uids).items()}
    return tuple(_item_row(row, tags.get(row["uid"], frozenset())) for row in found)


def _item_row(row: Mapping[str, Any], tags: _Tags) -> ItemRow:
    named: dict[str, tuple[str, ...]] = {}
    for tag, value in sorted(tags):
        named[tag] = (*named.get(tag, ()), value)
    return ItemRow(
        labels=named.get("label", ()),
        components=named.get("component", ()),
        milestone=", ".join(named["milestone"]) if "milestone" in named else None,
        iteration=", ".join(named["iteration"]) if "iteration" in named else None,
        **{**row, "fields": from_json(row["fields"])},
    )


def _read(db: Database, uids: Sequence[str]) -> Iterator[WorkItem]:
    rows, tags = _stored(db, uids), _stored_tags(db, uids)
    for uid in uids:
        row = rows[uid]
        named: dict[str, list[str]] = {}
        for tag, value in sorted(tags.get(uid, ())):
            named.setdefault(tag, []).append(value)
        yield WorkItem(
            points=row["points"],
            created=to_time(row["created"]),
            started=to_time(row["started"]),
            updated=to_time(row["updated"]),
            closed=to_time(row["closed"]),
            tags={tag: tuple(values) for tag, values in named.items()},
            fields=from_json(row["fields"]),
            **{name: row[name] for name in _TEXTS},
        )


def _row(item: WorkItem) -> dict[str, Any]:
    row: dict[str, Any] = {}
    for name in _TEXTS:
        text = getattr(item, name)
        row[name] = None if text is None else storable(text)
    row["points"] = number(item.points)
    for name in _TIMES:
        row[name] = optional_text(getattr(item, name))
    row["fields"] = to_json(dict(item.fields))
    row["presence"] = "present"
    return row


def _tags(item: WorkItem) -> _Tags:
    return frozenset((storable(tag), storable(value)) for tag, values in item.tags.items() for value in values)


def _stored(db: Database, uids: Sequence[str]) -> dict[str, dict[str, Any]]:
    query = select(", ".join(_COLUMNS), "items", f"uid IN {marks(len(uids))}")
    return {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in db.conn.execute(query, list(uids))}


def _stored_tags(db: Database, uids: Sequence[str]) -> dict[str, _Tags]:
    query = select("item, tag, value", "item_tags", f"item IN {marks(len(uids))}")
    found: dict[str, set[tuple[str, str]]] = {}
    for item, tag, value in db.conn.execute(query, list(uids)):
        found.setdefault(item, set()).add((tag, value))
    return {item: frozenset(tags) for item, tags in found.items()}


def _history(before: Mapping[str, Any], after: Mapping[str, Any], fields: Sequence[str]) -> Iterator[Row]:
    for name in fields:
        if name not in _UNTRACKED:
            yield after["uid"], after["last_seen"], name, _text(before[name]), _text(after[name]), after["run"]


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _chunks(uids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(uids), _CHUNK):
        yield uids[start : start + _CHUNK]
