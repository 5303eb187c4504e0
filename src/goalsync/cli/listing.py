"""Rows of the store's public tables, as lists show them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from goalsync.store import Store

ITEM_FIELDS: Final = (
    "uid", "key", "url", "source", "project", "kind", "type", "title", "status", "phase", "labels", "components",
    "milestone", "iteration", "team", "assignee", "parent", "points", "priority", "created", "started", "updated",
    "closed", "presence", "scope", "fields",
)  # fmt: skip
_TAGS: Final = {"label": "labels", "component": "components", "milestone": "milestone", "iteration": "iteration"}


def items(store: Store, sources: Sequence[str], projects: Sequence[str]) -> list[dict[str, Any]]:
    """Work items in order of uid, of these sources and projects (none: of all)."""
    tags: dict[str, dict[str, list[str]]] = {}
    for row in store.db.query("SELECT item, tag, value FROM item_tags ORDER BY item, tag, value"):
        tags.setdefault(row["item"], {}).setdefault(_TAGS.get(row["tag"], row["tag"]), []).append(row["value"])
    found = []
    for row in store.db.query("SELECT * FROM items ORDER BY uid"):
        if (sources and row["source"] not in sources) or (projects and row["project"] not in projects):
            continue
        of_item: dict[str, Any] = {**row, "fields": json.loads(row["fields"])}
        many = {"labels": [], "components": [], **tags.get(row["uid"], {})}
        of_item |= many
        for name in ("milestone", "iteration"):
            of_item[name] = ", ".join(many[name]) if name in many else None
        found.append({name: of_item[name] for name in ITEM_FIELDS})
    return found
