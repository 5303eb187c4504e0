"""ods: every kind of cell is told apart, repeats are bounded, and what is not a cell's text is left out."""

from __future__ import annotations

from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area, Broken, Percent, Value
from goalsync_sheets.readers import open_book
from unit.sheets_readers.making import ods, values, zipped


def sheet(rows: str, name: str = "S") -> str:
    """The XML of a sheet."""
    return f'<table:table table:name="{name}">{rows}</table:table>'


def cell(kind: str, attributes: str = "", text: str = "") -> str:
    """The XML of a cell with a type."""
    return f'<table:table-cell office:value-type="{kind}" {attributes}><text:p>{text}</text:p></table:table-cell>'


def one(value: int, times: int = 1) -> str:
    """The XML of a cell with a number, repeated."""
    return cell("float", f'office:value="{value}" table:number-columns-repeated="{times}"')


def row(content: str, times: int = 1) -> str:
    """The XML of a row, repeated."""
    return f'<table:table-row table:number-rows-repeated="{times}">{content}</table:table-row>'


def blank(times: int) -> str:
    """The XML of blank cells."""
    return f'<table:table-cell table:number-columns-repeated="{times}"/>'


COMMENTED = """<table:table-cell office:value-type="string">
<office:annotation><text:p>note</text:p></office:annotation><text:p>kept</text:p>
<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></table:table-cell>"""


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("<table:table-cell/>", None),
        (cell("float", 'office:value="4.5"', "4,50"), 4.5),
        (cell("float", 'office:value="7"', "7"), 7),
        (cell("float", 'office:value="many"'), Broken("'many' is not a number")),
        (cell("percentage", 'office:value="0.18"', "18 %"), Percent(0.18)),
        (cell("currency", 'office:currency="EUR" office:value="-3.5"', "(3,50 €)"), -3.5),
        (cell("boolean", 'office:boolean-value="true"', "WAHR"), True),
        (cell("date", 'office:date-value="2026-01-05"', "5.1."), date(2026, 1, 5)),
        (cell("date", 'office:date-value="2026-01-05T00:00:00"'), date(2026, 1, 5)),
        (cell("date", 'office:date-value="2026-01-05T10:30:00.25"'), datetime(2026, 1, 5, 10, 30, 0, 250000)),  # noqa: DTZ001
        (cell("date", 'office:date-value="0000-01-05"'), Broken("'0000-01-05' is not a date")),
        (cell("time", 'office:time-value="PT27H17M54S"'), timedelta(hours=27, minutes=17, seconds=54)),
        (cell("time", 'office:time-value="-P1DT0,5S"'), -timedelta(days=1, seconds=0.5)),
        (cell("time", 'office:time-value="soon"'), Broken("'soon' is not a duration")),
        (cell("string", "", "a<text:s text:c='2'/>b<text:tab/>c<text:line-break/>d"), "a  b\tc\nd"),
        (cell("string", "", "one</text:p><text:p>two"), "one\ntwo"),
        (cell("string", 'office:string-value="stored"', "shown"), "stored"),
        (cell("string"), None),
        (cell("novel", "", "text"), "text"),
        (cell("string", 'calcext:value-type="error" table:formula="of:=1/0"', "#DIV/0!"), Broken("#DIV/0!")),
        (cell("float", 'table:formula="of:=1/0" office:value="0"', "Err:502"), Broken("Err:502")),
        (cell("string", "", "#DIV/0!"), "#DIV/0!"),
        ('<table:table-cell table:formula="of:=[.A2]"/>', Broken("formula without a stored value")),
        (cell("string", 'table:formula="of:=&quot;&quot;" office:string-value=""'), None),
        (COMMENTED, "kept"),
    ],
)
def test_kinds_of_cells(tmp_path: Path, content: str, expected: Value) -> None:
    """Each kind of cell gives its value; an error or a formula without a value is never a number or a blank."""
    path = ods(tmp_path / "a.ods", sheet(f"<table:table-row>{content}</table:table-row>"))
    found = values(path).get(1, [None])[0]
    assert found == expected
    assert type(found) is type(expected)


