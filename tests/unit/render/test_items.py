"""Work items as a table."""

from __future__ import annotations

from goalsync.model.work import ItemRow
from goalsync.render.screen import Screen
from goalsync.render.text.items import items

ROW = ItemRow(
    "tracker:1", "SHOP-1", None, "tracker", "SHOP", "story", "Story", "A \x1b[31mstory", "Open", "todo",
    ("okr",), (), None, None, None, None, None, 3.0, None, None, None, None, None, "present", None, {},
)  # fmt: skip


def test_a_row_each() -> None:
    """Harmless to show, with how many there are; what is not there is blank."""
    text = items([ROW], Screen())
    assert "\x1b" not in text
    assert "None" not in text
    assert text.splitlines()[-1] == "1 work item"


def test_none() -> None:
    """A sentence, not an empty table."""
    assert items([], Screen()) == "No work items: nothing that holds work has been pulled.\n"
