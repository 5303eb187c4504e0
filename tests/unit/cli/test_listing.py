"""Work items as `goalsync items` lists them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from goalsync.cli.listing import ITEM_FIELDS, items
from goalsync.model.work import WorkItem
from goalsync.render.screen import Screen
from goalsync.render.text.items import items as written
from goalsync.store import Store
from goalsync.store.items import upsert

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def item(uid: str, project: str, **more: object) -> WorkItem:
    """An item of a tracker."""
    key = f"{project}-{uid.rpartition(':')[2]}"
    source = uid.partition(":")[0]
    fields = {"uid": uid, "source": source, "native_id": uid, "key": key, "project": project, "kind": "story"}
    fields |= {"type": "Story", "title": "A \x1b[31mstory", "status": "Open", "phase": "todo", **more}
    return WorkItem(**fields)  # type: ignore[arg-type]


def test_items_are_listed_in_order_with_their_tags(tmp_path: Path) -> None:
    """By uid, filtered by source and project, tags gathered by name, times and fields as stored."""
    tags = {"label": ("okr", "checkout"), "milestone": ("M1",)}
    found = [
        item("tracker:2", "SHOP", tags=tags, points=3.0, created=NOW, fields={"size": "L"}),
        item("tracker:1", "PAY"),
        item("code:1", "acme/shop"),
    ]
    with Store.open(tmp_path / "goalsync.db", now=NOW) as store:
        with store.transaction() as db:
            upsert(db, found, run="r1", now=NOW)
        everything = items(store, (), ())
        assert [one["uid"] for one in everything] == ["code:1", "tracker:1", "tracker:2"]
        assert tuple(everything[0]) == ITEM_FIELDS
        last = everything[2]
        assert (last["labels"], last["milestone"], last["iteration"]) == (["checkout", "okr"], "M1", None)
        assert (last["points"], last["fields"], last["presence"]) == (3.0, {"size": "L"}, "present")
        assert [one["uid"] for one in items(store, ("tracker",), ())] == ["tracker:1", "tracker:2"]
        assert [one["uid"] for one in items(store, (), ("acme/shop",))] == ["code:1"]
        text = written(everything, Screen())
    assert "\x1b" not in text
    assert text.splitlines()[-1] == "3 work items"
