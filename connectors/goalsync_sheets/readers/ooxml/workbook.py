"""The parts around the sheets of an OOXML workbook: which sheets there are, names, tables, relationships."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from goalsync_sheets.book import Area
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import elements, feed, local, new_parser
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.reference import area

Tables = dict[str, Area]


class Relation(NamedTuple):
    """What a part points to; `kind` is the last word of its type (worksheet, table, styles)."""

    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook's outline. `parts` are the worksheets in order: name → part."""

    parts: Mapping[str, str]
    names: Mapping[str, Area | str]
    from_1904: bool
    strings: str
    styles: str


@dataclass(slots=True)
class _Reading:
    sheets: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str | None, str]] = field(default_factory=list)
    from_1904: bool = False


def relations(archive: Archive, part: str) -> dict[str, Relation]:
    """The relationships of a part by id; none if it has none."""
    folder, name = posixpath.split(part)
    found: dict[str, Relation] = {}

    def on_start(element: str, attributes: dict[str, str]) -> None:
        if element == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found[attributes.get("Id", "")] = Relation(attributes.get("Type", "").rpartition("/")[2], path)

    of = posixpath.join(folder, "_rels", f"{name}.rels")
    if of in archive:
        elements(archive, of, on_start)
    return found


def workbook_part(archive: Archive) -> str | None:
    """The part that holds the workbook (xl/workbook.xml or .bin), or None if this is no workbook."""
    for part in ("xl/workbook.xml", "xl/workbook.bin"):
        if part in archive:
            return part
    for relation in relations(archive, "").values():
        if relation.kind == "officeDocument" and not relation.target.lower().startswith(("word/", "ppt/")):
            return relation.target
    return None


def read_workbook(archive: Archive, part: str) -> Workbook:
    """The outline of the workbook in `part`. Raises SourceError, also where it has no worksheet."""
    reading = _read(archive, part)
    related = relations(archive, part)
    parts: dict[str, str] = {}
    for name, identity in reading.sheets:
        relation = related.get(identity)
        if relation is not None and relation.kind in {"worksheet", "xlMacrosheet"}:
            parts[name] = relation.target
    if not parts:
        raise unreadable(archive.file, "holds no worksheet")
    folder = posixpath.dirname(part)
    kinds = {"sharedStrings": f"{folder}/sharedStrings.xml", "styles": f"{folder}/styles.xml"}
    kinds |= {relation.kind: relation.target for relation in related.values()}
    order = [name for name, _ in reading.sheets]
    return Workbook(
        parts,
        _names(reading.names, order),
        reading.from_1904,
        kinds["sharedStrings"],
        kinds["styles"],
    )


def _read(archive: Archive, part: str) -> _Reading:
    reading = _Reading()
    parser = new_parser(archive, part)
    prefix: str | None = None
    name: dict[str, str] | None = None
    text: list[str] = []

    def on_start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name, prefix
        if prefix is None:
            prefix = element.removesuffix(local(element))
        match element.removeprefix(prefix):  # an extension may hold an element of the same name, otherwise prefixed
            case "sheet":
                identity = next((value for key, value in attributes.items() if local(key) == "id"), "")
                reading.sheets.append((attributes.get("name", ""), identity))
            case "workbookPr":
                reading.from_1904 = attributes.get("date1904", "").lower() in {"1", "true", "on"}
            case "definedName":
                name = attributes
                text.clear()

    def on_text(data: str) -> None:
        if name is not None:
            text.append(data)

    def on_end(element: str) -> None:
        nonlocal name
        if name is not None and local(element) == "definedName":
            reading.names.append((name.get("name", ""), name.get("localSheetId"), "".join(text)))
            name = None

    parser.StartElementHandler = on_start
    parser.CharacterDataHandler = on_text
    parser.EndElementHandler = on_end
    limits = archive.limits
    for _ in feed(archive, part, parser):
        if len(reading.sheets) + len(reading.names) > limits.entries * 10 or len(text) > limits.entries:
            raise unreadable(archive.file, "has too many sheets or names: refused as unsafe")
    return reading


def _names(read: list[tuple[str, str | None, str]], order: list[str]) -> dict[str, Area | str]:
    """Names → places. A name of one sheet goes by itself where it is the only one, else as `Sheet!Name`."""
    scopes: dict[str, list[tuple[str | None, Area | str]]] = {}
    for name, scope, text in read:
        if name and not name.startswith("_xlnm."):
            number = int(scope) if scope and scope.isdecimal() else -1
            sheet = order[number] if 0 <= number < len(order) else None
            scopes.setdefault(name, []).append((sheet, _place(text)))
    names: dict[str, Area | str] = {}
    for name, places in sorted(scopes.items()):
        of_book = [place for sheet, place in places if sheet is None]
        of_sheets = {sheet: place for sheet, place in places if sheet is not None}
        if of_book:
            names[name] = of_book[0]
        elif len(of_sheets) == 1:
            names[name] = next(iter(of_sheets.values()))
        else:
            names[name] = (
                f"it is defined on several sheets: write {' or '.join(f'{sheet}!{name}' for sheet in of_sheets)}"
            )
        if len(places) > 1:
            names |= {f"{sheet}!{name}": place for sheet, place in of_sheets.items()}
    return names


def _place(text: str) -> Area | str:
    found = area(text)
    if found is not None and found.sheet is not None and not found.sheet.startswith("["):
        return found
    return f"it is {' '.join(text.split())[:80] or 'empty'}"


def read_tables(archive: Archive, parts: Mapping[str, str]) -> Tables:
    """The tables of all sheets by their displayed name."""
    tables: Tables = {}
    for sheet, part in parts.items():
        for relation in relations(archive, part).values():
            if relation.kind == "table" and relation.target in archive:
                tables |= _table(archive, sheet, relation.target)
    return dict(sorted(tables.items()))


def _table(archive: Archive, sheet: str, part: str) -> Tables:
    tables: Tables = {}

    def on_start(element: str, attributes: dict[str, str]) -> None:
        place = area(attributes.get("ref", "")) if element == "table" else None
        if place is not None:
            name = attributes.get("displayName") or attributes.get("name", "")
            tables[name] = Area(sheet, place.first_row, place.first_column, place.last_row, place.last_column)

    elements(archive, part, on_start)
    return tables
