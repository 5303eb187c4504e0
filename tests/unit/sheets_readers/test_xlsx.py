"""xlsx: every kind of cell is told apart, and what openpyxl reads is read alike."""

from __future__ import annotations

import csv
from contextlib import closing
from datetime import date, datetime, time, timedelta
from pathlib import Path

import openpyxl
import pytest

from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area, Broken, Percent, Value
from goalsync_sheets.readers import Limits, open_book
from support.peers import SHARED, peer
from unit.sheets_readers.making import number_styles, values, xlsx, xlsx_parts, zipped

UNCACHED = Broken("formula without a stored value")


def one_cell(path: Path, cell: str, **more: str) -> Value:
    """The value of A1 of a workbook that has that XML there."""
    return values(xlsx(path / "one.xlsx", f'<row r="1">{cell}</row>', **more)).get(1, [None])[0]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c r="A1"/>', None),
        ('<c r="A1"><v/></c>', None),
        ('<c r="A1"><v>\n </v></c>', None),
        ('<c r="A1"><v>42</v></c>', 42),
        ('<c r="A1"><v>-4.25E-2</v></c>', -0.0425),
        ('<c r="A1"><v>9583638582</v></c>', 9583638582),
        ('<c r="A1"><v>NaN</v></c>', Broken("'NaN' is not a number")),
        ('<c r="A1"><v>1e999</v></c>', Broken("'1e999' is not a finite number")),
        ('<c r="A1"><v>twelve</v></c>', Broken("'twelve' is not a number")),
        ('<c r="A1" t="b"><v>1</v></c>', True),
        ('<c r="A1" t="b"><v>0</v></c>', False),
        ('<c r="A1" t="e"><v>#DIV/0!</v></c>', Broken("#DIV/0!")),
        ('<c r="A1" t="e"><f>1/0</f><v>#N/A</v></c>', Broken("#N/A")),
        ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', "a"),
        ('<c r="A1"><f>SUM(B1)</f><v>7</v></c>', 7),
        ('<c r="A1"><f>SUM(B1)</f></c>', UNCACHED),
        ('<c r="A1"><f>SUM(B1)</f><v></v></c>', UNCACHED),
        ('<c r="A1" t="str"><f>LOWER(B1)</f><v/></c>', UNCACHED),
        ('<c r="A1"><f t="shared" si="0"/></c>', UNCACHED),
        ('<c r="A1" t="inlineStr"><is><t>plain</t></is></c>', "plain"),
        ('<c r="A1" t="inlineStr"><is><r><t>ri</t></r><r><t>ch</t></r><rPh><t>x</t></rPh></is></c>', "rich"),
        ('<c r="A1" t="inlineStr"><is><t/></is></c>', None),
        ('<c r="A1" t="inlineStr"><v>1</v><is><t>text</t></is></c>', "text"),
        ('<c r="A1" t="inlineStr"><is><t>text</t></is><v>1</v></c>', "text"),
        ('<c r="A1" t="d"><v>2026-01-05</v></c>', date(2026, 1, 5)),
        ('<c r="A1" t="d"><v>2026-01-05T10:30:00Z</v></c>', datetime(2026, 1, 5, 10, 30)),  # noqa: DTZ001
        ('<c r="A1" t="d"><v>10:30:00</v></c>', time(10, 30)),
        ('<c r="A1" t="d"><v>2026-13-05</v></c>', Broken("'2026-13-05' is not a date")),
        ('<c r="A1" t="s"><v>1</v></c>', "rich"),
        ('<c r="A1" t="s"><v> 0\n</v></c>', "a\rb"),
        ('<c r="A1" t="s"><v>9</v></c>', Broken("a text that the file lacks")),
        ('<c r="A1" t="zz"><v>9</v></c>', Broken("a cell of the unknown type 'zz'")),
        ('<c r="A1" s="77"><v>9</v></c>', 9),
        ("<c><v>5</v></c>", 5),
        ('<c r="a1"><v>5</v></c>', 5),
        ('<c r="$A$1"><v>5</v></c>', 5),
        ('<c r="A1"><v>5</v><extLst><ext><v>6</v><f>7</f></ext></extLst></c>', 5),
    ],
)
def test_kinds_of_cells(tmp_path: Path, cell: str, expected: Value) -> None:
    """Each kind of cell gives its value; an error or a formula without a value is never a number or a blank."""
    strings = "<si><t>a_x000D_b</t></si><si><r><t>ri</t></r><r><t>ch</t></r><rPh><t>no</t></rPh></si>"
    found = one_cell(tmp_path, cell, strings=strings)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("code", "stored", "expected"),
    [
        ("0%", "0.18", Percent(0.18)),
        ("0.0%;[Red]-0.0%", "-0.5", Percent(-0.5)),
        ("#,##0.00 %", "2", Percent(2.0)),
        ('0"%"', "18", 18),
        (r"0\%", "18", 18),
        ("#,##0.00 [$€-407]", "12.5", 12.5),
        ('"$"#,##0_);[Red]("$"#,##0)', "-3", -3),
        ("0.00E+00", "5", 5),
        ("@", "5", 5),
        ("yyyy-mm-dd", "46027", date(2026, 1, 5)),
        ("[$-409]d-mmm-yy;@", "46027", date(2026, 1, 5)),
        ("dd/mm/yyyy hh:mm", "46027.5", datetime(2026, 1, 5, 12)),  # noqa: DTZ001
        ("yyyy-mm-dd", "1", date(1900, 1, 1)),
        ("yyyy-mm-dd", "-1", timedelta(days=-1)),
        ("h:mm", "0.25", time(6)),
        ("[h]:mm:ss", "1.5", timedelta(hours=36)),
        ("yyyy-mm-dd", "99999999", Broken("99999999 shown as a date is beyond the calendar")),
    ],
)
def test_number_formats(tmp_path: Path, code: str, stored: str, expected: Value) -> None:
    """The format decides whether a number is a percentage, a date, a time or a duration."""
    cell = f'<c r="A1" s="0"><v>{stored}</v></c>'
    found = one_cell(tmp_path, cell, styles=number_styles(code))
    assert found == expected
    assert type(found) is type(expected)


