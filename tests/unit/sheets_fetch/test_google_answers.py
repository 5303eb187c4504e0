"""Answers of the Google Sheets API as its reference writes them, where no stand-in serves them."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, session
from goalsync_sheets.book import Area, Broken, Percent, Value
from goalsync_sheets.places.google.answers import CellData, NumberFormat, from_serial, value_of
from goalsync_sheets.places.google.book import GoogleBook, open_google
from support.clock import FakeClock
from support.contexts import context
from support.google import Google
from support.server import Answer, Seen, serving


def cell(value: dict[str, object], form: str = "", pattern: str = "") -> CellData:
    """A cell as JSON would bring it."""
    made = {"effectiveValue": value, "effectiveFormat": {"numberFormat": {"type": form, "pattern": pattern}}}
    return msgspec.json.decode(json.dumps(made).encode(), type=CellData)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (cell({}), None),
        (cell({"stringValue": ""}), None),
        (cell({"stringValue": "#N/A"}), "#N/A"),
        (cell({"boolValue": False}), False),
        (cell({"numberValue": 0}), 0),
        (cell({"numberValue": 12.5}, "CURRENCY", "#,##0.00 €"), 12.5),
        (cell({"numberValue": 0.18}, "PERCENT"), Percent(0.18)),
        (cell({"numberValue": 0.18}, "NUMBER", "0.0%"), Percent(0.18)),
        (cell({"numberValue": 18}, "NUMBER", '0"%"'), 18),
        (cell({"numberValue": 18}, "TEXT", "@"), 18),
        (cell({"numberValue": 46347}, "DATE"), date(2026, 11, 21)),
        (cell({"numberValue": 1e300}, "DATE"), Broken("1e+300 shown as a date is beyond the calendar")),
        (cell({"errorValue": {"type": "N_A", "message": "Did not find value"}}), Broken("#N/A")),
        (cell({"errorValue": {"type": "DIVIDE_BY_ZERO"}}), Broken("#DIV/0!")),
        (cell({"errorValue": {"type": "LOADING"}}), Broken("still loading: Google had not computed it")),
        (cell({"errorValue": {"type": "SOMETHING_NEW"}}), Broken("#ERROR!")),
        (CellData(), None),
    ],
)
def test_a_cell_and_its_value(data: CellData, value: Value) -> None:
    """Every kind of value, told apart by type and format; an error is never text and never a number."""
    assert value_of(data) == value
    assert type(value_of(data)) is type(value)


@pytest.mark.parametrize(
    ("serial", "form", "value"),
    [
        (46347.99999999999, NumberFormat("DATE_TIME"), date(2026, 11, 22)),
        (46347.5, NumberFormat("DATE"), datetime(2026, 11, 21, 12)),  # noqa: DTZ001 - of the sheet
        (0.5, NumberFormat("DATE_TIME"), time(12)),
        (0.0, NumberFormat("TIME"), time()),
        (2.5, NumberFormat("TIME", "h:mm"), timedelta(days=2.5)),
        (0.5, NumberFormat("TIME", "[h]:mm"), timedelta(hours=12)),
        (1.0, NumberFormat("DATE"), date(1899, 12, 31)),
        (-1.0, NumberFormat("DATE"), timedelta(days=-1)),
    ],
)
def test_serials(serial: float, form: NumberFormat, value: Value) -> None:
    """To the millisecond, from 30 December 1899, without the leap day that Excel invented."""
    assert from_serial(serial, form) == value


@given(st.dates(date(1900, 1, 1), date(9999, 12, 31)), st.integers(0, 86_399))
def test_a_moment_goes_to_its_serial_and_back(day: date, second: int) -> None:
    """For every second of every day."""
    moment = datetime(day.year, day.month, day.day) + timedelta(seconds=second)  # noqa: DTZ001 - of the sheet
    serial = (moment - datetime(1899, 12, 30)) / timedelta(days=1)  # noqa: DTZ001 - likewise
    assert from_serial(serial, NumberFormat("DATE_TIME")) == (moment if second else day)


SHEET = {"properties": {"title": "S", "gridProperties": {"rowCount": 5, "columnCount": 3}}}
STRUCTURE: dict[str, Any] = {"properties": {"title": "Book"}, "sheets": [SHEET]}


def google(grid: object, values: object = None, structure: object = None) -> Callable[[Seen], Answer]:
    """An API that answers these things; lists are answered one after the other."""

    def respond(seen: Seen) -> Answer:
        if seen.path == "/token":
            return Answer(body=b'{"access_token": "t", "expires_in": 3599, "token_type": "Bearer"}')
        if seen.path.endswith(":batchGet"):
            told = values if values is not None else {"valueRanges": [{"values": [["a"], [1]]}]}
        elif "includeGridData" in seen.query:
            told = grid.pop(0) if isinstance(grid, list) else grid
        else:
            told = structure or STRUCTURE
        return told if isinstance(told, Answer) else Answer(body=json.dumps(told).encode())

    return respond


def rows_of(respond: Callable[[Seen], Answer]) -> tuple[GoogleBook, list[tuple[int, list[Value]]]]:
    """The book, and the rows of its sheet S."""
    with serving(respond) as server:
        http = session(context(Path("/nowhere")), gates=Gates(FakeClock().timing()), policy=Policy(read_timeout=5))
        key = Google(server.url, json).credentials
        book = open_google(http, "id", key, base_url=f"{server.url}/")
        return book, [(number, list(row)) for number, row in book.rows("S")]


def grid(*rows: list[object], start: int = 0, column: int = 0) -> dict[str, Any]:
    """A rectangle of numbers and text."""

    def data(value: object) -> dict[str, Any]:
        kind = "stringValue" if isinstance(value, str) else "numberValue"
        return {} if value is None else {"effectiveValue": {kind: value}}

    made = {"startRow": start, "startColumn": column, "rowData": [{"values": [data(v) for v in row]} for row in rows]}
    return {"sheets": [{"properties": {"title": "S"}, "data": [made]}]}


def test_a_rectangle_stands_where_it_says() -> None:
    """Rows and columns are counted from the corner that the answer names."""
    values = {"valueRanges": [{"values": [[], [], ["", "", 7]]}]}
    _, rows = rows_of(google(grid([7], start=2, column=2), values))
    assert rows == [(3, [None, None, 7])]


def test_rows_that_went_missing_between_two_questions_are_asked_for_again() -> None:
    """The values say two rows, the cells bring one: both are asked once more, and then they agree."""
    _, rows = rows_of(google([grid(["a"]), grid(["a"], [1])]))
    assert rows == [(1, ["a"]), (2, [1])]


@pytest.mark.parametrize(
    ("grids", "values"),
    [
        (grid(["a"]), None),
        ({"sheets": []}, None),
        ({}, None),
        (grid(["a"], [1]), {"valueRanges": []}),
        (grid(["a"], [1]), {}),
    ],
)
def test_an_answer_with_less_than_was_asked_is_an_error(grids: object, values: object) -> None:
    """Rows or ranges that are missing twice are never taken for blank."""
    with pytest.raises(SourceError, match=r"changed while it was read; run again|answered 0 of 1 ranges") as caught:
        rows_of(google(grids, values))
    assert caught.value.code is PullCode.BAD_ANSWER


@pytest.mark.parametrize("told", [b"[]", b"{", b'{"sheets": 3}', b'{"sheets": [{}]}', b"\xff", b"", b"[" * 9999])
def test_an_answer_of_another_kind_is_an_error(told: bytes) -> None:
    """Whatever stands there instead of the API's answer."""
    with pytest.raises(SourceError, match="answered something else than the Google Sheets API does") as caught:
        rows_of(google(grid([1]), structure=Answer(body=told)))
    assert caught.value.code is PullCode.BAD_ANSWER


