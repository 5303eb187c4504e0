"""The installed connectors as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from goalsync.render.characters import shown
from goalsync.render.screen import Paint, Screen
from goalsync.render.table import Cell, Column, Row, paragraph, table

_COLUMNS: Final = (Column("Connector"), Column("Reads", least=20), Column("Package", least=8))


def connectors(found: Sequence[tuple[str, str, str, str | None]], screen: Screen) -> str:
    """(name, what it reads, package, why it cannot be used) each, in their order."""
    if not found:
        return "\n".join(paragraph(screen, "No connector is installed: install goalsync again.")) + "\n"
    rows = [
        Row(
            (Cell(shown(name)), Cell(shown(summary)), Cell(shown(package))),
            [Cell(shown(problem), Paint.BAD)] if problem else [],
        )
        for name, summary, package, problem in found
    ]
    return "\n".join(table(screen, _COLUMNS, rows, indent=0)) + "\n"