def test_repeats(tmp_path: Path) -> None:
    """Repeated cells and rows count as often as they say; blank ones at the end cost nothing."""
    covered = "<table:covered-table-cell/>"
    rows = (
        row(blank(1), 3)
        + f"<table:table-header-rows>{row(blank(2) + one(1, 2) + covered + blank(16000), 2)}</table:table-header-rows>"
        + f"<table:table-row-group>{row(one(2))}</table:table-row-group>"
        + row(blank(16384), 1048570)
    )
    path = ods(tmp_path / "a.ods", sheet(rows))
    assert values(path) == {4: [None, None, 1, 1], 5: [None, None, 1, 1], 6: [2]}
    with closing(open_book(path, "a.ods")) as book:
        assert [number for number, _ in book.rows("S", 5, 5)] == [5]


def test_pretty_printed_with_names_and_merged_cells(tmp_path: Path) -> None:
    """Blanks between elements are nothing; names, database ranges and merged cells are known."""
    rows = """
      <table:table-row>
        <table:table-cell office:value-type="string" table:number-columns-spanned="2" table:number-rows-spanned="3">
          <text:p>Team</text:p>
        </table:table-cell>
        <table:covered-table-cell/>
      </table:table-row>
    """
    after = """
      <table:named-expressions>
        <table:named-range table:name="top" table:cell-range-address="$'It''s'.$A$1:.$B$9"/>
        <table:named-expression table:name="pi" table:expression="3.14"/>
      </table:named-expressions>
      <table:database-ranges>
        <table:database-range table:name="data" table:target-range-address="S.A1:S.C3"/>
      </table:database-ranges>
    """
    path = ods(tmp_path / "a.ods", sheet(rows) + sheet(rows.replace("Team", "Goal"), "It's"), after)
    with closing(open_book(path, "a.ods")) as book:
        assert book.sheets() == ["S", "It's"]
        assert book.names() == {"pi": "it is 3.14", "top": Area("It's", 1, 1, 9, 2)}
        assert book.tables() == {"data": Area("S", 1, 1, 3, 3)}
        assert book.merged("It's") == [Area("It's", 1, 1, 3, 2)]
    assert values(path, "It's") == {1: ["Goal"]}


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        (row(one(1, 16384), 1048576), "more than 50,000,000 cells"),
        (row(blank(16384) + one(1)), "beyond column XFD"),
        (row("", 1048576) + row(one(1)), "a row beyond 1048576"),
        (row("", -3), "the impossible count '-3'"),
        (row("", 99999999999999), "the impossible count"),
    ],
)
def test_more_than_a_sheet_can_hold(tmp_path: Path, rows: str, what: str) -> None:
    """A few bytes that stand for billions of cells, or for cells beyond the grid, are refused at once."""
    with pytest.raises(SourceError, match=what):
        values(ods(tmp_path / "a.ods", sheet(rows)))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("<office:x xmlns:office='urn:oasis:names:tc:opendocument:xmlns:office:1.0'/>", "is no spreadsheet"),
        ("<unclosed>", "not well-formed XML"),
        ("", "not well-formed XML"),
        ("<table:x/>", "not well-formed XML"),
    ],
)
def test_broken_content(tmp_path: Path, content: str, what: str) -> None:
    """A damaged content, or that of another kind of document, is refused with its part."""
    with pytest.raises(SourceError, match=what):
        values(zipped(tmp_path / "a.ods", {"content.xml": content}))


def test_a_protected_file(tmp_path: Path) -> None:
    """A file with a password is named as such."""
    manifest = "<manifest:encryption-data/>"
    with pytest.raises(SourceError, match="password-protected"):
        values(ods(tmp_path / "a.ods", "", more={"META-INF/manifest.xml": manifest}))
