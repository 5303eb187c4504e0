"""Work tied to goals: items as they are classified, the ties of before, and what is stored of the ties of now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from goalsync.model.linked import Link, ScopeRow, TieRow
from goalsync.store.chosen import choose, lift
from goalsync.store.items import chunks
from goalsync.store.rows import Row
from goalsync.store.statements import insert, marks, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

_TIE: Final = "item, own, carried, cover, profile, parent, waiting"
_SAVE_TIE = insert("ties", _TIE, key="item")
_LINK = insert("links", "item, goal, share, because, since, run")
_WAITS: Final = "items.parent IS NULL AND items.parent_key IS NOT NULL"
_STORED: Final = (
    "items.uid, items.scope, ties.own, ties.carried, ties.cover, ties.profile, items.parent, "
    f"{_WAITS}, ties.parent, ties.waiting"
)
_NAMES: Final = {"fields_text": "fields"}


def rows(db: Database, columns: Sequence[str], uids: Sequence[str] | None = None) -> Iterator[Row]:
    """These columns of every item (or of those in order), by uid; to be read to the end before anything is written."""
    names = ", ".join(_NAMES.get(name, name) for name in columns)
    return _read(db, select(names, "items"), "uid", "uid", uids)


def tags(db: Database, names: Sequence[str], uids: Sequence[str] | None = None) -> Iterator[Any]:
    """(item, tag, value) of these tags of all items (or of those in order), by item."""
    if not names:
        return iter(())
    wanted = frozenset(names)
    found = _read(db, select("item, tag, value", "item_tags"), "item", "item, tag, value", uids)
    if uids is None:
        query = select("item, tag, value", "item_tags", f"tag IN {marks(len(names))}") + " ORDER BY item, tag, value"
        return iter(db.conn.execute(query, names))
    return (row for row in found if row[1] in wanted)


def former_keys(db: Database, uids: Sequence[str] | None = None) -> Iterator[Any]:
    """(item, key) of all keys that items (or those in order) had before, by item."""
    return _read(db, select("item, key", "item_aliases"), "item", "item, key", uids)


def _read(db: Database, query: str, key: str, order: str, uids: Sequence[str] | None) -> Iterator[Row]:
    if uids is None:
        yield from db.conn.execute(f"{query} ORDER BY {order}")
        return
    for some in chunks(uids):
        yield from db.conn.execute(f"{query} WHERE {key} IN {marks(len(some))} ORDER BY {order}", some)


def changed(db: Database, run: str) -> list[str] | None:
    """The uids, in order, of what changed after a run, or found its parent since; None: there was no such run."""
    since = select("id", "runs", "number > (SELECT number FROM runs WHERE id = ?)")
    if db.conn.execute(select("1", "runs", "id = ?"), [run]).fetchone() is None:
        return None
    runs = [row[0] for row in db.conn.execute(since, [run])]
    found: set[str] = set()
    for some in chunks(runs):
        query = select("uid", "items", f"run IN {marks(len(some))}")
        found.update(row[0] for row in db.conn.execute(query, some))
    waiting = [row[0] for row in db.conn.execute(select("item", "ties", "waiting = 1"))]
    for some in chunks(waiting):
        query = select("uid", "items", f"uid IN {marks(len(some))}", "parent IS NOT NULL")
        found.update(row[0] for row in db.conn.execute(query, some))
    return sorted(found)


def renamed_keys(db: Database, uids: Sequence[str], run: str) -> bool:
    """Whether one of these items got another key after a run."""
    since = select("id", "runs", "number > (SELECT number FROM runs WHERE id = ?)")
    for some in chunks(uids):
        query = select("1", "item_history", f"item IN {marks(len(some))}", "field = 'key'", f"run IN ({since})")
        if db.conn.execute(query, [*some, run]).fetchone() is not None:
            return True
    return False


def ties_of(db: Database, uids: Iterable[str]) -> dict[str, TieRow]:
    """What is kept of these items, of those that were tied."""
    found: dict[str, TieRow] = {}
    for some in chunks(sorted(uids)):
        query = select(_TIE, "ties", f"item IN {marks(len(some))}")
        for item, own, carried, cover, profile, parent, waiting in db.conn.execute(query, some):
            found[item] = TieRow(item, own, carried, cover, profile, parent, waiting == 1)
    return found


def children_of(db: Database, uids: Iterable[str]) -> dict[str, list[str]]:
    """Their children as they are stored, by uid."""
    found: dict[str, list[str]] = {}
    for some in chunks(sorted(uids)):
        for parent, uid in db.conn.execute(select("parent, uid", "items", f"parent IN {marks(len(some))}"), some):
            found.setdefault(parent, []).append(uid)
    return found


def parents(db: Database) -> Iterator[str]:
    """The uids of all items that are parents of others, whether they are stored or not."""
    query = "SELECT DISTINCT parent FROM items WHERE parent IS NOT NULL ORDER BY parent"
    return (row[0] for row in db.conn.execute(query))


def stored(db: Database, uids: Sequence[str] | None = None) -> Iterator[Any]:
    """Every item (or those in order) beside its tie, by uid: see `core.links.compare.Stored`."""
    return _read(db, select(_STORED, "items LEFT JOIN ties ON ties.item = items.uid"), "items.uid", "items.uid", uids)


def standing(db: Database, places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, int]]:
    """(uid, tie that counts, profile) of the items of these (source, project) that have a tie."""
    query = select("uid, carried, profile", "items JOIN ties ON ties.item = items.uid", "source = ?", "project = ?")
    for place in places:
        yield from db.conn.execute(query, place)


def projects(db: Database, source: str) -> tuple[str, ...]:
    """The projects of a source of which items are stored."""
    query = select("DISTINCT project", "items", "source = ?") + " ORDER BY project"
    return tuple(row[0] for row in db.conn.execute(query, [source]))


def keys(db: Database, uids: Sequence[str]) -> dict[str, str]:
    """uid → key."""
    return dict(db.conn.execute(select("uid, key", "items", f"uid IN {marks(len(uids))}"), uids).fetchall())


def state(db: Database) -> tuple[str, str] | None:
    """The run that tied last, and what it kept."""
    found = db.conn.execute(select("run, content", "link_state", "id = 1")).fetchone()
    return None if found is None else (found[0], found[1])


def last_closed(db: Database, goals: Sequence[str]) -> str | None:
    """When the last item that is done and linked to one of these was closed."""
    query = select(
        "max(items.closed)",
        "links JOIN items ON items.uid = links.item",
        f"links.goal IN {marks(len(goals))}",
        "links.until IS NULL",
        "items.phase = 'done'",
    )
    found = db.conn.execute(query, goals).fetchone()[0]
    return None if found is None else str(found)


def links_of(db: Database, uids: Sequence[str]) -> dict[str, tuple[tuple[Link, str], ...]]:
    """The links of some hundred items that stand, with when each was made."""
    query = select("item, goal, share, because, since", "links", f"item IN {marks(len(uids))}", "until IS NULL")
    found: dict[str, list[tuple[Link, str]]] = {}
    for item, goal, share, because, since in db.conn.execute(query + " ORDER BY item, goal", uids):
        found.setdefault(item, []).append((Link(goal, share, because), since))
    return {item: tuple(links) for item, links in found.items()}


def add_links(
    db: Database, uids: Iterable[str], goal: str, share: float, because: str, *, run: str, now: datetime
) -> int:
    """Link items to a goal; what linked them to it before ends."""
    ones = list(uids)
    end_links(db, ones, goal, now=now)
    at = to_text(now)
    db.conn.executemany(_LINK, ((uid, goal, share, because, at, run) for uid in ones))
    return len(ones)


def end_links(db: Database, uids: Iterable[str], goal: str, *, now: datetime) -> int:
    """End what links items to a goal. Nothing is removed: it has an end now."""
    at = to_text(now)
    query = "UPDATE main.links SET until = ? WHERE item = ? AND goal = ? AND until IS NULL"
    db.conn.executemany(query, ((at, uid, goal) for uid in uids))
    return db.conn.execute("SELECT changes()").fetchone()[0] or 0


def rename(db: Database, renames: Iterable[tuple[str, str]], *, run: str, now: datetime) -> None:
    """Carry links over to the id that their goal has now."""
    at = to_text(now)
    for old, new in renames:
        where = "goal = ? AND until IS NULL"
        db.conn.execute(
            "INSERT INTO main.links (item, goal, share, because, since, run) "  # noqa: S608 - names of ours only
            f"SELECT item, ?, share, because, ?, ? FROM main.links WHERE {where}",
            (new, at, run, old),
        )
        db.conn.execute(f"UPDATE main.links SET until = ? WHERE {where}", (at, old))  # noqa: S608 - as above


def save_ties(db: Database, ties: Iterable[TieRow], content: str, *, run: str) -> None:
    """Store ties that differ, and the state that they belong to."""
    db.conn.executemany(
        _SAVE_TIE,
        ((one.item, one.own, one.carried, one.cover, one.profile, one.parent, int(one.waiting)) for one in ties),
    )
    db.conn.execute(insert("link_state", "id, run, content", key="id"), (1, run, content))


def set_scopes(db: Database, scopes: Sequence[ScopeRow]) -> None:
    """Write the scopes of items."""
    choose(db, (one.item for one in scopes))
    lift(db)
    db.conn.executemany("UPDATE main.items SET scope = ? WHERE uid = ?", ((one.scope, one.item) for one in scopes))
