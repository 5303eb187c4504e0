"""All that is stored of many items, streamed: in order of uid, with constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

from goalsync.model.work import ItemFacts, ItemRow
from goalsync.store.item_rows import TIMES, named
from goalsync.store.rows import Row, from_json
from goalsync.store.statements import marks, select

if TYPE_CHECKING:
    from sqlite_utils import Database

_SHARED: Final = (
    "uid", "key", "source", "project", "kind", "type", "title", "status", "phase", "team", "assignee", "parent",
    "points", "priority", *TIMES, "presence",
)  # fmt: skip
_LISTED: Final = (*_SHARED, "url", "scope", "fields")
_FACTS: Final = (*_SHARED, "parent_key", "fields")

Values = dict[str, tuple[str, ...]]
"""Tag → values of one item."""


def listed(db: Database, *, sources: Sequence[str] = (), projects: Sequence[str] = ()) -> Iterator[ItemRow]:
    """The items of these sources and projects (none named: of all), in order of uid, one after the other.

    To be read to the end before anything is written.
    """
    tags = _Beside(_tags(db))
    for row in _rows(db, _LISTED, sources, projects):
        found = dict(zip(_LISTED, row, strict=True))
        values = tags.of(row[0])
        yield ItemRow(
            labels=values.get("label", ()),
            components=values.get("component", ()),
            milestone=", ".join(values["milestone"]) if "milestone" in values else None,
            iteration=", ".join(values["iteration"]) if "iteration" in values else None,
            **{**found, "fields": from_json(found["fields"])},
        )


def stream(db: Database, *, sources: Sequence[str] = ()) -> Iterator[ItemFacts]:
    """Every item of these sources (none named: of all) as conditions look at it, likewise; absent ones too."""
    tags, former = _Beside(_tags(db)), _Beside(_former_keys(db))
    for row in _rows(db, _FACTS, sources, ()):
        *shared, parent_key, fields = row
        values = tags.of(row[0])
        yield ItemFacts(
            **dict(zip(_SHARED, shared, strict=True)),
            parent_key=parent_key,
            labels=values.get("label", ()),
            components=values.get("component", ()),
            milestones=values.get("milestone", ()),
            iterations=values.get("iteration", ()),
            former_keys=former.of(row[0]).get("key", ()),
            fields_text=fields,
        )


class _Beside:
    """What belongs to items, taken in step with them from a stream in the same order of uid."""

    def __init__(self, found: Iterator[tuple[str, Values]]) -> None:
        self._found = found
        self._next = next(found, None)

    def of(self, uid: str) -> Values:
        """What belongs to an item that comes after those asked for before."""
        while self._next is not None and self._next[0] < uid:
            self._next = next(self._found, None)
        return self._next[1] if self._next is not None and self._next[0] == uid else {}


def _tags(db: Database) -> Iterator[tuple[str, Values]]:
    query = select("item, tag, value", "item_tags") + " ORDER BY item, tag, value"
    return _grouped(db.conn.execute(query))


def _former_keys(db: Database) -> Iterator[tuple[str, Values]]:
    query = select("item, 'key', key", "item_aliases") + " ORDER BY item, key"
    return _grouped(db.conn.execute(query))


def _grouped(rows: Iterable[Row]) -> Iterator[tuple[str, Values]]:
    for uid, group in groupby(rows, key=itemgetter(0)):
        yield uid, dict(named((tag, value) for _, tag, value in group))


def _rows(db: Database, columns: Sequence[str], sources: Sequence[str], projects: Sequence[str]) -> Iterable[Row]:
    chosen = [(f"{name} IN {marks(len(of))}", of) for name, of in (("source", sources), ("project", projects)) if of]
    query = select(", ".join(columns), "items", *(condition for condition, _ in chosen)) + " ORDER BY uid"
    return db.conn.execute(query, [value for _, of in chosen for value in of])
