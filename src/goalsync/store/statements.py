"""SQL put together from names that stand in this package; what comes from outside is always a parameter."""

from __future__ import annotations


def insert(table: str, columns: str, *, key: str = "", rows: int = 1) -> str:
    """Write whole rows of the columns into the layer on top; over one that has the same `key`, if one is named.

    The parameters are those of `rows` rows, one after the other.
    """
    values = ", ".join([marks(columns.count(",") + 1)] * rows)
    statement = f"INSERT INTO main.{table} ({columns}) VALUES {values}"  # noqa: S608 - as below
    if not key:
        return statement
    own = {name.strip() for name in key.split(",")}
    changes = [f"{name} = excluded.{name}" for name in map(str.strip, columns.split(",")) if name not in own]
    action = "UPDATE SET " + ", ".join(changes) if changes else "NOTHING"
    return f"{statement} ON CONFLICT ({key}) DO {action}"


def select(columns: str, rest: str, *conditions: str) -> str:
    """Read columns from `rest` (a table, and what follows) where all conditions hold."""
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    return f"SELECT {columns} FROM {rest}{where}"  # noqa: S608 - names of ours only


def marks(number: int) -> str:
    """`(?, ?, …)` for that many parameters."""
    return f"({', '.join('?' * number)})"
