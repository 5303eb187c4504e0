"""Where a metric stands in a book: a sheet and an area of it, or one cell."""

from __future__ import annotations

from collections.abc import Mapping

from goalsync_sheets.book import Area, Book
from goalsync_sheets.config.listing import quoted, which
from goalsync_sheets.config.series import Series
from goalsync_sheets.reference import CellReference, parse_cell, parse_range, split_sheet
from goalsync_sheets.selection.problem import MetricProblem


def find_sheet(book: Book, name: str | None) -> str:
    """The sheet of that name (trimmed, then without case), or the only one. Raises MetricProblem."""
    sheets = book.sheets()
    if name is None:
        if len(sheets) == 1:
            return sheets[0]
        what = f"the book has {len(sheets)} sheets: {quoted(sheets)}"
        raise MetricProblem(what, "say which with `sheet`, or as in Sheet!B4")
    if book.is_text:
        raise MetricProblem(f"a text file has no sheet '{name}'", "leave the sheet out")
    wanted = " ".join(name.split())
    by_name = {" ".join(sheet.split()): sheet for sheet in reversed(sheets)}
    if found := by_name.get(wanted):
        return found
    by_folded = {known.casefold(): sheet for known, sheet in by_name.items()}
    if found := by_folded.get(wanted.casefold()):
        return found
    raise MetricProblem(f"there is no sheet '{name}'; {which(name, sheets)}", "correct the name of the sheet")


def find_area(book: Book, series: Series) -> tuple[str, Area]:
    """The sheet and the area that a series reads. Raises MetricProblem."""
    if series.name:
        area = named(book, series.name)
    elif series.table:
        area = _table(book, series.table)
    elif series.range:
        area = parse_range(series.range)
    else:
        area = Area(series.sheet)
    return find_sheet(book, area.sheet), area


def find_cell(book: Book, text: str, sheet: str | None = None) -> CellReference:
    """The cell of an A1 reference or a defined name; `sheet` is meant where none is written. Raises MetricProblem."""
    if reference := parse_cell(text):
        name = reference.sheet if reference.sheet is not None else sheet
        return CellReference(find_sheet(book, name), reference.row, reference.column)
    if book.is_text:
        raise MetricProblem(f"'{text}' is not a cell such as B4", "a text file has no defined names")
    area = named(book, text)
    if (area.last_row, area.last_column) != (area.first_row, area.first_column):
        raise MetricProblem(f"the name '{text}' stands for more than one cell", "name one cell, or write a `series`")
    return CellReference(find_sheet(book, area.sheet), area.first_row, area.first_column)


def named(book: Book, name: str) -> Area:
    """The area of a defined name, written `Name` or `Sheet!Name`. Raises MetricProblem."""
    names = book.names()
    by_folded = {known.casefold(): area for known, area in names.items()}
    sheet, rest = split_sheet(name)
    written = name.strip() if sheet is None else f"{find_sheet(book, sheet)}!{rest}"
    area = by_folded.get(written.casefold()) or by_folded.get(rest.casefold())
    if area is None:
        what = f"there is no defined name '{name}'; {which(name, names)}"
        raise MetricProblem(what, "correct the name, or write a cell such as KPIs!B4")
    if isinstance(area, str):
        raise MetricProblem(f"the name '{name}' {area}", "write the cells, as in KPIs!B4")
    return area


def _table(book: Book, name: str) -> Area:
    tables: Mapping[str, Area] = book.tables()
    by_folded = {known.casefold(): area for known, area in tables.items()}
    area = by_folded.get(name.strip().casefold())
    if area is None:
        raise MetricProblem(f"there is no table '{name}'; {which(name, tables)}", "correct the name of the table")
    return area
