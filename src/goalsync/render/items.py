"""Work items for programs, piece by piece: one JSON document, or CSV. Memory does not grow with their number."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from goalsync.core.document import plain
from goalsync.model.work import ItemRow
from goalsync.render.characters import escaped, shown

SCHEMA: Final = "goalsync/items/1"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""


def json_pieces(found: Iterable[ItemRow]) -> Iterator[str]:
    """The document `goalsync/items/1`; control and bidi characters stand as escapes."""
    yield f'{{\n  "schema": "{SCHEMA}",\n  "items": ['
    before = ""
    for item in found:
        text = escaped(json.dumps(plain(item), indent=2, ensure_ascii=False))
        yield f"{before}\n    " + text.replace("\n", "\n    ")
        before = ","
    yield "\n  ]\n}\n" if before else "]\n}\n"


def csv_pieces(found: Iterable[ItemRow]) -> Iterator[str]:
    """A line of names and one per item: several values are joined with commas, fields are JSON, no value is blank.

    A text that a spreadsheet would compute stands behind an apostrophe.
    """
    line = _Line()
    writer = csv.writer(line, lineterminator="\n")
    rows = (map(_cell, plain(item).values()) for item in found)
    for row in chain([ItemRow.__struct_fields__], rows):
        writer.writerow(row)
        yield line.text


class _Line:
    """Where a writer of CSV leaves the line that it wrote last."""

    text = ""

    def write(self, text: str) -> None:
        """Keep it; the writer calls this once a row."""
        self.text = text


def _cell(value: object) -> object:
    match value:
        case str():
            return shown(f"'{value}" if value.startswith(_FORMULA) else value)
        case list() | tuple():
            return _cell(", ".join(value))
        case dict():
            return shown(json.dumps(value, ensure_ascii=False)) if value else ""
        case _:
            return value
