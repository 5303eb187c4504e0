"""Files that are broken or mean harm: a clear error of one line, soon, and in little memory."""

from __future__ import annotations

import io
import resource
import subprocess
import sys
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers import Limits
from unit.sheets_readers.making import MAIN, Parts, everything, ods_content, values, xlsx, xlsx_parts, zipped

LOL = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
CELL = '<c r="A1"><v>1</v></c>'


def refused(path: Path, limits: Limits | None = None) -> str:
    """The message of the error that reading all of a file ends with."""
    with pytest.raises(SourceError) as caught:
        for _ in everything(path, limits or Limits()):
            pass
    assert caught.value.code is PullCode.UNREADABLE
    assert "\n" not in str(caught.value)
    assert caught.value.message.startswith(f"{path.name}: ")
    return caught.value.message


@pytest.mark.parametrize("declared", [LOL, OUTSIDE, "<!DOCTYPE worksheet>", f"<!-- {'x' * 5000} -->{LOL}"])
@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml", "xl/workbook.xml"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declarations_and_entities(tmp_path: Path, declared: str, part: str, encoding: str) -> None:
    """No part may declare a document type, whatever it would expand to or read."""
    parts = xlsx_parts('<row r="1"><c r="A1" t="s" s="0"><v>0</v></c><c r="B1"><v>1</v></c></row>')
    content = parts[part]
    assert isinstance(content, str)
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{content}'
    parts[part] = text.encode(encoding)
    assert "declares a DTD: refused as unsafe" in refused(zipped(tmp_path / "a.xlsx", parts))


