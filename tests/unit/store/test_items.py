"""Work items: last state, tags, former keys and history."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from goalsync.model.copies import replace
from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.store import Store, items
from goalsync.store.items import ItemCounts
from support.stores import LATER, NOW, rows, store_path

ITEM = WorkItem(
    "tracker:1", "tracker", "1", "SHOP-1", "SHOP", "story", "Story", "Pay with one click", "Open", "todo",
    points=3.0, updated=NOW, tags={"label": ("okr", "web"), "component": ("checkout",)}, fields={"sprint": 4},
)  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(store_path(tmp_path), now=NOW) as opened:
        yield opened


def _upsert(store: Store, *found: WorkItem, run: str = "run-1", later: bool = False) -> ItemCounts:
    with store.transaction() as db:
        return items.upsert(db, found, run=run, now=LATER if later else NOW)


def test_round_trip(store: Store) -> None:
    """A new item is stored with its tags, and read back whole."""
    assert _upsert(store, ITEM) == ItemCounts(new=1)
    assert items.of_run(store.db, "run-1") == (replace(ITEM, tags=dict(sorted(ITEM.tags.items()))),)
    assert rows(store.path, "SELECT presence, first_seen, last_seen FROM items") == [
        ("present", NOW.isoformat(), NOW.isoformat())
    ]
    assert rows(store.path, "SELECT tag, value FROM item_tags ORDER BY 1, 2") == [
        ("component", "checkout"),
        ("label", "okr"),
        ("label", "web"),
    ]


def test_unchanged(store: Store) -> None:
    """An item seen again as it was costs no write at all."""
    _upsert(store, ITEM)
    before = store.db.conn.total_changes
    assert _upsert(store, ITEM, run="run-2", later=True) == ItemCounts()
    assert store.db.conn.total_changes == before
    assert rows(store.path, "SELECT run, first_seen, last_seen FROM items") == [
        ("run-1", NOW.isoformat(), NOW.isoformat())
    ]
    assert rows(store.path, "SELECT count(*) FROM item_history") == [(0,)]


def test_changed(store: Store) -> None:
    """What changed is remembered field by field, a former key as an alias, and tags are replaced."""
    _upsert(store, ITEM)
    moved = replace(
        ITEM, key="PAY-7", project="PAY", phase="done", points=None, updated=LATER, tags={"label": ("okr",)}
    )
    assert _upsert(store, moved, run="run-2", later=True) == ItemCounts(changed=1)
    assert rows(store.path, "SELECT field, before, after, run FROM item_history ORDER BY field") == [
        ("key", "SHOP-1", "PAY-7", "run-2"),
        ("phase", "todo", "done", "run-2"),
        ("points", "3.0", None, "run-2"),
        ("project", "SHOP", "PAY", "run-2"),
    ]
    assert rows(store.path, "SELECT key FROM item_aliases") == [("SHOP-1",)]
    assert rows(store.path, "SELECT tag, value FROM item_tags") == [("label", "okr")]


def test_twice_in_a_page(store: Store) -> None:
    """Of one item twice in a page the later one counts, and it is one item."""
    assert _upsert(store, ITEM, replace(ITEM, status="Doing")) == ItemCounts(new=1)
    assert rows(store.path, "SELECT status FROM items") == [("Doing",)]


def test_many(store: Store) -> None:
    """More items than one statement may name are stored all the same."""
    many = [replace(ITEM, uid=f"tracker:{number}", native_id=str(number)) for number in range(1203)]
    assert _upsert(store, *many) == ItemCounts(new=1203)
    assert _upsert(store, *reversed(many)) == ItemCounts()
    assert len(items.of_run(store.db, "run-1")) == 1203


def test_titles_as_they_came(store: Store) -> None:
    """A title is kept in any script, less U+0000; nothing in it is taken for anything."""
    _upsert(store, replace(ITEM, title="=cmd|'x'!A1 \u202e מבחן\0 <b>"))
    assert rows(store.path, "SELECT title FROM items") == [("=cmd|'x'!A1 \u202e מבחן <b>",)]


def test_listed(store: Store) -> None:
    """By uid, of the sources and projects that are named, with tags gathered by name, times and fields as stored."""
    tags = {"label": ("okr", "checkout"), "milestone": ("M1",)}
    _upsert(
        store,
        replace(ITEM, uid="tracker:2", created=NOW, tags=tags),
        replace(ITEM, project="PAY"),
        replace(ITEM, uid="code:1", source="code", tags={}),
    )
    found = list(store.items())
    assert [one.uid for one in found] == ["code:1", "tracker:1", "tracker:2"]
    assert (found[0].labels, found[0].components, found[0].milestone) == ((), (), None)
    last = found[2]
    assert (last.labels, last.milestone, last.iteration) == (("checkout", "okr"), "M1", None)
    assert (last.points, last.fields, last.presence, last.created) == (3.0, {"sprint": 4}, "present", NOW.isoformat())
    assert [one.uid for one in store.items(sources=["tracker"])] == ["tracker:1", "tracker:2"]
    assert [one.uid for one in store.items(projects=["PAY", "none"])] == ["tracker:1"]
    assert list(store.items(sources=["code"], projects=["PAY"])) == []


def test_what_a_connector_cannot_know_again(store: Store) -> None:
    """When work started stands though a later pull did not ask for it; a state older than this run's is not taken."""
    _upsert(store, replace(ITEM, started=NOW))
    assert _upsert(store, replace(ITEM, status="Doing", updated=LATER), run="run-2", later=True).changed == 1
    assert rows(store.path, "SELECT started, status FROM items") == [(NOW.isoformat(), "Doing")]
    assert _upsert(store, ITEM, run="run-2", later=True) == ItemCounts()
    assert rows(store.path, "SELECT status FROM items") == [("Doing",)]
    assert _upsert(store, ITEM, run="run-3", later=True).changed == 1


def test_facts(store: Store) -> None:
    """As conditions look at it: every value of a tag by itself, former keys, fields; in step over many items."""
    many = [
        replace(ITEM, uid=f"tracker:{n}", native_id=str(n), tags={"label": (str(n),)} if n % 2 else {})
        for n in range(40)
    ]
    _upsert(store, *many)
    _upsert(store, replace(many[7], key="PAY-7", presence=Presence.MOVED), run="run-2", later=True)
    found = list(store.item_facts())
    assert [one.uid for one in found] == sorted(one.uid for one in many)
    assert all(one.labels == ((one.uid[8:],) if int(one.uid[8:]) % 2 else ()) for one in found)
    (moved,) = (one for one in found if one.uid == "tracker:7")
    assert (moved.key, moved.former_keys, moved.presence, moved.fields) == (
        "PAY-7",
        ("SHOP-1",),
        "moved",
        {"sprint": 4},
    )
    assert list(store.item_facts(sources=["code"])) == []


@pytest.mark.parametrize("scratch", [False, True], ids=["store", "dry run"])
def test_streamed(tmp_path: Path, scratch: bool) -> None:
    """What is listed comes one after the other: a hundred times as many items take no more memory."""
    peaks = []
    for number in (200, 20_000):
        path = store_path(tmp_path / str(number))
        with Store.open(path, now=NOW) as opened:
            _upsert(opened, *(replace(ITEM, uid=f"tracker:{n}", native_id=str(n)) for n in range(number)))
        with Store.scratch(path, now=NOW) if scratch else Store.open(path, now=NOW) as opened:
            tracemalloc.start()
            assert sum(1 for _ in opened.items()) == sum(1 for _ in opened.item_facts()) == number
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
    assert peaks[1] < 2 * peaks[0]
