"""The overlay: what is read is the store with what was written laid over it; what is written goes nowhere else.

Everywhere in the store's SQL, writes name `main.TABLE` and write whole rows, and reads name `TABLE` alone. Over an
attached store the latter is a temporary view of both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from goalsync.store.statements import select

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class _Layer:
    """How two versions of a table become one.

    `number` is counted on from where the store's ends. A row of the store is hidden by one of `main` (in the table
    `hidden_by`) in which `theirs` equals its `ours`.
    """

    table: str
    number: str | None = None
    hidden_by: str = ""
    ours: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()


def _keyed(table: str, *columns: str, number: str | None = None) -> _Layer:
    return _Layer(table, number, table, columns, columns)


_LAYERS = (
    _keyed("items", "uid"),
    _Layer("item_tags", None, "items", ("item",), ("uid",)),
    _keyed("item_aliases", "item", "key"),
    _Layer("item_history", "id"),
    _Layer("measurements", "id"),
    _Layer("check_ins", "id"),
    _keyed("findings", "fingerprint", "since"),
    _keyed("sources", "name", "partition"),
    _Layer("metric_reads", "id"),
    _keyed("runs", "id", number="number"),
    _Layer("renames", "id"),
    _Layer("links", "id"),
    _keyed("ties", "item"),
    _keyed("link_state", "id"),
    _Layer("work_readings", "id"),
    _Layer("linkings", "id"),
)


def lay_over(db: Database) -> None:
    """Show `store` and `main` as one. Call it inside a transaction, which pins what is seen of the store."""
    for layer in _LAYERS:
        db.conn.execute(f"CREATE TEMP VIEW {layer.table} AS {_select(db, layer)}")


def _select(db: Database, layer: _Layer) -> str:
    columns = [row[1] for row in db.conn.execute(f"PRAGMA main.table_info({layer.table})")]
    offset = 0
    if layer.number:
        query = select(f"coalesce(max({layer.number}), 0)", f"store.{layer.table}")
        offset = db.conn.execute(query).fetchone()[0]
    names = ", ".join(f'"{name}"' for name in columns)
    counted = ", ".join(f'{name} + {offset} AS "{name}"' if name == layer.number else f'"{name}"' for name in columns)
    conditions = []
    if layer.hidden_by:
        same = [f"top.{b} = base.{a}" for a, b in zip(layer.ours, layer.theirs, strict=True)]
        conditions.append(f"NOT EXISTS ({select('1', f'main.{layer.hidden_by} AS top', *same)})")
    theirs = select(names, f"store.{layer.table} AS base", *conditions)
    return f"{theirs} UNION ALL {select(counted, f'main.{layer.table}')}"
