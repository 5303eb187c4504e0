"""Tables fit the width they are given."""

from __future__ import annotations

import pytest

from goalsync.render.characters import width
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table

COLUMNS = (Column("Id"), Column("Title", least=10), Column("Value", right=True))
ROWS = (
    Row((Cell("O1.KR1"), Cell("A title that is rather long for a narrow screen"), Cell("12.5"))),
    Row(
        (Cell("O1.KR2"), Cell("日本語の長い目標がここにあります"), Cell("3")),
        (Cell("a note below the row", Paint.WARN),),
    ),
)


@pytest.mark.parametrize("columns", [24, 30, 40, 60, 100])
def test_no_line_is_wider_than_the_screen(columns: int) -> None:
    """Columns wrap, and a screen too narrow for any table gets records; nothing is cut away."""
    lines = list(table(Screen(width=columns), COLUMNS, ROWS))
    assert max(map(width, lines)) <= columns
    text = "".join(lines).replace(" ", "")
    assert "12.5" in text
    assert "anotebelowtherow" in text
    assert "日" in text


def test_a_wide_screen_gives_one_line_a_row() -> None:
    """Numbers stand to the right, wide characters are measured."""
    assert list(table(Screen(width=100), COLUMNS, ROWS)) == [
        "  Id      Title                                            Value",
        "  O1.KR1  A title that is rather long for a narrow screen   12.5",
        "  O1.KR2  日本語の長い目標がここにあります                     3",
        "      a note below the row",
    ]


def test_empty_columns_and_tables_vanish() -> None:
    """A column in which nothing stands is left out; a table without rows is no line."""
    rows = [Row((Cell("a"), Cell(""), Cell("1")))]
    assert list(table(Screen(), COLUMNS, rows)) == ["  Id  Value", "  a       1"]
    assert list(table(Screen(), COLUMNS, [])) == []


def test_colour_adds_only_colour() -> None:
    """Without the escapes a coloured table is the plain one: colour carries no meaning of its own."""
    import re

    rows = [Row((Cell("a", Paint.BAD), Cell("b b b b b b b b", Paint.GOOD), Cell("1")))]
    plain = list(table(Screen(width=24), COLUMNS, rows))
    coloured = list(table(Screen(width=24, colour=True), COLUMNS, rows))
    assert [re.sub(r"\x1b\[\d+m", "", line) for line in coloured] == plain
    assert coloured != plain


def test_signs_have_ascii_forms() -> None:
    """Where a terminal cannot write our signs, nothing outside ASCII of ours is left."""
    assert list(paragraph(Screen(signs=False), "● 31 → 45 – …")) == ["+ 31 > 45 - ~"]
