"""Work items as a table."""

from __future__ import annotations

import csv
from collections.abc import Iterator

import pytest

from goalsync.model.copies import replace
from goalsync.model.work import ItemRow
from goalsync.render.items import csv_pieces, json_pieces
from goalsync.render.json import document
from goalsync.render.screen import Screen
from goalsync.render.text.items import text_pieces

ROW = ItemRow(
    "tracker:1", "SHOP-1", None, "tracker", "SHOP", "story", "Story", "A \x1b[31mstory", "Open", "todo",
    ("okr",), (), None, None, None, None, None, 3.0, None, None, None, None, None, "present", {},
    ("one", "O1.KR2"), ("labelled (mappings/work.yaml:3)", "label goal/O1.KR2"), "linked",
)  # fmt: skip


def items(found: list[ItemRow], screen: Screen) -> str:
    """All pieces of the text."""
    return "".join(text_pieces(found, screen))


def test_a_row_each() -> None:
    """Harmless to show, with how many there are; what is not there is blank."""
    text = items([ROW], Screen())
    assert "\x1b" not in text
    assert "None" not in text
    assert text.splitlines()[-1] == "1 work item"


def test_a_long_list_is_shown_piece_by_piece() -> None:
    """The first rows are there before the last was read, and every row is there once."""
    taken = 0

    def many() -> Iterator[ItemRow]:
        nonlocal taken
        for number in range(1000):
            taken += 1
            yield replace(ROW, key=f"SHOP-{number}")

    pieces = text_pieces(many(), Screen())
    first = next(pieces)
    assert taken < 1000
    keys = [line.split()[0] for text in (first, *pieces) for line in text.splitlines() if line.startswith("SHOP")]
    assert keys == [f"SHOP-{number}" for number in range(1000)]


def test_what_it_is_linked_to() -> None:
    """The ids and the scope stand in the row; a list that was narrowed down and has none says so."""
    text = items([ROW], Screen())
    assert "one, O1.KR2" in text
    assert "linked" in text
    assert "of that description" in "".join(text_pieces([], Screen(), chosen=True))


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
    assert found["linked_to"] == "one, O1.KR2"
    assert found["link_because"] == "labelled (mappings/work.yaml:3), label goal/O1.KR2"
    assert names[-3:] == ["linked_to", "link_because", "scope"]
    assert "".join(csv_pieces([])).count("\n") == 1


def test_none() -> None:
    """A sentence, not an empty table."""
    assert items([], Screen()) == "No work items: nothing that holds work has been pulled.\n"
