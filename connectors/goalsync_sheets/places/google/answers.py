"""What the Google Sheets API answers, as far as it is asked for, and the values of its cells. Pure.

Source: the reference of Sheets API v4 (Spreadsheet, GridRange, CellData, NumberFormatType). Left out fields have their
default; a left out end of a GridRange is the edge of the sheet.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Final

import msgspec

from goalsync_sheets.book import Area, Broken, Percent, Value
from goalsync_sheets.readers.formats import is_percent

STRUCTURE: Final = (
    "properties(title,locale,timeZone),namedRanges(name,range),"
    "sheets(properties(sheetId,title,sheetType,gridProperties(rowCount,columnCount)),merges,tables(name,range))"
)
"""The fields of `Structure`."""
GRID: Final = (
    "sheets(properties(title),"
    "data(startRow,startColumn,rowData(values(effectiveValue,effectiveFormat(numberFormat(type,pattern))))))"
)
"""The fields of `Grid`."""
VALUES: Final = "valueRanges(values)"
"""The fields of `Values`."""

_EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of the sheet, wherever it is read
_ERRORS: Final = {
    "ERROR": "#ERROR!",
    "NULL_VALUE": "#NULL!",
    "DIVIDE_BY_ZERO": "#DIV/0!",
    "VALUE": "#VALUE!",
    "REF": "#REF!",
    "NAME": "#NAME?",
    "NUM": "#NUM!",
    "N_A": "#N/A",
    "LOADING": "still loading: Google had not computed it",
}


class _Answer(msgspec.Struct, frozen=True, rename="camel"):
    """An object of the API; fields that were not asked for are ignored."""


class GridRange(_Answer, frozen=True):
    """Rows and columns from 0, ends left out."""

    sheet_id: int = 0
    start_row_index: int = 0
    end_row_index: int | None = None
    start_column_index: int = 0
    end_column_index: int | None = None

    def area(self, sheet: str | None) -> Area:
        """The same counted from 1, ends included."""
        return Area(
            sheet, self.start_row_index + 1, self.start_column_index + 1, self.end_row_index, self.end_column_index
        )


class Named(_Answer, frozen=True):
    """A named range or a table."""

    name: str
    range: GridRange = GridRange()


class GridProperties(_Answer, frozen=True):
    """The size of a sheet."""

    row_count: int = 0
    column_count: int = 0


class SheetProperties(_Answer, frozen=True):
    """What a sheet is."""

    title: str
    sheet_id: int = 0
    sheet_type: str = "GRID"
    grid_properties: GridProperties = GridProperties()


class NumberFormat(_Answer, frozen=True):
    """How a number is shown."""

    type: str = ""
    pattern: str = ""


class Format(_Answer, frozen=True):
    """The format of a cell."""

    number_format: NumberFormat = NumberFormat()


class ErrorValue(_Answer, frozen=True):
    """Why a formula has no value."""

    type: str = "ERROR"


class ExtendedValue(_Answer, frozen=True):
    """One of these is given."""

    number_value: int | float | None = None
    string_value: str | None = None
    bool_value: bool | None = None
    error_value: ErrorValue | None = None


class CellData(_Answer, frozen=True):
    """A cell; blank without a value."""

    effective_value: ExtendedValue | None = None
    effective_format: Format | None = None


class RowData(_Answer, frozen=True):
    """A row of cells."""

    values: list[CellData] = []


class GridData(_Answer, frozen=True):
    """A rectangle of cells, its corner counted from 0."""

    start_row: int = 0
    start_column: int = 0
    row_data: list[RowData] = []


class Sheet(_Answer, frozen=True):
    """A sheet with what was asked for."""

    properties: SheetProperties
    merges: list[GridRange] = []
    tables: list[Named] = []
    data: list[GridData] = []


class SpreadsheetProperties(_Answer, frozen=True):
    """What the spreadsheet is called and how it writes."""

    title: str = ""
    locale: str = ""
    time_zone: str = ""


class Structure(_Answer, frozen=True):
    """Sheets, names, tables, merged cells."""

    properties: SpreadsheetProperties = SpreadsheetProperties()
    sheets: list[Sheet] = []
    named_ranges: list[Named] = []


class Grid(_Answer, frozen=True):
    """Cells with their formats."""

    sheets: list[Sheet] = []


class ValueRange(_Answer, frozen=True):
    """Bare values; what is empty at the ends of rows and of the sheet is left out."""

    values: list[list[str | int | float | bool | None]] = []


class Values(_Answer, frozen=True):
    """Bare values of several ranges, in the order they were asked for."""

    value_ranges: list[ValueRange] = []


def value_of(cell: CellData) -> Value:
    """The value of a cell: errors, percentages, dates and durations told apart by its type and number format."""
    match cell.effective_value:
        case None:
            return None
        case ExtendedValue(error_value=ErrorValue(type=kind)):
            return Broken(_ERRORS.get(kind, "#ERROR!"))
        case ExtendedValue(bool_value=bool() as truth):
            return truth
        case ExtendedValue(number_value=int() | float() as number):
            return _number(number, cell.effective_format.number_format if cell.effective_format else NumberFormat())
        case ExtendedValue(string_value=text):
            return text or None


def _number(number: int | float, form: NumberFormat) -> Value:
    match form.type:
        case "DATE" | "DATE_TIME" | "TIME":
            return from_serial(float(number), form)
        case "PERCENT":
            return Percent(float(number))
        case _ if form.pattern and is_percent(form.pattern):
            return Percent(float(number))
        case _:
            return number


def from_serial(serial: float, form: NumberFormat) -> Value:
    """Days since 30 December 1899, to the millisecond: a day is a date, a part of one a time of day, else both.

    Times beyond a day, those shown as elapsed (`[h]:mm`), and what is negative are durations.
    """
    try:
        passed = timedelta(milliseconds=round(serial * 86_400_000))
        if serial < 0 or (form.type == "TIME" and (passed.days or "[" in form.pattern)):
            return passed
        moment = _EPOCH + passed
    except (OverflowError, ValueError):
        return Broken(f"{serial!r} shown as a date is beyond the calendar")
    if form.type != "DATE" and not passed.days:
        return moment.time()
    return moment.date() if moment.time() == time() else moment
