"""Work items as a table."""

from __future__ import annotations

import csv

import pytest

from goalsync.model.copies import replace
from goalsync.model.work import ItemRow
from goalsync.render.items import csv_pieces, json_pieces
from goalsync.render.json import document
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


def test_presence() -> None:
    """What became of an item is said where it is not simply there."""
    text = items([ROW, replace(ROW, presence="access_lost")], Screen())
    assert text.count("access lost") == 1
    assert "present" not in text


@pytest.mark.parametrize("found", [[], [ROW], [ROW, replace(ROW, title="\u202e \n=1")]])
def test_json_is_the_document(found: list[ItemRow]) -> None:
    """Written piece by piece it is, to the byte, what it would be written at once."""
    assert "".join(json_pieces(found)) == document("goalsync/items/1", {"items": found})


def test_csv() -> None:
    """Names, then a line each: nothing is blank rather than 0, and no text is a formula, a command or two lines."""
    one = replace(ROW, title='=cmd|"x"\n\x1b', labels=("a", "b"), fields={"sprint": 4}, points=-3.0)
    names, first = csv.reader(csv_pieces([one]))
    found = dict(zip(names, first, strict=True))
    assert found["title"] == '\'=cmd|"x" \ufffd'
    assert (found["labels"], found["fields"], found["points"], found["team"]) == ("a, b", '{"sprint": 4}', "-3.0", "")
    assert "".join(csv_pieces([])).count("\n") == 1


def test_none() -> None:
    """A sentence, not an empty table."""
    assert items([], Screen()) == "No work items: nothing that holds work has been pulled.\n"
