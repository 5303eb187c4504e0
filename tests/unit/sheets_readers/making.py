"""Spreadsheets made by hand for the tests: as small as a program would accept, and as broken as a test needs."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from xml.sax.saxutils import escape

from goalsync_sheets.book import Value
from goalsync_sheets.readers import DEFAULT, Limits, open_book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF = "urn:oasis:names:tc:opendocument:xmlns"

Parts = dict[str, str | bytes]


def zipped(path: Path, parts: Parts) -> Path:
    """A zip file of these parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def xlsx_parts(rows: str, *, before: str = "", after: str = "", strings: str = "", styles: str = "") -> Parts:
    """The parts of a workbook with one sheet, S, that holds the XML of `rows`."""
    related = "".join(
        f'<Relationship Id="rId{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            [("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")],
            1,
        )
    )
    return {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATED}">{before}<sheets>'
        f'<sheet name="S" sheetId="1" r:id="rId1"/></sheets>{after}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}">{related}</Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def xlsx(path: Path, rows: str, **more: str) -> Path:
    """A workbook with one sheet, S."""
    return zipped(path, xlsx_parts(rows, **more))


def number_styles(*codes: str) -> str:
    """The XML of styles that show numbers in these formats; style 0 is the first."""
    formats = "".join(
        f'<numFmt numFmtId="{number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
        for number, code in enumerate(codes, 164)
    )
    used = "".join(f'<xf numFmtId="{number}"/>' for number in range(164, 164 + len(codes)))
    return f"<numFmts>{formats}</numFmts><cellXfs>{used}</cellXfs>"


def ods_content(tables: str, after: str = "") -> str:
    """The content of an OpenDocument spreadsheet with the XML of `tables`."""
    names = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    names += f' xmlns:draw="{ODF}:drawing:1.0"'
    names += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    return (
        f"<office:document-content {names}><office:body><office:spreadsheet>{tables}{after}"
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods(path: Path, tables: str, after: str = "", more: Parts | None = None) -> Path:
    """An OpenDocument spreadsheet; without the part mimetype, as some programs leave it out."""
    return zipped(path, {"content.xml": ods_content(tables, after)} | (more or {}))


def values(path: Path, sheet: str | None = None, limits: Limits = DEFAULT, **hints: str) -> dict[int, list[Value]]:
    """Row number → values, of one sheet (the first)."""
    with closing(open_book(path, path.name, limits=limits, **hints)) as book:
        rows = book.rows(book.sheets()[0] if sheet is None else sheet)
        return {number: [book.read(raw) for raw in row] for number, row in rows}


def everything(path: Path, limits: Limits = DEFAULT) -> Iterator[Value]:
    """Every value of every sheet, and whatever else a book offers."""
    with closing(open_book(path, path.name, limits=limits)) as book:
        book.names()
        book.tables()
        for sheet in book.sheets():
            book.merged(sheet)
            for _, row in book.rows(sheet):
                yield from map(book.read, row)
