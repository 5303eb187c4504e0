"""Many rows written by few statements: the way into a statement and out of it costs more than a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from goalsync.store.rows import Row
from goalsync.store.statements import insert

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST: Final = 900
"""Parameters of one statement: older SQLite takes 999."""


@dataclass(frozen=True, slots=True)
class Insert:
    """A statement that writes one row, and the same for `together` rows at once."""

    one: str
    several: str
    together: int

    @classmethod
    def into(cls, table: str, columns: str, *, key: str = "") -> Insert:
        """Of whole rows, as `statements.insert` says it."""
        together = _MOST // (columns.count(",") + 1)
        return cls(insert(table, columns, key=key), insert(table, columns, key=key, rows=together), together)

    def write(self, db: Database, rows: Sequence[Row]) -> None:
        """Write rows in their order."""
        ending = len(rows) - len(rows) % self.together
        for start in range(0, ending, self.together):
            db.conn.execute(self.several, list(chain.from_iterable(rows[start : start + self.together])))
        if ending < len(rows):
            db.conn.executemany(self.one, rows[ending:])
