"""Cursors of projects."""

from __future__ import annotations

import pytest

from goalsync_jira.cursor import Cursor, Walk

CURSORS = (
    Cursor("s", 1_795_000_000_123, epoch=True),
    Cursor("s", None),
    Cursor("s", walk=Walk(1_795_000_000_123, 42, 77), epoch=False),
    Cursor("s", 1_795_000_000_123, epoch=True, at=77),
    Cursor("s", walk=Walk(None, 0)),
)


@pytest.mark.parametrize("cursor", CURSORS)
def test_it_goes_round(cursor: Cursor) -> None:
    """Written and read it is the same."""
    assert Cursor.parse(str(cursor), "s") == cursor


@pytest.mark.parametrize(
    "text",
    [None, "", "{", "[]", "7", '{"v": 2, "shape": "s"}', '{"v": 1, "shape": "t", "since": 1}',
     '{"v": 1, "shape": "s", "since": "x"}', '{"v": 1, "shape": "s", "since": 1, "walk": {"after": 1, "newest": "x"}}',
     '{"v": 1, "shape": "s", "since": 1, "epoch": 3}', '{"v": 1, "shape": "s", "since": 1, "at": "x"}',
     '{"v": 1, "shape": "s", "walk": {"newest": 3}}'],
)  # fmt: skip
def test_anything_else_starts_over(text: str | None) -> None:
    """None, another form, another shape."""
    assert Cursor.parse(text, "s") is None
