"""Work items as a table."""

from __future__ import annotations

from collections.abc import Sequence
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
    Column("Presence"),
)


def items(found: Sequence[ItemRow], screen: Screen) -> str:
    """A row each, with what became of those that are not simply there; a sentence where there are none."""
    if not found:
        text = "No work items: nothing that holds work has been pulled."
        return "\n".join(paragraph(screen, text)) + "\n"
    texts = ((one.key, one.kind, one.phase, one.title, one.team or "", one.status, _presence(one)) for one in found)
    rows = [Row([Cell(shown(text)) for text in row]) for row in texts]
    return "\n".join([*table(screen, _COLUMNS, rows, indent=0), counted(len(found), "work item")]) + "\n"


def _presence(item: ItemRow) -> str:
    return "" if item.presence == Presence.PRESENT else item.presence.replace("_", " ")