@pytest.mark.parametrize(
    ("status", "error", "code", "remedy"),
    [
        (400, {"status": "FAILED_PRECONDITION"}, PullCode.UNREADABLE, "choose File, Save as Google Sheets"),
        (403, {"details": [{"reason": "SERVICE_DISABLED"}]}, PullCode.FORBIDDEN, "enable the Google Sheets API"),
        (403, {"details": 3}, PullCode.FORBIDDEN, "share the spreadsheet with goals@"),
        (401, {}, PullCode.AUTH, "make a new JSON key"),
        (400, {}, PullCode.BAD_ANSWER, "check the configuration"),
    ],
)
def test_refusals_in_words(status: int, error: object, code: PullCode, remedy: str) -> None:
    """The reasons that Google names decide the remedy."""
    refused = Answer(status, body=json.dumps({"error": error}).encode())
    with pytest.raises(SourceError) as caught:
        rows_of(google(grid([1]), structure=refused))
    assert caught.value.code is code
    assert remedy in (caught.value.remedy or "")


def test_names_tables_and_merges() -> None:
    """Ranges without an end reach to the edge; a name whose sheet is gone says so."""
    table = {"name": "Deals", "range": {"endRowIndex": 9, "startColumnIndex": 1, "endColumnIndex": 3}}
    merge = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 0, "endColumnIndex": 1}
    structure = {
        "sheets": [{**SHEET, "tables": [table], "merges": [merge]}],
        "namedRanges": [
            {"name": "column", "range": {"startColumnIndex": 1, "endColumnIndex": 2}},
            {"name": "gone", "range": {"sheetId": 77}},
        ],
    }
    book, _ = rows_of(google(grid(["a"], [1]), structure=structure))
    assert book.names() == {"column": Area("S", 1, 2, None, 2), "gone": "its sheet is gone or has no cells"}
    assert book.tables() == {"Deals": Area("S", 1, 2, 9, 3)}
    assert book.merged("S") == (Area("S", 2, 1, 3, 1),)
