"""What a census says of the stored items, and what was concluded of those that it lacks."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import Presence
from goalsync.store.chosen import CHOSEN, choose, choose_where, lift
from goalsync.store.statements import marks, select
from goalsync.store.times import optional_text, to_text

if TYPE_CHECKING:
    from sqlite_utils import Database

EXPECTED: Final = (
    Presence.PRESENT,
    Presence.ARCHIVED,
    Presence.ACCESS_LOST,
    Presence.UNOBSERVED,
    Presence.OUT_OF_COVERAGE,
)
"""What is stored as one of these is looked for where a census lacks it."""

_TOGETHER: Final = 900
"""Ids written by one statement."""
_IDS: Final = "CREATE TEMP TABLE IF NOT EXISTS census_ids (id TEXT PRIMARY KEY) WITHOUT ROWID"


@dataclass(frozen=True, slots=True)
class Compared:
    """A census beside what is stored of its partition."""

    stored: Mapping[Presence, int]
    """How many items of each presence are stored."""
    missing: Mapping[str, Presence]
    """The native ids that the census lacks, of those that are expected."""
    new: Sequence[str]
    """The native ids of the census that are not stored as present there, in order."""


def compare(db: Database, source: str, project: str, native_ids: Collection[str]) -> Compared:
    """Lay a census beside the stored items of its partition."""
    db.conn.execute(_IDS)
    db.conn.execute("DELETE FROM temp.census_ids")
    remaining = iter(native_ids)
    while some := list(islice(remaining, _TOGETHER)):
        values = ", ".join(["(?)"] * len(some))
        db.conn.execute(f"INSERT OR IGNORE INTO temp.census_ids VALUES {values}", some)  # noqa: S608 - marks only
    place, there = (source, project), ("source = ?", "project = ?")
    counts = db.conn.execute(select("presence, count(*)", "items", *there) + " GROUP BY presence", place)
    stored = {Presence(presence): count for presence, count in counts}
    lacking = (f"presence IN {marks(len(EXPECTED))}", "native_id NOT IN (SELECT id FROM temp.census_ids)")
    query = select("native_id, presence", "items", *there, *lacking) + " ORDER BY native_id"
    missing = {
        id_: Presence(presence) for id_, presence in db.conn.execute(query, (*place, *(one.value for one in EXPECTED)))
    }
    listed, known = select("id", "temp.census_ids"), select("native_id", "items", *there, "presence = 'present'")
    new = [row[0] for row in db.conn.execute(f"{listed} EXCEPT {known} ORDER BY 1", place)]
    db.conn.execute("DELETE FROM temp.census_ids")
    return Compared(stored, missing, new)


def keys_of(db: Database, source: str, native_ids: Iterable[str]) -> Mapping[str, str]:
    """Native id → the key by which an item was last seen, of those that are stored."""
    choose(db, (f"{source}:{id_}" for id_ in native_ids))
    return dict(db.conn.execute(select("native_id, key", "items", CHOSEN)).fetchall())


def count(db: Database, source: str, project: str, among: Sequence[Presence]) -> int:
    """How many items of a partition are stored as one `among` these."""
    query = select("count(*)", "items", "source = ?", "project = ?", f"presence IN {marks(len(among))}")
    return int(db.conn.execute(query, (source, project, *(one.value for one in among))).fetchone()[0])


@dataclass(frozen=True, slots=True)
class Conclusions:
    """Writes what was concluded of the items of one partition; each says of how many that was news.

    `census_at` is when its ids were last listed: an item that is present was seen then, and last if it is gone now.
    """

    source: str
    project: str
    census_at: datetime | None
    run: str
    now: datetime

    def conclude(self, db: Database, native_ids: Iterable[str], presence: Presence) -> int:
        """These items are so. One that is known in another project by now is left as it is."""
        choose(db, (f"{self.source}:{id_}" for id_ in native_ids))
        there = (CHOSEN, "project = ?", "presence <> ?")
        found = [row[0] for row in db.conn.execute(select("uid", "items", *there), (self.project, presence.value))]
        choose(db, found)
        return self._write(db, len(found), presence)

    def conclude_all(self, db: Database, among: Iterable[Presence], presence: Presence) -> int:
        """All items of the partition that are stored as one `among` these are so now."""
        before = [one.value for one in among if one is not presence]
        conditions = ("source = ?", "project = ?", f"presence IN {marks(len(before))}")
        return self._write(db, choose_where(db, conditions, (self.source, self.project, *before)), presence)

    def _write(self, db: Database, count: int, presence: Presence) -> int:
        if not count:
            return 0
        at, value = to_text(self.now), presence.value
        seen = at if presence is Presence.PRESENT else optional_text(self.census_at) or ""
        changes = select("uid, ?, 'presence', presence, ?, ?", "items", CHOSEN) + " ORDER BY uid"
        db.conn.execute(
            f"INSERT INTO main.item_history (item, at, field, before, after, run) {changes}",
            (at, value, self.run),
        )
        lift(db)
        db.conn.execute(
            f"UPDATE main.items SET presence = ?, last_seen = max(last_seen, ?), run = ? WHERE {CHOSEN}",  # noqa: S608
            (value, seen, self.run),
        )
        return count
