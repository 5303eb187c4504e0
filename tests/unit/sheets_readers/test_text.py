"""csv and tsv: encodings and separators are told apart or said to be wrong, and every record keeps its number."""

from __future__ import annotations

import csv
import os
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers import DEFAULT, Limits, open_book
from unit.sheets_readers.making import values, zipped

ROWS = "Café;Größe\r\n1,5;2\r\n3;4,5\r\n"


def write(folder: Path, content: str | bytes, name: str = "a.csv") -> Path:
    """A file with that content, UTF-8 unless it is bytes."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def notes(path: Path, **hints: str) -> list[str]:
    """The notes after all rows were read."""
    with closing(open_book(path, path.name, **hints)) as book:
        for _ in book.rows(""):
            pass
        return list(book.notes)


@pytest.mark.parametrize(
    ("encoding", "said"),
    [
        ("utf-8", "every byte of it is valid UTF-8"),
        ("utf-8-sig", "read as utf-8: it begins with the mark of UTF-8"),
        ("utf-16", "read as utf-16-le: it begins with the mark of UTF-16-LE"),
        ("utf-32", "read as utf-32-le: it begins with the mark of UTF-32-LE"),
        ("utf-16-le", "read as utf-16-le: its zero bytes lie as in UTF-16-LE"),
        ("utf-16-be", "read as utf-16-be: its zero bytes lie as in UTF-16-BE"),
        ("cp1252", "read as cp1252: byte 3 is not UTF-8; if letters look wrong, set encoding:"),
    ],
)
def test_encodings_are_found(tmp_path: Path, encoding: str, said: str) -> None:
    """The text comes out alike whatever the encoding, and the notes say what was chosen and why."""
    path = write(tmp_path, ROWS.encode(encoding))
    assert values(path) == {1: ["Café", "Größe"], 2: ["1,5", "2"], 3: ["3", "4,5"]}
    assert said in notes(path)[0]


def test_utf8_is_proven_over_the_whole_file(tmp_path: Path) -> None:
    """The first letter that is not ASCII may come late: what a sample says is not enough."""
    late = b"a,b\n" * 600_000
    assert "utf-8" in notes(write(tmp_path, late + "é,ü\n".encode()))[0]
    assert "cp1252: byte 2400000 is not UTF-8" in notes(write(tmp_path, late + "é,ü\n".encode("cp1252")))[0]


@pytest.mark.parametrize(
    ("content", "encoding", "what"),
    [
        ("Größe", "utf-8", r"is not utf-8: byte 2 cannot be decoded; set encoding:"),
        ("Größe", "ascii", "is not ascii: byte 2"),
        ("Größe", "klingon", "encoding: 'klingon' is not known"),
        ("Größe", "rot13", "encoding: 'rot13' is not known"),
        ("Größe", "utf-16", "is not utf-16: byte 2"),
    ],
)
def test_a_wrong_explicit_encoding_is_an_error(tmp_path: Path, content: str, encoding: str, what: str) -> None:
    """What the configuration says is not quietly overruled."""
    with pytest.raises(SourceError, match=what) as caught:
        open_book(write(tmp_path, content.encode("cp1252")), "a.csv", encoding=encoding)
    assert caught.value.code is PullCode.UNREADABLE


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("shift_jis", "shift_jis"),
        ("utf-8-sig", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("cp1252", "latin-1"),
    ],
)
def test_an_explicit_encoding_wins(tmp_path: Path, written: str, said: str) -> None:
    """The mark at the beginning is never part of the first cell."""
    text = "日本" if written != "cp1252" else "é"
    path = write(tmp_path, f"{text},b\n1,2\n".encode(written))
    assert values(path, encoding=said) == {1: [text, "b"], 2: ["1", "2"]}
    assert "as configured" in notes(path, encoding=said)[0]


@pytest.mark.parametrize(
    ("content", "expected", "said"),
    [
        ("a,b\n1,2\n", ["1", "2"], "commas: 2 of the first 2 rows have 2 columns so"),
        ("a;b\n1,5;2,5\n", ["1,5", "2,5"], "semicolons"),
        ("1,5;2\n3,5;4\n", ["3,5", "4"], "semicolons"),
        ("a\tb\n1,0\t2,0\n", ["1,0", "2,0"], "tabs"),
        ("a|b\n1|2\n", ["1", "2"], "bars"),
        ('a,b\n"1;2;3",4\n', ["1;2;3", "4"], "commas"),
        ("one\n1\n", ["1"], "commas: it has one column"),
        ("sep=^\n1^2\n", ["1", "2"], "'^': its first line says so"),
        ('"sep=;"\r\n1;2\r\n', ["1", "2"], "semicolons: its first line says so"),
    ],
)
def test_separators_are_found(tmp_path: Path, content: str, expected: list[str], said: str) -> None:
    """The separator on which most rows agree; a `sep=` line decides and is no row, but is counted."""
    path = write(tmp_path, content)
    assert values(path) == ({1: values(path)[1]} if 1 in values(path) else {}) | {2: expected}
    assert said in notes(path)[1]


def test_explicit_separators(tmp_path: Path) -> None:
    """An explicit separator wins, may be spoken, and is an error where it separates nothing."""
    path = write(tmp_path, "a,b;c\n1,2;3\n")
    assert values(path, delimiter=";")[2] == ["1,2", "3"]
    assert values(path, delimiter=",")[2] == ["1", "2;3"]
    assert values(write(tmp_path, "a\tb\n"), delimiter="tab")[1] == ["a", "b"]
    with pytest.raises(SourceError, match=r"delimiter: '\|' occurs nowhere in its first lines, while commas make"):
        open_book(write(tmp_path, "a,b\n1,2\n"), "a.csv", delimiter="|")
    with pytest.raises(SourceError, match="is not one character"):
        open_book(path, "a.csv", delimiter="::")
    assert values(write(tmp_path, "a\n1\n"), delimiter=";")[2] == ["1"]


def test_records_are_counted_with_blank_and_broken_lines(tmp_path: Path) -> None:
    """A record's number counts blank records and one for a quoted line break; CR alone ends a line too."""
    assert values(write(tmp_path, '\n\n"a\nb",c\n\n1,2\n'))[5] == ["1", "2"]
    assert values(write(tmp_path, "a,b\r1,2\r3,4"))[3] == ["3", "4"]
    path = write(tmp_path, "a,b\n1,2\n3,4\n5,6\n")
    with closing(open_book(path, "a.csv")) as book:
        assert list(book.rows("", 2, 3)) == [(2, ["1", "2"]), (3, ["3", "4"])]
        assert (book.sheets(), book.names(), book.tables(), book.merged("")) == ([""], {}, {}, [])
        with pytest.raises(SourceError, match="no sheet 'Data'"):
            book.rows("Data")


