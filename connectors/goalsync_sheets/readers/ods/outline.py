"""What an OpenDocument spreadsheet holds besides its cells: the sheets, named ranges and database ranges."""

from __future__ import annotations

from dataclasses import dataclass, field

from goalsync_sheets.book import Area
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import feed, new_parser
from goalsync_sheets.readers.ods.vocabulary import (
    CONTENT,
    DATABASE_RANGE,
    NAMED_EXPRESSION,
    NAMED_RANGE,
    SHEET,
    SPREADSHEET,
    TABLE,
)
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.reference import ods_area


@dataclass(slots=True)
class Outline:
    """Sheets in order; names and tables (database ranges) with their areas, or why a name has none."""

    sheets: list[str] = field(default_factory=list)
    names: dict[str, Area | str] = field(default_factory=dict)
    tables: dict[str, Area] = field(default_factory=dict)


def read_outline(archive: Archive) -> Outline:
    """One pass over the content. Raises SourceError, also where there is no spreadsheet or no sheet."""
    outline = Outline()
    limits = archive.limits
    depth = 0
    spreadsheet = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth, spreadsheet
        depth += 1
        if depth > limits.depth:
            raise unreadable(archive.file, "its content is nested too deeply: refused as unsafe")
        if name == SPREADSHEET:
            spreadsheet = depth
        elif name == SHEET and depth == spreadsheet + 1:
            outline.sheets.append(attributes.get(f"{TABLE}name", f"Sheet{len(outline.sheets) + 1}"))
        elif name == NAMED_RANGE:
            _name(outline, attributes, attributes.get(f"{TABLE}cell-range-address", ""))
        elif name == NAMED_EXPRESSION:
            _name(outline, attributes, attributes.get(f"{TABLE}expression", ""))
        elif name == DATABASE_RANGE:
            place = ods_area(attributes.get(f"{TABLE}target-range-address", ""))
            if place is not None:
                outline.tables[attributes.get(f"{TABLE}name", "")] = place
        if len(outline.sheets) + len(outline.names) + len(outline.tables) > limits.entries * 10:
            raise unreadable(archive.file, "has too many sheets or names: refused as unsafe")

    def on_end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser = new_parser(archive, CONTENT, namespaces=True)
    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    for _ in feed(archive, CONTENT, parser):
        pass
    if not outline.sheets:
        raise unreadable(archive.file, "holds no sheet" if spreadsheet else "is no spreadsheet")
    outline.names = dict(sorted(outline.names.items()))
    outline.tables = dict(sorted(outline.tables.items()))
    return outline


def _name(outline: Outline, attributes: dict[str, str], text: str) -> None:
    name = attributes.get(f"{TABLE}name", "")
    place = ods_area(text)
    if name:
        outline.names[name] = place or f"it is {' '.join(text.split())[:80] or 'empty'}"
