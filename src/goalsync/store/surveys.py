"""Work looked at for findings: single items counted by how they are tied, before what a run ties is stored."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from goalsync.model.linked import TieRow
from goalsync.model.vocabulary import Presence
from goalsync.store.statements import marks, select
from goalsync.store.times import to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

UNDEFINED: Final = "undefined"
"""The key of the category that a tracker gives a status of which it knows none."""

_FRESH: Final = "temp.fresh_ties"
_OLD: Final = f"NOT EXISTS ({select('1', f'{_FRESH} AS fresh', 'fresh.item = ties.item')})"
_AMONG: Final = "IN (SELECT value FROM json_each(?))"
_NOW: Final = f"items LEFT JOIN {_FRESH} AS fresh ON fresh.item = items.uid LEFT JOIN ties ON ties.item = items.uid"
_CARRIED: Final = "coalesce(fresh.carried, ties.carried)"
_GONE: Final = (Presence.UNOBSERVED, Presence.ACCESS_LOST, Presence.OUT_OF_COVERAGE, Presence.MOVED)
_CHUNK: Final = 500


class Group(NamedTuple):
    """Items alike: the number of their tie and profile, the uid of their parent, how many, and two of them."""

    tie: int
    profile: int
    parent: str | None
    many: int
    first: str
    last: str


class Placed(NamedTuple):
    """An item by its uid, with the numbers of the tie that counts and of its profile, where it has them."""

    uid: str
    key: str
    title: str
    parent: str | None
    tie: int | None
    profile: int | None


class Absent(NamedTuple):
    """Items of one place that are not there, with one tie."""

    source: str
    project: str
    presence: str
    tie: int
    many: int
    first: str
    last: str


def lay(db: Database, rows: Iterable[TieRow]) -> None:
    """Lay the ties of this run over the stored ones, for the functions below."""
    db.conn.execute(f"DROP TABLE IF EXISTS {_FRESH}")
    columns = "item TEXT PRIMARY KEY, carried INTEGER, profile INTEGER, parent TEXT, waiting INTEGER"
    db.conn.execute(f"CREATE TEMP TABLE fresh_ties ({columns}) WITHOUT ROWID")
    values = ((one.item, one.carried, one.profile, one.parent, int(one.waiting)) for one in rows)
    db.conn.executemany(f"INSERT INTO {_FRESH} VALUES (?, ?, ?, ?, ?)", values)  # noqa: S608 - names of ours


def groups(db: Database, ties: Sequence[int]) -> Iterator[Group]:
    """All items with one of these ties, by profile and parent, in no order; a group may come twice."""
    columns = "carried, profile, parent, count(*), min(item), max(item)"
    for table, more in ((_FRESH, ()), ("ties", (_OLD,))):
        query = select(columns, table, f"carried {_AMONG}", *more) + " GROUP BY carried, profile, parent"
        yield from map(Group._make, db.conn.execute(query, [_numbers(ties)]))


def waiting(db: Database, ties: Sequence[int]) -> Iterator[tuple[str, str, str]]:
    """(source, key, key of the parent) of items with one of these ties of whose parent only the key is known."""
    there = select("item, carried", _FRESH, "waiting = 1")
    stored = select("item, carried", "ties", "waiting = 1", _OLD)
    query = select(
        "items.source, items.key, items.parent_key",
        f"({there} UNION ALL {stored}) AS tied JOIN items ON items.uid = tied.item",
        f"tied.carried {_AMONG}",
        "items.parent_key IS NOT NULL",
    )
    yield from db.conn.execute(query + " ORDER BY items.source, items.parent_key, items.key", [_numbers(ties)])


def placed(db: Database, uids: Iterable[str]) -> Iterator[Placed]:
    """These items, those that are stored."""
    for some in _chunks(uids):
        ties = _ties(db, some)
        query = select("uid, key, title, parent", "items", f"uid IN {marks(len(some))}")
        for uid, key, title, parent in db.conn.execute(query, some):
            yield Placed(uid, key, title, parent, *ties.get(uid, (None, None)))


def beside(db: Database, parents: Iterable[str], ties: Sequence[int]) -> Iterator[tuple[str, int, str]]:
    """(parent, tie, key) of the children of these parents with one of these ties."""
    wanted = frozenset(ties)
    for some in _chunks(parents):
        query = select("uid, parent, key", "items", f"parent IN {marks(len(some))}")
        found = {uid: (parent, key) for uid, parent, key in db.conn.execute(query, some)}
        for children in _chunks(found):
            for uid, (tie, _) in _ties(db, children).items():
                if tie in wanted:
                    parent, key = found[uid]
                    yield parent, tie, key


def absent(db: Database, ties: Sequence[int], deleted_since: datetime) -> Iterator[Absent]:
    """Items with one of these ties that are not there; of deleted ones those that were seen since, and were open."""
    gone = marks(len(_GONE))
    there = f"(items.presence IN {gone} OR items.presence = ? AND items.last_seen >= ? AND items.phase IN (?, ?))"
    columns = (
        f"items.source, items.project, items.presence, {_CARRIED} AS tie, count(*), min(items.key), max(items.key)"
    )
    query = select(columns, _NOW, "items.presence <> 'present'", there, f"{_CARRIED} {_AMONG}")
    query += " GROUP BY items.source, items.project, items.presence, tie ORDER BY 1, 2, 3, 4"
    values = [*(one.value for one in _GONE), Presence.DELETED.value, to_text(deleted_since), "todo", "doing"]
    yield from map(Absent._make, db.conn.execute(query, [*values, _numbers(ties)]))


def alike(db: Database, ties: Sequence[int]) -> Iterator[tuple[int, str]]:
    """(tie, key) of all items with one of these ties, in order."""
    query = select(f"{_CARRIED} AS tie, items.key", _NOW, f"{_CARRIED} {_AMONG}") + " ORDER BY tie, items.key"
    yield from db.conn.execute(query, [_numbers(ties)])


def unmapped(db: Database) -> Iterator[tuple[str, str, str | None, int, str, str]]:
    """(source, status, category, how many, two keys) of statuses without a category, of sources that know such."""
    nothing = "(status_category IS NULL OR status_category = 'undefined')"
    columns = "source, status, status_category, count(*), min(key), max(key)"
    query = select(columns, "items", nothing, "presence = ?") + " GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
    known: dict[str, bool] = {}
    for row in db.conn.execute(query, [Presence.PRESENT.value]).fetchall():
        if row[0] not in known:
            has = select("1", "items", "source = ?", "status_category <> ?") + " LIMIT 1"
            known[row[0]] = db.conn.execute(has, [row[0], UNDEFINED]).fetchone() is not None
        if known[row[0]] or row[2] == UNDEFINED:
            yield row


def _ties(db: Database, uids: Sequence[str]) -> dict[str, tuple[int, int]]:
    """uid → tie that counts and profile, of some hundred items. Each table by itself: joined, a view is read whole."""
    found: dict[str, tuple[int, int]] = {}
    for table in ("ties", _FRESH):
        query = select("item, carried, profile", table, f"item IN {marks(len(uids))}")
        found.update((item, (carried, profile)) for item, carried, profile in db.conn.execute(query, uids))
    return found


def _chunks(values: Iterable[str]) -> Iterator[list[str]]:
    wanted = sorted(set(values))
    for start in range(0, len(wanted), _CHUNK):
        yield wanted[start : start + _CHUNK]


def _numbers(ties: Sequence[int]) -> str:
    return json.dumps(list(ties))
