"""A set of items that SQL is to change as a whole: named in a temporary table, and brought into the layer on top."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from goalsync.store.item_rows import COLUMNS
from goalsync.store.statements import select

if TYPE_CHECKING:
    from sqlite_utils import Database

CHOSEN: Final = "uid IN (SELECT uid FROM temp.chosen_items)"
"""The condition by which a statement means them."""

_TABLE: Final = "CREATE TEMP TABLE IF NOT EXISTS chosen_items (uid TEXT PRIMARY KEY) WITHOUT ROWID"
_ABOVE: Final = "uid NOT IN (SELECT uid FROM main.items)"
_NAMES: Final = ", ".join(COLUMNS)


def choose(db: Database, uids: Iterable[str]) -> None:
    """Choose these items, and no others."""
    _clear(db)
    db.conn.executemany("INSERT OR IGNORE INTO temp.chosen_items VALUES (?)", ((uid,) for uid in uids))


def choose_where(db: Database, conditions: Iterable[str], values: Iterable[object]) -> int:
    """Choose the items for which all conditions hold, and no others; says how many."""
    _clear(db)
    query = select("uid", "items", *conditions)
    return db.conn.execute(f"INSERT INTO temp.chosen_items {query}", tuple(values)).rowcount


def lift(db: Database) -> None:
    """See to it that the chosen rows stand in the layer on top, where they can be updated."""
    above = select("uid", "temp.chosen_items", _ABOVE)
    tags = select("item, tag, value", "item_tags", f"item IN ({above})")
    db.conn.execute(f"INSERT INTO main.item_tags (item, tag, value) {tags}")
    rows = select(_NAMES, "items", CHOSEN, _ABOVE)
    db.conn.execute(f"INSERT INTO main.items ({_NAMES}) {rows}")


def _clear(db: Database) -> None:
    db.conn.execute(_TABLE)
    db.conn.execute("DELETE FROM temp.chosen_items")