def test_rows_of_odd_width_are_noted(tmp_path: Path) -> None:
    """A stray quote or separator shifts or swallows cells: the notes count such rows and say where the first is."""
    path = write(tmp_path, 'a,b\n1,2\n"3\n",4\n\n5,6,7\n8,9\n0\n')
    assert notes(path)[2] == "2 rows have not 2 columns (first: line 6 with 3)"
    assert len(notes(write(tmp_path, "a,b\n1,2\n"))) == 2


def test_nul_characters_are_taken_out(tmp_path: Path) -> None:
    """A cell never holds U+0000; a cell of nothing else is blank."""
    assert values(write(tmp_path, "a,b,c\n\0,x\0y,3\n"))[2] == [None, "xy", "3"]


def test_a_quote_that_is_never_closed(tmp_path: Path) -> None:
    """The rest of the file is not swallowed in silence: the field is too large, and the line is named."""
    with pytest.raises(
        SourceError, match=r"row 2, up to line \d+: field larger than field limit.*quote that is never closed"
    ):
        values(write(tmp_path, 'a,b\n1,"open\n' + "3,4\n" * 100_000))


def test_an_endless_line(tmp_path: Path) -> None:
    """One line that is larger than any row is refused before it fills the memory."""
    with pytest.raises(SourceError, match="a line of more than"):
        values(write(tmp_path, "a,b\n" + "1," * 6_000_000))


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf\r\n \n", "is empty"),
        (b"%PDF-1.7\n", "is a PDF document"),
        (b"\x1f\x8b\x08\x00", "is packed with gzip"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is a picture"),
        (b"<!DOCTYPE html><html>", "is a web page.*login page"),
        (b"\xef\xbb\xbf <HTML lang=de>", "is a web page"),
        (b'<?xml version="1.0"?><Workbook>', "is an XML document"),
        (bytes(range(256)) * 4, "is not a text file"),
        (b"caf\xe9,\x81\n", r"is neither UTF-8 nor cp1252 \(byte 5\)"),
        (b"\xef\xbb\xbfcaf\xe9,\n", "begins with the mark of UTF-8, yet byte 6 cannot be decoded"),
        (b"\xff\xfea\0,\0b\0\n\0\x00\xd8", "begins with the mark of UTF-16-LE, yet byte 10 cannot"),
    ],
)
def test_what_is_no_text(tmp_path: Path, content: bytes, what: str) -> None:
    """Empty files, pages, pictures and archives are named for what they are."""
    with pytest.raises(SourceError, match=what):
        values(write(tmp_path, content))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    """A path that leads nowhere, to a folder, or to a pipe on which one would wait for ever, is a clear error."""
    with pytest.raises(SourceError, match=r"sales.csv: cannot be opened: No such file"):
        open_book(tmp_path / "no.csv", "sales.csv")
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", Path("/dev/zero")):
        with pytest.raises(SourceError, match="x: is not a file"):
            open_book(path, "x")


def test_text_by_another_name(tmp_path: Path) -> None:
    """Many programs export text under the name of a spreadsheet: the content decides."""
    assert values(write(tmp_path, "a\tb\n1\t2\n", "export.xls"))[2] == ["1", "2"]


@given(
    rows=st.lists(
        st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"])), min_size=2, max_size=2), min_size=1
    ),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_whatever_was_written_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], encoding: str
) -> None:
    """Any texts, written as csv with the separator given, come back as they were."""
    path = tmp_path_factory.mktemp("text") / "a.csv"
    with path.open("w", newline="", encoding=encoding) as stream:
        csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    found = values(path, delimiter=",")
    assert [found[number] for number in sorted(found)][1:] == [[cell or None for cell in row] for row in rows]


def test_limits_can_be_set(tmp_path: Path) -> None:
    """The bounds are arguments, not constants of a reader."""
    path = write(tmp_path, "1," * 3_000_000)
    assert len(values(path)[1]) == 3_000_001
    with pytest.raises(SourceError, match="a line of more than 1,000,000 bytes"):
        values(path, limits=Limits(line=1_000_000))
    assert DEFAULT.line > 1_000_000


def test_a_text_file_alone_in_a_zip_is_unpacked_and_read(tmp_path: Path) -> None:
    """As some systems export it: said in the notes, and the unpacked copy goes with the book."""
    with closing(open_book(zipped(tmp_path / "a.csv.zip", {"a.csv": ROWS}), "a.csv.zip")) as book:
        assert [row for _, row in book.rows("")] == [["Café", "Größe"], ["1,5", "2"], ["3", "4,5"]]
        assert "unpacked a.csv" in book.notes
        unpacked = book._path  # type: ignore[attr-defined]
        assert unpacked.exists()
    assert not unpacked.exists()
