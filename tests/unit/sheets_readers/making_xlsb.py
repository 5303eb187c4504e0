"""An xlsb workbook made by hand, record by record (MS-XLSB): the smallest that a reader accepts."""

from __future__ import annotations

import struct
from pathlib import Path

from unit.sheets_readers.making import PACKAGE, RELATED, zipped


def record(kind: int, data: bytes = b"") -> bytes:
    """A record: kind and size are numbers of seven bits a byte."""
    return _variable(kind) + _variable(len(data)) + data


def _variable(number: int) -> bytes:
    out = bytearray()
    while True:
        number, low = number >> 7, number & 0x7F
        if number == 0:
            return bytes([*out, low])
        out.append(low | 0x80)


def text(value: str) -> bytes:
    """A string with a length of four bytes."""
    return struct.pack("<I", len(value)) + value.encode("utf-16-le")


def cell(kind: int, column: int, style: int, data: bytes = b"") -> bytes:
    """A cell record."""
    return record(kind, struct.pack("<II", column, style) + data)


def row(number: int, *cells: bytes) -> bytes:
    """A row record (number from 0) and its cells."""
    return record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 1) + struct.pack("<II", 0, 20)) + b"".join(cells)


def real(value: float) -> bytes:
    """A stored number."""
    return struct.pack("<d", value)


def xlsb(path: Path, far: tuple[int, int] | None = None) -> Path:
    """A workbook with the sheet Données: numbers, a percentage, a date, errors, names, merged cells; one `far` away."""
    formula = struct.pack("<HI", 0, 0) + struct.pack("<I", 0)
    rows = (
        row(1, cell(6, 0, 0, text("Wert")), cell(5, 1, 0, real(1234.5)), cell(5, 2, 1, real(0.185)))
        + row(2, cell(5, 0, 2, real(46027)), cell(4, 1, 0, b"\1"), cell(3, 2, 0, b"\x07"))
        + row(4, cell(9, 0, 1, real(0.5) + formula), cell(11, 1, 0, b"\x2a" + formula))
        + row(5, cell(8, 3, 0, text("") + formula), cell(2, 4, 0, struct.pack("<I", 7 << 2 | 2)))
    )
    if far:
        rows += row(far[0], cell(5, far[1], 0, real(1)))
    merge = record(177, struct.pack("<I", 1)) + record(176, struct.pack("<4I", 1, 2, 0, 1)) + record(178)
    sheet = (
        record(129)
        + record(148, struct.pack("<4I", 1, 5, 0, 4))
        + record(145)
        + rows
        + record(146)
        + merge
        + record(130)
    )
    area = struct.pack("<BHIIHH", 0x3B, 0, 1, 2, 0xC000, 1)
    fixed = struct.pack("<BHIH", 0x3A, 0, 1, 1)
    workbook = (
        record(131)
        + record(143)
        + record(156, struct.pack("<II", 0, 1) + text("rId1") + text("Données"))
        + record(144)
        + record(353)
        + record(357)
        + record(362, struct.pack("<IIii", 1, 0, 0, 0))
        + record(354)
        + _name("area", area)
        + _name("fixed", fixed)
        + _name("sum", b"\x1e\x01\x00")
        + record(132)
    )
    used = b"".join(record(47, struct.pack("<HHHHHHH", 0, number, 0, 0, 0, 0, 0)) for number in (0, 10, 14))
    styles = record(278) + record(617, struct.pack("<I", 3)) + used + record(618) + record(279)
    rel = f'<Relationship Id="rId1" Type="{RELATED}/worksheet" Target="worksheets/sheet1.bin"/>'
    return zipped(
        path,
        {
            "xl/workbook.bin": workbook,
            "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{PACKAGE}">{rel}</Relationships>',
            "xl/worksheets/sheet1.bin": sheet,
            "xl/styles.bin": styles,
        },
    )


def _name(name: str, formula: bytes) -> bytes:
    head = struct.pack("<IBI", 0, 0, 0xFFFFFFFF)
    return record(39, head + text(name) + struct.pack("<I", len(formula)) + formula + struct.pack("<I", 0))
