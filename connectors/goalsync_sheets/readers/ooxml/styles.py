"""How the cells of an OOXML workbook show their numbers, by the number of their style."""

from __future__ import annotations

from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import elements
from goalsync_sheets.readers.serials import Shown, builtin, shown


def read_styles(archive: Archive, part: str) -> list[Shown]:
    """One entry per cell style. Raises SourceError."""
    codes: dict[str, str] = {}
    formats: list[str] = []
    inside = False

    def on_start(element: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        match element:
            case "numFmt":
                codes.setdefault(attributes.get("numFmtId", ""), attributes.get("formatCode", ""))
            case "cellXfs":
                inside = True
            case "cellStyles" | "dxfs":
                inside = False
            case "xf" if inside:
                formats.append(attributes.get("numFmtId", "0"))

    elements(archive, part, on_start)
    known = {number: shown(codes[number] if number in codes else _builtin(number)) for number in set(formats)}
    return [known[number] for number in formats]


def _builtin(number: str) -> str:
    return builtin(int(number)) if number.isdecimal() and len(number) < 9 else "General"
