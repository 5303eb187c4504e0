"""Work items as a table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from goalsync.model.vocabulary import Presence
from goalsync.model.work import ItemRow
from goalsync.render.characters import shown
from goalsync.render.numbers import counted
from goalsync.render.screen import Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table

_COLUMNS: Final = (
    Column("Key"),
    Column("Kind"),
    Column("Phase"),
    Column("Title", least=20),
    Column("Team", least=6),
    Column("Status", least=6),
    Column("Scope", least=8),
    Column("Linked to", least=8),
    Column("Presence", least=7),
)
_AT_ONCE: Final = 200
"""Rows of one table: a long list has its head again and again, and never waits for its end."""


def text_pieces(found: Iterable[ItemRow], screen: Screen, *, chosen: bool = False) -> Iterator[str]:
    """A row each, with what became of those that are not simply there; a sentence where there are none.

    `chosen`: not all were asked for.
    """
    rows = iter(found)
    number = 0
    while some := list(islice(rows, _AT_ONCE)):
        blank = [""] if number else []
        number += len(some)
        yield "\n".join([*blank, *table(screen, _COLUMNS, list(map(_row, some)), indent=0)]) + "\n"
    if number:
        yield f"{counted(number, 'work item')}\n"
        return
    text = "No work items: nothing that holds work has been pulled."
    if chosen:
        text = "No work items of that description."
    yield "\n".join(paragraph(screen, text)) + "\n"


def _row(one: ItemRow) -> Row:
    scope = (one.scope or "").replace("_", " ")
    texts = (one.key, one.kind, one.phase, one.title, one.team or "", one.status, scope)
    linked = ", ".join(one.linked_to)
    return Row([Cell(shown(text)) for text in (*texts, linked, _presence(one))])


def _presence(item: ItemRow) -> str:
    return "" if item.presence == Presence.PRESENT else item.presence.replace("_", " ")
