"""All that is stored of many items, streamed: in order of uid, with constant memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Final

from goalsync.model.work import ItemFacts, ItemRow
from goalsync.store.item_rows import TIMES
from goalsync.store.links import links_of
from goalsync.store.rows import Row, from_json
from goalsync.store.statements import marks, select

if TYPE_CHECKING:
    from sqlite_utils import Database

_LISTED: Final = (
    "uid", "key", "source", "project", "kind", "type", "title", "status", "phase", "team", "assignee", "parent",
    "points", "priority", *TIMES, "presence", "url", "scope", "fields",
)  # fmt: skip
_FACTS: Final = ItemFacts.__struct_fields__[: ItemFacts.__struct_fields__.index("labels")]
"""The columns that are named as the facts are, and in their order."""

_AT_ONCE: Final = 50
"""Items whose links are looked up together: in one stream beside the items they would have to be sorted first."""

Values = dict[str, tuple[str, ...]]
"""Tag → values of one item."""


def listed(
    db: Database,
    *,
    sources: Sequence[str] = (),
    projects: Sequence[str] = (),
    scope: str | None = None,
    linked_to: Sequence[str] = (),
) -> Iterator[ItemRow]:
    """The items of these sources and projects, of a scope, linked to one of these ids (none named: all), by uid.

    One after the other; to be read to the end before anything is written.
    """
    tags = _Beside(_tags(db))
    chosen = [*_chosen(sources, projects)]
    if scope is not None:
        chosen.append(("scope = ?", [scope]))
    if linked_to:
        goals = select("item", "links", f"goal IN {marks(len(linked_to))}", "until IS NULL")
        chosen.append((f"uid IN ({goals})", linked_to))
    rows = iter(_rows(db, _LISTED, chosen))
    while some := list(islice(rows, _AT_ONCE)):
        links = links_of(db, [row[0] for row in some])
        for row in some:
            found = dict(zip(_LISTED, row, strict=True))
            values, linked = tags.of(row[0]), links.get(row[0], ())
            yield ItemRow(
                labels=values.get("label", ()),
                components=values.get("component", ()),
                milestone=", ".join(values["milestone"]) if "milestone" in values else None,
                iteration=", ".join(values["iteration"]) if "iteration" in values else None,
                linked_to=tuple(link.goal for link, _ in linked),
                link_because=tuple(link.rule for link, _ in linked),
                **{**found, "fields": from_json(found["fields"])},
            )


def stream(db: Database, *, sources: Sequence[str] = ()) -> Iterator[ItemFacts]:
    """Every item of these sources (none named: of all) as conditions look at it, likewise; absent ones too."""
    tags, former = _Beside(_tags(db)), _Beside(_former_keys(db))
    for row in _rows(db, (*_FACTS, "fields"), [*_chosen(sources, ())]):
        values = tags.of(row[0])
        facts: Row = (
            *row[:-1],
            values.get("label", ()),
            values.get("component", ()),
            values.get("milestone", ()),
            values.get("iteration", ()),
            former.of(row[0]).get("key", ()),
            row[-1],
        )
        yield ItemFacts(*facts)


def labels(db: Database) -> tuple[str, ...]:
    """Every label that an item has, in order."""
    query = select("DISTINCT value", "item_tags", "tag = 'label'") + " ORDER BY value"
    return tuple(row[0] for row in db.conn.execute(query))


class _Beside:
    """What belongs to items, (uid, tag, value), taken in step with them from a stream in the same order of uid."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, uid: str) -> Values:
        """What belongs to an item that comes after those asked for before."""
        row, found = self._next, dict[str, tuple[str, ...]]()
        while row is not None and row[0] <= uid:
            if row[0] == uid:
                found[row[1]] = (*found.get(row[1], ()), row[2])
            row = next(self._rows, None)
        self._next = row
        return found


def _tags(db: Database) -> Iterable[Row]:
    return db.conn.execute(select("item, tag, value", "item_tags") + " ORDER BY item, tag, value")


def _former_keys(db: Database) -> Iterable[Row]:
    return db.conn.execute(select("item, 'key', key", "item_aliases") + " ORDER BY item, key")


def _chosen(sources: Sequence[str], projects: Sequence[str]) -> Iterator[tuple[str, Sequence[str]]]:
    """Conditions with their values."""
    for name, values in (("source", sources), ("project", projects)):
        if values:
            yield f"{name} IN {marks(len(values))}", values


def _rows(db: Database, columns: Sequence[str], chosen: Sequence[tuple[str, Sequence[str]]]) -> Iterable[Row]:
    query = select(", ".join(columns), "items", *(condition for condition, _ in chosen)) + " ORDER BY uid"
    return db.conn.execute(query, [value for _, values in chosen for value in values])
