"""xls and xlsb: what the library hides is put back, and nothing that happens in its process happens here."""

from __future__ import annotations

import struct
from contextlib import closing, suppress
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area, Broken, Percent
from goalsync_sheets.readers import Limits, open_book
from goalsync_sheets.readers.binary import biff8
from goalsync_sheets.readers.ole import Compound
from unit.sheets_readers.making import everything, values
from unit.sheets_readers.making_xlsb import xlsb

SMALL = Path(__file__).parent / "small.xls"
"""Made with xlwt 1.3: two sheets, one of them hidden; formats, errors, merged cells, a formula without a value."""

UNCACHED = Broken("formula without a stored value")


def test_xls() -> None:
    """Every kind of cell of an xls workbook."""
    assert values(SMALL) == {
        2: ["Name", "Wert"],
        3: ["share", Percent(0.185), Percent(0.5), Percent(1.0), Percent(2.0)],
        4: ["day", date(2026, 1, 5), datetime(2026, 1, 5, 14, 30), timedelta(hours=36), time(6)],  # noqa: DTZ001
        5: ["flag", True, 1234.5, 12],
        6: [Broken("#DIV/0!"), *[None] * 8, Broken("#N/A")],
        8: ["merged"],
        10: [UNCACHED],
        71: [None, None, "Ünïcode ʤ 中"],
    }
    assert values(SMALL, "Hidden") == {1: [42]}
    with closing(open_book(SMALL, "small.xls")) as book:
        assert (book.sheets(), book.names(), book.tables()) == (["Numbers", "Hidden"], {}, {})
        assert book.merged("Numbers") == [Area("Numbers", 8, 1, 9, 3)]
        assert [number for number, _ in book.rows("Numbers", 5, 8)] == [5, 6, 8]
        with pytest.raises(SourceError, match=r"no sheet 'Data'.*'Numbers', 'Hidden'"):
            book.rows("Data")


def test_xlsb(tmp_path: Path) -> None:
    """Every kind of cell of an xlsb workbook, and its names."""
    path = xlsb(tmp_path / "a.xlsb")
    assert values(path) == {
        2: ["Wert", 1234.5, Percent(0.185)],
        3: [date(2026, 1, 5), True, Broken("#DIV/0!")],
        5: [Percent(0.5), Broken("#N/A")],
        6: [None, None, None, UNCACHED, 7],
    }
    with closing(open_book(path, "a.xlsb")) as book:
        assert book.sheets() == ["Données"]
        assert book.merged("Données") == [Area("Données", 2, 1, 3, 2)]
        assert book.names() == {
            "area": Area("Données", 2, 1, 3, 2),
            "fixed": Area("Données", 2, 2, 2, 2),
            "sum": "it is a formula, a constant or several areas",
        }


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def test_names_of_xls() -> None:
    """A name that is one area of this workbook has a place; built-in names are left out."""
    sheet = struct.pack("<IHBB", 0, 0, 4, 0) + b"Data"
    area = struct.pack("<BHHHHH", 0x3B, 0, 1, 9, 0xC000, 1)

    def name(text: bytes, formula: bytes, flags: int = 0) -> bytes:
        head = struct.pack("<HBBHHHI", flags, 0, len(text), len(formula), 0, 0, 0)
        return _record(0x18, head + b"\0" + text + formula)

    stream = (
        _record(0x809, struct.pack("<HH", 0x600, 5))
        + _record(0x85, sheet)
        + _record(0x1AE, struct.pack("<HH", 1, 0x0401))
        + _record(0x17, struct.pack("<HHhh", 1, 0, 0, 0))
        + name(b"area", area)
        + name(b"sum", b"\x19\x10\0\0")
        + name(b"\x06", area, 0x20)
        + _record(0x0A, b"")
    )
    known = biff8.read_known(stream)
    assert known.sheets == ["Data"]
    assert [(found.name, found.area) for found in known.names] == [("area", ("Data", 2, 1, 10, 2)), ("sum", None)]


