"""Items as rows, many at once: the quick ways give what the plain ones would."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.model.copies import replace
from goalsync.model.work import WorkItem
from goalsync.store import Store, items
from goalsync.store.item_rows import COLUMNS, PULLED, rows_of
from goalsync.store.items import ItemCounts
from goalsync.store.many import Insert
from support.stores import NOW, rows, store_path

ITEM = WorkItem("tracker:1", "tracker", "1", "SHOP-1", "SHOP", "story", "Story", "Pay", "Open", "todo")
_UPDATED = PULLED.index("updated")
_TITLE = PULLED.index("title")


class _Moment(datetime):
    """A time of a library's own type."""


_ZONES = (
    UTC,
    ZoneInfo("UTC"),
    ZoneInfo("Europe/London"),
    timezone(timedelta(hours=5.5)),
    timezone(timedelta(seconds=20)),
)
_FIRST, _LAST = datetime(2, 1, 1), datetime(9998, 1, 1)  # noqa: DTZ001 - they are given zones


@given(st.lists(st.datetimes(_FIRST, _LAST, timezones=st.sampled_from(_ZONES)), min_size=1))
def test_times(times: list[datetime]) -> None:
    """A time of any zone is stored as its UTC text, as Python itself writes it."""
    found = [row[_UPDATED] for row, _ in rows_of([replace(ITEM, updated=time) for time in times])]
    assert found == [time.astimezone(UTC).isoformat() for time in times]


def test_time_of_another_type() -> None:
    """So is one of a type that a library made from datetime."""
    (row, _), *_ = rows_of([replace(ITEM, updated=_Moment(2026, 11, 21, 9, tzinfo=UTC))])
    assert row[_UPDATED] == "2026-11-21T09:00:00+00:00"


@given(st.lists(st.text(st.characters() | st.sampled_from("\0\ud800é\\u"), max_size=6), min_size=1, max_size=5))
def test_texts(texts: list[str]) -> None:
    """Whatever stands beside it, a text is stored less U+0000, half a surrogate pair as a question mark, else whole."""
    found = list(rows_of([replace(ITEM, title=text, tags={"label": (text, text)}) for text in texts]))
    clean = [text.replace("\0", "").encode("utf-8", "replace").decode() for text in texts]
    assert [row[_TITLE] for row, _ in found] == clean
    assert [tags for _, tags in found] == [(("label", text),) for text in clean]


def test_odd_fields(tmp_path: Path) -> None:
    """Fields in a mapping of another type are stored as well."""
    with Store.open(store_path(tmp_path), now=NOW) as store, store.transaction() as db:
        item = replace(ITEM, title="a\0b", fields=MappingProxyType({"sprint": 4}))
        assert items.upsert(db, [item], run="run-1", now=NOW) == ItemCounts(new=1)
    assert rows(store_path(tmp_path), "SELECT title, fields FROM items") == [("ab", '{"sprint":4}')]


@pytest.mark.parametrize("number", [1, 28, 29, 30, 58, 61, 499, 500, 501])
def test_many(tmp_path: Path, number: int) -> None:
    """However many are written at once, each is there with its tags, and only once."""
    found = [
        replace(ITEM, uid=f"tracker:{native}", native_id=str(native), title=f"Pay {native}", tags={"label": ("a", "b")})
        for native in range(number)
    ]
    with Store.open(store_path(tmp_path), now=NOW) as store:
        with store.transaction() as db:
            assert items.upsert(db, found, run="run-1", now=NOW) == ItemCounts(new=number)
        with store.transaction() as db:
            renamed = [replace(item, title="Other", key=f"NEW-{item.native_id}", tags={}) for item in found]
            assert items.upsert(db, renamed, run="run-2", now=NOW) == ItemCounts(changed=number)
        query = "SELECT count(*), sum(title = 'Other' AND key = 'NEW-' || native_id) FROM items"
        assert rows(store.path, query) == [(number, number)]
        assert rows(store.path, "SELECT count(*) FROM item_tags") == [(0,)]
        assert rows(store.path, "SELECT count(*), count(DISTINCT item) FROM item_aliases") == [(number, number)]
        assert rows(store.path, "SELECT count(*) FROM item_history") == [(2 * number,)]


def test_statement_is_small_enough() -> None:
    """A statement has no more parameters than older SQLite takes."""
    for statement in (Insert.into("items", ", ".join(COLUMNS)), Insert.into("item_tags", "item, tag, value")):
        assert statement.one.count("?") < statement.several.count("?") <= 999
