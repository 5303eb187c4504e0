"""Work items as rows of `items` and `item_tags`, both ways."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from operator import attrgetter
from typing import Final

from msgspec import json, to_builtins

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.store.rows import Row, from_json, number, storable, storable_or_none, to_json
from goalsync.store.times import optional_text, to_text, to_time

TEXTS: Final = (
    "uid", "source", "native_id", "key", "url", "project", "kind", "type", "title", "status", "status_category",
    "resolution", "phase", "team", "assignee", "parent", "parent_key", "epic", "priority", "due",
)  # fmt: skip
TIMES: Final = ("created", "started", "updated", "closed")
PULLED: Final = (*TEXTS, "points", *TIMES, "fields", "presence")
"""What a connector says of an item, in the order of `rows_of`."""
KEPT: Final = ("scope", "first_seen", "last_seen", "run")
"""What the store adds."""
COLUMNS: Final = (*PULLED, *KEPT)

Tags = tuple[tuple[str, str], ...]
"""(tag, value) in order."""

_texts, _moments = attrgetter(*TEXTS), attrgetter(*TIMES)
_encode: Final = json.Encoder().encode
_PRESENT: Final = Presence.PRESENT
_NUL: Final = rb"\u0000"
"""U+0000 as JSON has it; a text that shows these six characters is looked at for nothing."""


def rows_of(items: Sequence[WorkItem]) -> Iterator[tuple[Row, Tags]]:
    """The columns PULLED of each item, and its tags, each once."""
    clean = _is_storable(items)
    times = iter(_times(items))
    for item, created, started, updated, closed in zip(items, times, times, times, times, strict=True):
        texts, tags = _texts(item), tags_of(item)
        if not clean:
            texts = tuple(map(storable_or_none, texts))
            tags = tuple(sorted({(storable(tag), storable(value)) for tag, value in tags}))
        row = (
            *texts,
            None if item.points is None else number(item.points),
            created,
            started,
            updated,
            closed,
            to_json(dict(item.fields)) if item.fields else "{}",
            "present" if item.presence is _PRESENT else item.presence.value,
        )
        yield row, tags


def tags_of(item: WorkItem) -> Tags:
    """Its tags as they came, in order, each once."""
    found = [(tag, value) for tag, values in item.tags.items() for value in values]
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


def _is_storable(items: Sequence[WorkItem]) -> bool:
    """Whether no text of them holds U+0000 or half a surrogate pair; False also where that cannot be told at once.

    All of them as one JSON text is the quickest way to look at every text.
    """
    try:
        return _NUL not in _encode(items)
    except Exception:  # a lone surrogate, or something in `fields` that JSON does not know: each text is looked at
        return False


def _times(items: Sequence[WorkItem]) -> list[str | None]:
    """The TIMES of each item, one after the other.

    msgspec writes a time ten times as fast as `isoformat`, with the same digits; only its sign for UTC is another.
    """
    times: list[datetime | None] = [time for item in items for time in _moments(item)]
    try:
        texts: list[str | None] = to_builtins(times)
    except TypeError:  # a type made from datetime, as libraries have them
        return list(map(optional_text, times))
    return [_time(time, text) if time and text else None for time, text in zip(times, texts, strict=True)]


def _time(time: datetime, text: str) -> str:
    return text[:-1] + "+00:00" if time.tzinfo is UTC else to_text(time)