def test_an_xls_by_another_name(tmp_path: Path) -> None:
    """The content tells, not the name."""
    path = tmp_path / "small.csv"
    path.write_bytes(SMALL.read_bytes())
    assert values(path, "Hidden") == {1: [42]}


def test_a_protected_xls(tmp_path: Path) -> None:
    """An encrypted workbook is named as such, not read as nonsense."""
    data = SMALL.read_bytes()
    window = struct.pack("<HH", 0x3D, 18)
    assert data.count(window) == 1
    path = tmp_path / "a.xls"
    path.write_bytes(data.replace(window, struct.pack("<HH", 0x2F, 18)))
    with pytest.raises(SourceError, match=r"a.xls: is password-protected; save a copy without a password"):
        open_book(path, "a.xls")


def test_the_process_knows_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hostile file that takes the process over finds only what Python needs to start."""
    told = tmp_path / "environment"
    (tmp_path / "sitecustomize.py").write_text(f"import os\nopen({str(told)!r}, 'w').write(repr(dict(os.environ)))\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("JIRA_TOKEN", "hunter2")
    assert values(SMALL, "Hidden") == {1: [42]}
    found = told.read_text()
    assert "PYTHONPATH" in found
    assert "hunter2" not in found
    assert "HOME" not in found


def test_limits_of_the_process(tmp_path: Path) -> None:
    """A process that lacks memory or time ends as one clear line."""
    with pytest.raises(SourceError, match=r"far.xlsb: .*(needs more than|ended with)"):
        list(everything(xlsb(tmp_path / "far.xlsb", far=(1_000_000, 16_000))))
    with pytest.raises(SourceError, match=r"small.xls: .*took longer than 0 seconds"):
        values(SMALL, limits=Limits(process_seconds=0))
    with pytest.raises(SourceError, match="is more than 100 bytes large"):
        values(SMALL, limits=Limits(packed=100))


def test_rows_may_be_left_unread() -> None:
    """Who stops early leaves no process behind."""
    with closing(open_book(SMALL, "small.xls")) as book:
        rows = book.rows("Numbers")
        assert next(iter(rows))[0] == 2
        del rows


@pytest.mark.parametrize("sixteenth", range(1, 16))
def test_truncated_xls(tmp_path: Path, sixteenth: int) -> None:
    """A file that was cut anywhere is read or refused in one line."""
    data = SMALL.read_bytes()
    path = tmp_path / "a.xls"
    path.write_bytes(data[: len(data) * sixteenth // 16])
    with pytest.raises(SourceError, match=r"a.xls: is a damaged Office file"):
        list(everything(path))


@settings(max_examples=2, deadline=None)
@given(st.lists(st.tuples(st.integers(512, len(SMALL.read_bytes()) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_flipped_bytes_of_xls(tmp_path_factory: pytest.TempPathFactory, flips: list[tuple[int, int]]) -> None:
    """Whatever bytes are changed, the file is read or refused in one line."""
    data = bytearray(SMALL.read_bytes())
    for at, byte in flips:
        data[at] = byte
    path = tmp_path_factory.mktemp("xls") / "a.xls"
    path.write_bytes(data)
    with suppress(SourceError):
        list(everything(path))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(8, len(SMALL.read_bytes()) - 1), st.integers(0, 255)), min_size=1, max_size=20))
def test_flipped_bytes_of_the_records(flips: list[tuple[int, int]]) -> None:
    """The scan of the container and its records fails as it says it does, and ends."""
    data = bytearray(SMALL.read_bytes())
    for at, byte in flips:
        data[at] = byte
    with suppress(ValueError, struct.error, LookupError):
        compound = Compound(bytes(data))
        known = biff8.read_known(compound.read("workbook"))
        for sheet in known.sheets:
            known.facts(sheet)