def test_builtin_formats_and_1904(tmp_path: Path) -> None:
    """Formats by number need no code; a workbook counted from 1904 has its own day 0; extensions change nothing."""
    styles = '<cellXfs><xf numFmtId="10"/><xf numFmtId="14"/><xf numFmtId="31"/></cellXfs>'
    rows = '<row r="1"><c r="A1" s="0"><v>0.5</v></c><c r="B1" s="1"><v>1</v></c><c r="C1" s="2"><v>1</v></c></row>'
    before = '<workbookPr date1904="true"/>'
    after = '<extLst xmlns:x15="urn:x"><ext><x15:workbookPr chart="1"/><x15:sheet name="No"/></ext></extLst>'
    path = xlsx(tmp_path / "a.xlsx", rows, styles=styles, before=before, after=after)
    assert values(path) == {1: [Percent(0.5), date(1904, 1, 2), date(1904, 1, 2)]}


def test_rows_without_numbers_gaps_and_parts_of_rows(tmp_path: Path) -> None:
    """Rows and cells may leave out where they stand, leave gaps, come in two halves, or have other columns first."""
    rows = (
        "<row><c><v>1</v></c><c><v>2</v></c></row>"
        '<row r="4"><c r="C4"><v>3</v></c><c r="A4"><v>1</v></c></row><row r="4"><c r="E4"><v>5</v></c></row>'
        '<row r="5"/><row r="7"><c><v>7</v></c></row>'
    )
    assert values(xlsx(tmp_path / "a.xlsx", rows)) == {1: [1, 2], 4: [1, None, 3, None, 5], 7: [7]}


def test_blank_cells_that_are_only_coloured_cost_nothing(tmp_path: Path) -> None:
    """Many programs write a styled cell for every column: they are no values, and are not counted twice."""
    blank = "".join(f'<c r="{openpyxl.utils.get_column_letter(column)}ROW" s="1"/>' for column in range(1, 1001))
    rows = "".join(
        f'<row r="{row}"><c r="A{row}"><v>1</v></c>{blank.replace("ROW", str(row))}</row>' for row in range(1, 101)
    )
    path = xlsx(tmp_path / "a.xlsx", rows)
    assert set(map(len, values(path, limits=Limits(cells=100 * 1001)).values())) == {1}


