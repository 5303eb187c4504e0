"""Work items as rows of `items` and `item_tags`, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.store.rows import Row, from_json, number, storable, storable_or_none, to_json
from goalsync.store.times import to_text, to_time

TEXTS: Final = (
    "uid", "source", "native_id", "key", "url", "project", "kind", "type", "title", "status", "status_category",
    "resolution", "phase", "team", "assignee", "parent", "parent_key", "epic", "priority", "due",
)  # fmt: skip
TIMES: Final = ("created", "started", "updated", "closed")
PULLED: Final = (*TEXTS, "points", *TIMES, "fields", "presence")
"""What a connector says of an item, in the order of `row_of`."""
KEPT: Final = ("scope", "first_seen", "last_seen", "run")
"""What the store adds."""
COLUMNS: Final = (*PULLED, *KEPT)

Tags = tuple[tuple[str, str], ...]
"""(tag, value) in order."""

_texts = attrgetter(*TEXTS)
_PRESENT: Final = Presence.PRESENT


def row_of(item: WorkItem) -> Row:
    """The columns PULLED of an item."""
    texts = _texts(item)
    whole = "".join(filter(None, texts))
    if not whole.isascii() or "\0" in whole:
        texts = tuple(map(storable_or_none, texts))
    return (
        *texts,
        None if item.points is None else number(item.points),
        _time(item.created),
        _time(item.started),
        _time(item.updated),
        _time(item.closed),
        to_json(dict(item.fields)) if item.fields else "{}",
        "present" if item.presence is _PRESENT else item.presence.value,
    )


def tags_of(item: WorkItem) -> Tags:
    """Its tags, each once."""
    found = [(tag, value) for tag, values in item.tags.items() for value in values]
    whole = "".join([text for pair in found for text in pair])
    if not whole.isascii() or "\0" in whole:
        found = [(storable(tag), storable(value)) for tag, value in found]
    return tuple(sorted(set(found))) if len(found) > 1 else tuple(found)


def item_of(row: Row, tags: Tags) -> WorkItem:
    """The item in a row that begins with the columns PULLED."""
    points, created, started, updated, closed, fields, presence = row[len(TEXTS) : len(PULLED)]
    return WorkItem(
        **dict(zip(TEXTS, row, strict=False)),
        points=points,
        created=to_time(created),
        started=to_time(started),
        updated=to_time(updated),
        closed=to_time(closed),
        tags=named(tags),
        fields=from_json(fields),
        presence=Presence(presence),
    )


def named(tags: Iterable[tuple[str, str]]) -> Mapping[str, tuple[str, ...]]:
    """Tag → its values."""
    found: dict[str, tuple[str, ...]] = {}
    for tag, value in tags:
        found[tag] = (*found.get(tag, ()), value)
    return found


def _time(time: datetime | None) -> str | None:
    if time is None:
        return None
    return time.isoformat() if time.tzinfo is UTC else to_text(time)
