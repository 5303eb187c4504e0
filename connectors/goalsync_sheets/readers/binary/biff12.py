"""The records of an xlsb workbook (MS-XLSB) that tell errors, percentages, merged areas and names."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from enum import IntEnum
from functools import partial

from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.binary.facts import IS_PERCENT, UNCACHED, Facts, Known, defined_name, error_text
from goalsync_sheets.readers.formats import PERCENT_BUILTINS, is_percent
from goalsync_sheets.readers.ooxml.workbook import relations

_MOST = 1 << 29
_BUILTIN = 0x20


class Record(IntEnum):
    """The records that are looked at."""

    ROW = 0
    CELL_RK = 2
    CELL_ERROR = 3
    CELL_REAL = 5
    FORMULA_STRING = 8
    FORMULA_NUMBER = 9
    FORMULA_ERROR = 11
    NAME = 39
    FORMAT = 44
    XF = 47
    SHEET = 156
    MERGE = 176
    SUP_BOOK = 355
    SUP_SELF = 357
    SUP_SAME = 358
    EXTERN_SHEET = 362
    BEGIN_CELL_XFS = 617
    END_CELL_XFS = 618
    SUP_ADD_IN = 667


_ERRORS = frozenset({Record.CELL_ERROR, Record.FORMULA_ERROR})
_NUMBERS = frozenset({Record.CELL_RK, Record.CELL_REAL, Record.FORMULA_NUMBER})
_SUPPORTING = frozenset({Record.SUP_BOOK, Record.SUP_SELF, Record.SUP_SAME, Record.SUP_ADD_IN})


def read_known(archive: Archive, part: str) -> Known:
    """The outline of the workbook in `part`. Raises SourceError, and ValueError or struct.error for damage."""
    known = Known()
    related = relations(archive, part)
    parts: dict[str, str] = {}
    own: list[bool] = []
    targets: list[tuple[int, int, int]] = []
    raw: list[bytes] = []
    for kind, data in _records(archive.read(part, _MOST)):
        if kind == Record.SHEET:
            identity, at = _text(data, 8)
            name, _ = _text(data, at)
            known.sheets.append(name)
            if identity in related:
                parts[name] = related[identity].target
        elif kind in _SUPPORTING:
            own.append(kind == Record.SUP_SELF)
        elif kind == Record.EXTERN_SHEET:
            count = min(struct.unpack_from("<I", data)[0], (len(data) - 4) // 12)
            targets += [struct.unpack_from("<Iii", data, 4 + 12 * index) for index in range(count)]
        elif kind == Record.NAME:
            raw.append(data)
    sheets = [_target(known, own, target) for target in targets]
    for data in raw:
        name, at = _text(data, 9)
        (size,) = struct.unpack_from("<I", data, at)
        if not struct.unpack_from("<I", data)[0] & _BUILTIN:
            known.names.append(defined_name(name, data[at + 4 : at + 4 + size], sheets, wide=True))
    styles = posixpath.join(posixpath.dirname(part), "styles.bin")
    percent = _percent(archive, styles) if styles in archive else []
    known.facts = partial(_facts, archive, parts, percent)
    known.merges = partial(_merges, archive, parts)
    return known


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, data) of the records of a part: kind and size are numbers of seven bits a byte."""
    at = 0
    while at < len(data):
        kind, at = _variable(data, at, 2)
        size, at = _variable(data, at, 4)
        yield kind, data[at : at + size]
        at += size


def _variable(data: bytes, at: int, most: int) -> tuple[int, int]:
    number = 0
    for index in range(most):
        byte = data[at]
        at += 1
        number |= (byte & 0x7F) << (7 * index)
        if byte < 0x80:
            break
    return number, at


def _percent(archive: Archive, part: str) -> list[bool]:
    """By style: whether it shows numbers as percentages."""
    codes: dict[int, bool] = {}
    styles: list[int] = []
    inside = False
    for kind, data in _records(archive.read(part, _MOST)):
        if kind == Record.FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = is_percent(_text(data, 2)[0])
        elif kind in {Record.BEGIN_CELL_XFS, Record.END_CELL_XFS}:
            inside = kind == Record.BEGIN_CELL_XFS
        elif kind == Record.XF and inside:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    return [codes.get(style, style in PERCENT_BUILTINS) for style in styles]


def _facts(archive: Archive, parts: dict[str, str], percent: list[bool], sheet: str) -> Facts:
    facts: Facts = {}
    row = 0
    for kind, data in _records(archive.read(parts[sheet], _MOST)):
        if kind == Record.ROW:
            (row,) = struct.unpack_from("<I", data)
        elif kind in _ERRORS:
            facts[row, struct.unpack_from("<I", data)[0]] = error_text(data[8])
        elif kind == Record.FORMULA_STRING and data[8:12] == b"\0\0\0\0":
            facts[row, struct.unpack_from("<I", data)[0]] = UNCACHED
        elif kind in _NUMBERS:
            column, style = struct.unpack_from("<II", data)
            style &= 0xFFFFFF
            if style < len(percent) and percent[style]:
                facts[row, column] = IS_PERCENT
    return facts


def _merges(archive: Archive, parts: dict[str, str], sheet: str) -> list[tuple[int, int, int, int]]:
    found: list[tuple[int, int, int, int]] = []
    for kind, data in _records(archive.read(parts[sheet], _MOST)):
        if kind == Record.MERGE:
            first, last, left, right = struct.unpack_from("<4I", data)
            found.append((first + 1, left + 1, last + 1, right + 1))
    return found


def _target(known: Known, own: list[bool], target: tuple[int, int, int]) -> str | None:
    """The sheet that an entry of the external sheets stands for; None if it is of another file, or several."""
    of, first, last = target
    inside = of < len(own) and own[of] and first == last and 0 <= first < len(known.sheets)
    return known.sheets[first] if inside else None


def _text(data: bytes, at: int) -> tuple[str, int]:
    """A string with a length of four bytes, and where it ends."""
    (length,) = struct.unpack_from("<I", data, at)
    if length == 0xFFFFFFFF:
        return "", at + 4
    end = at + 4 + 2 * length
    return data[at + 4 : end].decode("utf-16-le", "replace"), end
