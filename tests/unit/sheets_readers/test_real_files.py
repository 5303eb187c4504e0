"""Spreadsheets that others made: each is read as independent tools read it, or refused in one clear line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area, Book, Broken, Percent, Value
from goalsync_sheets.readers import open_book
from goalsync_sheets.reference import parse_cell, parse_range
from goalsync_sheets.values.dates import date_order, parse_date
from goalsync_sheets.values.locales import locale_of
from goalsync_sheets.values.numbers import parse_number, read_number
from goalsync_sheets.values.text import is_blank
from goalsync_sheets.values.when import When
from support.peers import SHARED, peer

FOLDER = SHARED / "data" / "sheets"
UNDETECTABLE = {
    "csvmedic__japanese_shift_jis.csv": "shift_jis",
    "frictionless__table-infer-iso-8859-7.csv": "iso8859-7",
}
"""Encodings that no bytes tell; people set `encoding:`."""
DAY_0 = datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets know no time zones


@dataclass(frozen=True)
class Expected:
    """One row of expected_cells.csv."""

    file: str
    locator: str
    sheet: str
    ref: str
    type: str
    value: str
    shown: str


def _rows(name: str) -> list[dict[str, str]]:
    path = FOLDER / name
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


MANIFEST = _rows("manifest.csv")
OPEN = {row["file"]: row["expect_open"] for row in MANIFEST}
EXPECTED = [
    Expected(row["file"], row["locator_kind"], row["sheet"], row["ref"], row["type"], row["value"], row["shown_text"])
    for row in _rows("expected_cells.csv")
]
BEYOND_READERS = {"comment", "hidden_sheets"}
"""What the file holds but nothing here promises to tell: comments, and which sheets are hidden."""


def _open(name: str) -> Book:
    return open_book(peer("data/sheets") / name, name, encoding=UNDETECTABLE.get(name))


def _everything(name: str) -> int:
    """Read every cell of every sheet and all that a book offers; the number of cells that hold something."""
    count = 0
    with closing(_open(name)) as book:
        book.names()
        book.tables()
        for sheet in book.sheets():
            book.merged(sheet)
            before = 0
            for number, row in book.rows(sheet):
                assert number > before, "rows come in order"
                before = number
                count += sum(book.read(raw) is not None for raw in row)
        assert all("\n" not in note for note in book.notes)
    return count


def _cell(book: Book, sheet: str, row: int, column: int) -> Value:
    for number, cells in book.rows(sheet, row, row):
        assert number == row
        return book.read(cells[column - 1]) if column <= len(cells) else None
    return None


@pytest.mark.parametrize("file", [row["file"] for row in MANIFEST] or ["manifest.csv"])
def test_every_file_opens_or_is_refused_in_one_line(file: str) -> None:
    """What must open is read to its last cell; the others are a SourceError of one line that names the file."""
    peer("data/sheets")
    if OPEN[file] == "ok":
        assert _everything(file) > 0
        return
    with pytest.raises(SourceError) as caught:
        _everything(file)
    error = caught.value
    assert error.code is PullCode.UNREADABLE
    assert error.message.startswith(f"{file}: ")
    assert "\n" not in str(error)
    assert error.remedy
    assert ("password-protected" in error.message) == (OPEN[file] == "password")


def _cases() -> Iterator[Expected]:
    for expected in EXPECTED:
        if expected.locator not in BEYOND_READERS and OPEN[expected.file] == "ok":
            yield expected


@pytest.mark.parametrize("expected", list(_cases()), ids=lambda case: f"{case.file}-{case.sheet}-{case.ref}")
def test_every_expected_cell_is_read_exactly(expected: Expected) -> None:
    """Numbers, dates, texts, blanks, errors, names and tables are what independent tools found."""
    with closing(_open(expected.file)) as book:
        match expected.locator:
            case "named_range":
                _check_name(book, expected)
            case "table":
                area = parse_range(expected.value)
                assert book.tables()[expected.ref] == Area(
                    expected.sheet, area.first_row, area.first_column, area.last_row, area.last_column
                )
            case "uncached_formula":
                cell = parse_cell(expected.ref)
                assert cell is not None
                found = _cell(book, expected.sheet, cell.row, cell.column)
                assert found == Broken("formula without a stored value")
            case _ if book.is_text:
                row, column = map(int, re.findall(r"\d+", expected.ref))
                found = _cell(book, "", row, column)
                assert (found or "") == (expected.shown or expected.value)
                _check_text(book, expected, found, column)
            case _:
                cell = parse_cell(expected.ref)
                assert cell is not None
                _check(_cell(book, expected.sheet, cell.row, cell.column), expected)


def _check_name(book: Book, expected: Expected) -> None:
    found = book.names()[expected.ref]
    if expected.type != "ref":
        assert isinstance(found, str)
        return
    cell = parse_cell(expected.value)
    area = Area(cell.sheet, cell.row, cell.column, cell.row, cell.column) if cell else parse_range(expected.value)
    assert found == area


def _check_text(book: Book, expected: Expected, found: Value, column: int) -> None:
    """A cell of a text file, through the connector's own parsing of numbers and dates."""
    text = found if isinstance(found, str) else ""
    kind = expected.type
    if kind.startswith("string"):
        assert text == expected.value
    elif kind == "null":
        assert is_blank(text) or isinstance(parse_number(text), Broken)
    elif kind == "error-or-null":
        assert not isinstance(parse_number(text), float)
    elif kind.startswith("number"):
        locale = locale_of("de") if "decimal-comma" in kind else locale_of("en")
        assert parse_number(text, locale) == float(expected.value)
    else:
        when = parse_date(text)
        if not isinstance(when, When):
            orders = {date_order(str(book.read(row[column - 1]) or "")) for _, row in book.rows("") if row}
            (order,) = orders - {None}
            assert hasattr(when, "read")
            when = when.read(str(order))
        assert when.day == date.fromisoformat(expected.value[:10])


def _check(found: Value, expected: Expected) -> None:
    """A cell of a spreadsheet."""
    match expected.type:
        case "number" | "currency":
            assert not isinstance(found, Percent | bool)
            assert read_number(found) == float(expected.value)
        case "percent":
            assert found == Percent(float(expected.value))
        case "bool":
            assert found is (expected.value == "True")
        case "string":
            assert found == expected.value
        case "error":
            assert found == Broken(expected.value)
        case "duration/time (days)":
            assert _days(found) == pytest.approx(float(expected.value), abs=1e-9)
        case "datetime":
            assert isinstance(found, datetime)
            assert abs(found - datetime.fromisoformat(expected.value)) < timedelta(seconds=1)
        case _ if expected.type.startswith("date"):
            assert type(found) is date
            assert found == date.fromisoformat(expected.value)
        case _:
            raise AssertionError(expected)


def _days(value: Value) -> float:
    match value:
        case datetime():
            return (value - DAY_0) / timedelta(days=1)
        case time():
            return timedelta(hours=value.hour, minutes=value.minute, seconds=value.second) / timedelta(days=1)
        case timedelta():
            return value / timedelta(days=1)
    raise AssertionError(value)


def test_hidden_sheets_are_there() -> None:
    """Hidden and very hidden sheets are listed and read like others."""
    peer("data/sheets")
    for expected in EXPECTED:
        if expected.locator == "hidden_sheets":
            with closing(_open(expected.file)) as book:
                assert set(expected.value.split("|")) <= set(book.sheets())
