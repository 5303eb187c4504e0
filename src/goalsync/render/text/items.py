"""Work items as a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

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
)


def items(found: Sequence[Mapping[str, object]], screen: Screen) -> str:
    """A row each; a sentence where there are none."""
    if not found:
        text = "No work items: nothing that holds work has been pulled."
        return "\n".join(paragraph(screen, text)) + "\n"
    names = ("key", "kind", "phase", "title", "team", "status")
    rows = [Row([Cell(shown(str(one[name] or ""))) for name in names]) for one in found]
    return "\n".join([*table(screen, _COLUMNS, rows, indent=0), counted(len(found), "work item")]) + "\n"