def test_declarations_in_ods(tmp_path: Path) -> None:
    """Nor may the content of an OpenDocument file."""
    assert "declares a DTD" in refused(zipped(tmp_path / "a.ods", {"content.xml": f"{LOL}<x>&b;</x>"}))


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ('<row r="1048577"><c><v>1</v></c></row>', "a row with the number 1048577"),
        ('<row r="99999999999999999999"/>', "a row with the number 99999999"),
        ('<row r="0"><c r="A0"><v>1</v></c></row>', "a row with the number 0"),
        ('<row r="-1"/>', "a row with the number -1"),
        ('<row r="x"/>', "a row with the number x"),
        ('<row r="2"/><row r="1"/>', "followed by row 1, out of order"),
        ('<row r="1"><c r="XFE1"><v>1</v></c></row>', "the cell XFE1 lies beyond column XFD"),
        ('<row r="1"><c r="ZZZZZZZZZZZZZZZZZ1"><v>1</v></c></row>', "impossible address"),
        ('<row r="1"><c r="A2"><v>1</v></c></row>', "the cell A2 stands in it"),
        ('<row r="1"><c r="A11"><v>1</v></c></row>', "the cell A11 stands in it"),
        ('<row r="1"><c r=""><v>1</v></c></row>', "impossible address ''"),
        ('<row r="1"><c r="A1"><c r="B1"/></c></row>', "a cell within a cell"),
        ('<row r="1"><c r="A1"><v><v>1</v></v></c></row>', "a value within a value"),
        ('<row r="1"><c r="A1"><v>1</v></row>', "not well-formed XML"),
        ('<row r="1"><c r="A1" r="A1"/></row>', "not well-formed XML"),
        ('<row r="1"><c r="A1"><v>&unknown;</v></c></row>', "not well-formed XML"),
        (f'<row r="1"><c r="A1">{"<x>" * 300}</c></row>', "too many elements"),
        (f'<row r="1"><c r="A1" x="{"x" * 2_000_000}"/></row>', "an endless tag"),
        (f"<!--{'x' * 2_000_000}-->", "an endless tag"),
        (f'<row r="1"><c r="A1" t="str"><v>{"x" * 1_000_001}</v></c></row>', "an endless text"),
        ("<x/>" * 50_001, "too many elements"),
        ('<row r="1">' + "<c/>" * 16_385 + "</row>", "lies beyond column XFD"),
        ("".join(f'<row><c r="XFD{row}"><v>1</v></c></row>' for row in range(1, 400)), "more than 5,000,000 cells"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_sheets_that_cannot_be(tmp_path: Path, rows: str, what: str) -> None:
    """Cells beyond the grid, rows out of order, endless or nested things: refused where they stand."""
    assert what in refused(xlsx(tmp_path / "a.xlsx", rows), Limits(elements=50_000, cells=5_000_000))


@pytest.mark.parametrize(
    "strings",
    [
        f"<si><t>{'x' * 1_000_001}</t></si>",
        "<si>" * 1_000 + "</si>" * 1_000,
        "<si><t>text</t></si>" * 1_000,
        f"<si><t>{'x' * 90_000}</t></si>" * 100,
    ],
    ids=["one long text", "nested", "many", "much"],
)
def test_bombs_of_shared_texts(tmp_path: Path, strings: str) -> None:
    """The list of shared texts is bounded in every direction."""
    path = xlsx(tmp_path / "a.xlsx", '<row r="1"><c t="s"><v>0</v></c></row>', strings=strings)
    limits = Limits(strings=900, string_characters=5_000_000)
    assert "its list of shared texts is too large" in refused(path, limits)


def test_text_shared_many_times_costs_nothing(tmp_path: Path) -> None:
    """One long text that all cells share is held once."""
    rows = "".join(f'<row r="{row}"><c t="s"><v>0</v></c></row>' for row in range(1, 20_001))
    path = xlsx(tmp_path / "a.xlsx", rows, strings=f"<si><t>{'x' * 900_000}</t></si>")
    assert sum(len(str(value)) for value in everything(path)) == 20_000 * 900_000


def raw_zip(parts: list[tuple[str, bytes]]) -> bytes:
    """A zip of parts that may share a name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return buffer.getvalue()


def _zip(more: list[tuple[str, bytes]]) -> bytes:
    parts = [(name, str(content).encode()) for name, content in xlsx_parts(f'<row r="1">{CELL}</row>').items()]
    return raw_zip(parts + more)


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("more", "limits", "what"),
    [
        ([("XL/Workbook.xml", b"<x/>")], Limits(), "holds two parts of one name"),
        ([("xl/workbook.xml", b"<x/>")], Limits(), "holds two parts of one name"),
        ([("../evil.xml", b"<x/>")], Limits(), "leads outside of it"),
        ([("xl/..\\..\\evil.xml", b"<x/>")], Limits(), "leads outside of it"),
        ([("/etc/evil.xml", b"<x/>")], Limits(), "leads outside of it"),
        ([("C:/evil.xml", b"<x/>")], Limits(), "leads outside of it"),
        ([("big.bin", b"\0" * 20_000_000)], Limits(), "packs 20,000,000 bytes into"),
        ([(f"{number}.bin", b"\0" * 15_000_000) for number in range(4)], Limits(unpacked=50 << 20), "unpacks to 60,0"),
        ([(f"{number}.bin", b"") for number in range(200)], Limits(entries=100), "holds 205 parts"),
        ([], Limits(packed=100), "bytes large, more than 100"),
    ],
)  # fmt: skip
def test_zip_tricks(tmp_path: Path, more: list[tuple[str, bytes]], limits: Limits, what: str) -> None:
    """The directory of a zip file is checked before anything is unpacked."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(_zip(more))
    assert what in refused(path, limits)


def test_zips_that_lie(tmp_path: Path) -> None:
    """Encrypted and overlapping parts, unusual packing, wrong sizes and check sums are found."""
    good = bytearray(_zip([]))
    central = good.index(b"PK\1\2")
    cases = {
        "is password-protected": (central + 8, b"\x01"),
        "packs 'xl/workbook.xml' in an unusual way": (central + 10, b"\x0c"),
        "Bad CRC-32": (central + 16, bytes([good[central + 16] ^ 0xFF])),
        "is damaged": (14 + 16 + len("xl/workbook.xml") + 2, b"\xff\xff\xff"),
    }
    for number, (what, (at, byte)) in enumerate(cases.items()):
        broken = bytearray(good)
        broken[at : at + len(byte)] = byte
        path = tmp_path / f"{number}.xlsx"
        path.write_bytes(broken)
        assert what in refused(path)
    many = bytearray(good)
    end = many.index(b"PK\5\6")
    many[end + 12 : end + 16] = b"\0\0\0\x7f"
    path = tmp_path / "many.xlsx"
    path.write_bytes(many)
    assert "has a directory of 2,130,706,432 bytes" in refused(path)
    second = good.index(b"PK\1\2", central + 4)
    good[second + 42 : second + 46] = b"\1\0\0\0"
    path = tmp_path / "overlap.xlsx"
    path.write_bytes(good)
    assert "overlap" in refused(path)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        ({"a.csv": "a,b", "b.csv": "c"}, "is a zip archive that holds a.csv, b.csv"),
        ({}, "is a zip archive that holds nothing"),
        ({"word/document.xml": "<x/>"}, "is a text document or a presentation"),
        ({"xl/workbook.xml": "<x/>"}, "holds no worksheet"),
        ({"xl/workbook.xml": "no xml"}, "not well-formed XML"),
        ({"xl/workbook.xml": '<?xml version="1.0" encoding="klingon"?><x/>'}, "not well-formed XML: unknown encoding"),
    ],
)
def test_zips_that_are_no_spreadsheet(tmp_path: Path, parts: Parts, what: str) -> None:
    """What a zip file holds instead is said."""
    assert what in refused(zipped(tmp_path / "a.xlsx", parts))