def test_only_the_rows_asked_for(tmp_path: Path) -> None:
    """A slice of the rows is what a slice of all rows is."""
    rows = "".join(f'<row r="{number}"><c r="B{number}"><v>{number}</v></c></row>' for number in range(1, 5000))
    with closing(open_book(xlsx(tmp_path / "a.xlsx", rows), "a.xlsx")) as book:
        found = [(number, book.read(row[1])) for number, row in book.rows("S", 10, 12)]
        assert found == [(10, 10), (11, 11), (12, 12)]
        assert [number for number, _ in book.rows("S", 4998)] == [4998, 4999]


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1", "utf-8-sig"])
def test_encodings_of_parts_and_prefixes(tmp_path: Path, encoding: str) -> None:
    """Parts may be in any encoding XML knows, elements may have any prefix."""
    parts = xlsx_parts("")
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    sheet = (
        f'<?xml version="1.0" encoding="{declared}"?><x:worksheet xmlns:x="urn:any"><x:sheetData><x:row r="1">'
        '<x:c r="A1" t="str"><x:v>é</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    parts["xl/worksheets/sheet1.xml"] = sheet.encode(encoding)
    assert values(zipped(tmp_path / "a.xlsx", parts)) == {1: ["é"]}


def test_parts_are_found_without_regard_to_case_or_slash(tmp_path: Path) -> None:
    """Some programs write other capitals, or backslashes; Excel opens their files."""
    parts = {
        name.upper().replace("/", "\\"): content
        for name, content in xlsx_parts('<row r="1"><c><v>1</v></c></row>').items()
    }
    assert values(zipped(tmp_path / "a.xlsx", parts)) == {1: [1]}


def test_names_tables_merges_and_hidden_sheets(tmp_path: Path) -> None:
    """A workbook of openpyxl's: names with their areas or the reason, tables, merged cells, hidden sheets and rows."""
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "It's"
    for row in (["Week", "CSAT"], [1, 4.5], [2, 4.7]):
        first.append(row)
    first.merge_cells("D1:F2")
    first.row_dimensions[2].hidden = True
    first.add_table(openpyxl.worksheet.table.Table(displayName="Weekly", ref="A1:B3"))
    other = book.create_sheet("Other")
    other.sheet_state = "veryHidden"
    other["B2"] = "here"
    for name, text in {
        "one": "'It''s'!$B$2",
        "column": "'It''s'!$B:$B",
        "gone": "#REF!",
        "sum": "SUM('It''s'!$B$2:$B$3)",
        "two": "'It''s'!$A$1,'It''s'!$B$2",
        "away": "[1]Sheet!$A$1",
        "spot": "Other!$A$1",
    }.items():
        book.defined_names[name] = openpyxl.workbook.defined_name.DefinedName(name, attr_text=text)
    for sheet in book.worksheets:
        local = openpyxl.workbook.defined_name.DefinedName(
            "local", attr_text=f"{sheet.title}!$B$2".replace("It's", "'It''s'")
        )
        sheet.defined_names["local"] = local
    other.defined_names["only"] = openpyxl.workbook.defined_name.DefinedName("only", attr_text="Other!$B$2")
    path = tmp_path / "made.xlsx"
    book.save(path)
    with closing(open_book(path, "made.xlsx")) as found:
        assert found.sheets() == ["It's", "Other"]
        assert found.tables() == {"Weekly": Area("It's", 1, 1, 3, 2)}
        assert found.merged("It's") == [Area("It's", 1, 4, 2, 6)]
        assert found.merged("Other") == []
        assert found.names() == {
            "Other!local": Area("Other", 2, 2, 2, 2),
            "It's!local": Area("It's", 2, 2, 2, 2),
            "away": "it is [1]Sheet!$A$1",
            "column": Area("It's", 1, 2, None, 2),
            "gone": "it is #REF!",
            "local": "it is defined on several sheets: write It's!local or Other!local",
            "one": Area("It's", 2, 2, 2, 2),
            "only": Area("Other", 2, 2, 2, 2),
            "spot": Area("Other", 1, 1, 1, 1),
            "sum": "it is SUM('It''s'!$B$2:$B$3)",
            "two": "it is 'It''s'!$A$1,'It''s'!$B$2",
        }
        assert [number for number, _ in found.rows("It's")] == [1, 2, 3]
        assert [[found.read(raw) for raw in row] for _, row in found.rows("Other")] == [[None, "here"]]


def test_a_sheet_that_is_not_there(tmp_path: Path) -> None:
    """The error lists the sheets that are."""
    with closing(open_book(xlsx(tmp_path / "a.xlsx", ""), "a.xlsx")) as book:
        assert list(book.rows("S")) == []
        with pytest.raises(SourceError, match=r"no sheet 'Data'.*'S'"):
            book.rows("Data")


def _like_openpyxl(value: object) -> object:
    """openpyxl's value in our words."""
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return None if value == "" else value


def _plain(value: Value) -> object:
    match value:
        case Percent(fraction):
            return fraction
        case Broken(why) if why.startswith("#"):
            return why
        case Broken():
            return None
    return value


def _workbooks() -> list[str]:
    manifest = SHARED / "data" / "sheets" / "manifest.csv"
    if not manifest.exists():
        return ["manifest.csv"]
    with manifest.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    strict = "exceldatareader__strict_Test_git_Issue_142.xlsx"
    return [
        row["file"] for row in rows if row["expect_open"] == "ok" and ".xls" in row["file"] and row["file"] != strict
    ]


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@pytest.mark.parametrize("file", _workbooks())
def test_real_workbooks_are_read_as_openpyxl_reads_them(file: str) -> None:
    """Cell by cell, a reader that others wrote finds the same values (strict workbooks it cannot read)."""
    path = peer("data/sheets") / file
    theirs = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
    compared = 0
    with closing(open_book(path, file)) as book:
        for sheet in theirs.worksheets:
            sheet.reset_dimensions()
            ours = dict(book.rows(sheet.title, 1, 400))
            for number, row in enumerate(sheet.iter_rows(max_row=400, values_only=True), 1):
                cells = [_plain(book.read(raw)) for raw in ours.get(number, [])]
                cells += [None] * (len(row) - len(cells))
                for mine, other in zip(cells, row, strict=False):
                    expected = _like_openpyxl(other)
                    if isinstance(mine, timedelta) and isinstance(expected, date):
                        continue  # openpyxl dates what lies before the calendar
                    assert mine == expected, (sheet.title, number)
                    compared += 1
    assert compared