def test_a_sheet_whose_part_is_missing(tmp_path: Path) -> None:
    """The outline promises a sheet that the file lacks."""
    parts = xlsx_parts("")
    del parts["xl/worksheets/sheet1.xml"]
    assert "lacks its part 'xl/worksheets/sheet1.xml'" in refused(zipped(tmp_path / "a.xlsx", parts))


def test_missing_styles_and_texts(tmp_path: Path) -> None:
    """Numbers can be read without them, and a text that is missing is no number."""
    parts = xlsx_parts('<row r="1"><c s="1"><v>1</v></c><c t="s"><v>0</v></c></row>')
    del parts["xl/styles.xml"], parts["xl/sharedStrings.xml"]
    found = values(zipped(tmp_path / "a.xlsx", parts))
    assert found[1][0] == 1
    assert not isinstance(found[1][1], int | str)


def _samples() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in range(1, 60):
        sheet.append([row, f"text {row}", row / 7])
    buffer = io.BytesIO()
    book.save(buffer)
    rows = "".join(
        f'<table:table-row><table:table-cell office:value-type="float" office:value="{row}"/></table:table-row>'
        for row in range(60)
    )
    content = ods_content(f"<table:table>{rows}</table:table>").encode()
    return {"xlsx": buffer.getvalue(), "ods": raw_zip([("content.xml", content)]), "csv": "ä;1,5\n".encode() * 99}


SAMPLES = _samples()


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("sixteenth", range(16))
def test_truncated_files(tmp_path: Path, kind: str, sixteenth: int) -> None:
    """A zipped spreadsheet that was cut anywhere is refused."""
    data = SAMPLES[kind]
    path = tmp_path / f"a.{kind}"
    path.write_bytes(data[: len(data) * sixteenth // 16])
    refused(path)


flips = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=30)


def flipped(data: bytes, changes: list[tuple[float, int]]) -> bytes:
    """The data with bytes changed at these shares of its length."""
    changed = bytearray(data)
    for share, byte in changes:
        changed[int(share * len(changed))] = byte
    return bytes(changed)


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(["xlsx", "ods", "csv"]), changes=flips)
def test_flipped_bytes(tmp_path_factory: pytest.TempPathFactory, kind: str, changes: list[tuple[float, int]]) -> None:
    """Whatever bytes are changed, the file is read or refused, never anything else."""
    path = tmp_path_factory.mktemp("flips") / f"a.{kind}"
    path.write_bytes(flipped(SAMPLES[kind], changes))
    with suppress(SourceError):
        for _ in everything(path):
            pass


@settings(max_examples=300, deadline=None)
@given(kind=st.sampled_from(["xlsx", "ods"]), changes=flips, which=st.integers(0, 100))
def test_flipped_bytes_within_a_part(
    tmp_path_factory: pytest.TempPathFactory, kind: str, changes: list[tuple[float, int]], which: int
) -> None:
    """The same where the check sums of the zip file are right."""
    path = tmp_path_factory.mktemp("parts") / f"a.{kind}"
    with zipfile.ZipFile(io.BytesIO(SAMPLES[kind])) as archive:
        parts: Parts = {name: archive.read(name) for name in archive.namelist()}
    name = sorted(parts)[which % len(parts)]
    content = parts[name]
    assert isinstance(content, bytes)
    parts[name] = flipped(content, changes) if content else b""
    zipped(path, parts)
    with suppress(SourceError):
        for _ in everything(path):
            pass


BOMB = """
import resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers import open_book
path = Path(sys.argv[1])
try:
    book = open_book(path, path.name)
    for sheet in book.sheets():
        for _, row in book.rows(sheet):
            for raw in row:
                book.read(raw)
except SourceError as error:
    print(error)
"""


@pytest.mark.parametrize("shape", ["cells", "elements", "texts", "rows"])
def test_bombs_within_a_gigabyte(tmp_path: Path, shape: str) -> None:
    """The cheapest XML, packed as tightly as is allowed unseen, ends within 1 GB and in bounded time."""
    unit = {
        "cells": b'<row r="1">' + b"<c/>" * 15_000 + b"</row>",
        "elements": b"<x/>" * 20_000,
        "texts": b"<row><c t='str'><v>" + b"x" * 100_000 + b"</v></c></row>",
        "rows": b"<row/>" * 20_000,
    }[shape]
    path = tmp_path / "a.xlsx"
    parts = xlsx_parts("")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            if "sheet1" not in name:
                archive.writestr(name, content)
        with archive.open("xl/worksheets/sheet1.xml", "w") as stream:
            stream.write(f'<worksheet xmlns="{MAIN}"><sheetData>'.encode())
            for _ in range(8_000_000 // len(unit)):
                stream.write(unit)
            stream.write(b"</sheetData></worksheet>")
    done = subprocess.run(
        [sys.executable, "-c", BOMB, str(path)], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1 << 20
