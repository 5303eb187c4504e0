"""The records of an xls workbook (MS-XLS) that tell errors, percentages and names."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from enum import IntEnum
from functools import partial

from goalsync_sheets.readers.binary.facts import IS_PERCENT, UNCACHED, Facts, Known, defined_name, error_text
from goalsync_sheets.readers.binary.frames import Name
from goalsync_sheets.readers.formats import PERCENT_BUILTINS, is_percent


class Record(IntEnum):
    """The records that are looked at."""

    BEGIN = 0x0809
    END = 0x000A
    PROTECTED = 0x002F
    BOUNDSHEET = 0x0085
    FORMAT = 0x041E
    XF = 0x00E0
    SUPBOOK = 0x01AE
    EXTERNSHEET = 0x0017
    NAME = 0x0018
    FORMULA = 0x0006
    NUMBER = 0x0203
    RK = 0x027E
    MULRK = 0x00BD
    BOOLERR = 0x0205


_CELLS = frozenset({Record.FORMULA, Record.NUMBER, Record.RK, Record.BOOLERR})
_BIFF8 = 0x0600
_BUILTIN = 0x20
_SELF = 0x0401


class ProtectedError(ValueError):
    """The workbook is encrypted."""


def read_known(stream: bytes) -> Known:
    """The outline of the Workbook stream. Raises ProtectedError, and ValueError or struct.error for damage."""
    known = Known()
    offsets: dict[str, int] = {}
    codes: dict[int, bool] = {}
    styles: list[int] = []
    own: list[bool] = []
    targets: list[tuple[int, int, int]] = []
    raw: list[bytes] = []
    wide = True
    for kind, data in _records(stream, 0):
        match kind:
            case Record.BEGIN:
                wide = struct.unpack_from("<H", data)[0] == _BIFF8
            case Record.PROTECTED:
                raise ProtectedError
            case Record.BOUNDSHEET:
                name = _text(data, 6, wide=wide)
                offsets[name] = struct.unpack_from("<I", data)[0]
                known.sheets.append(name)
            case Record.FORMAT:
                code = _long_text(data) if wide else _text(data, 2, wide=False)
                codes[struct.unpack_from("<H", data)[0]] = is_percent(code)
            case Record.XF:
                styles.append(struct.unpack_from("<H", data, 2)[0])
            case Record.SUPBOOK:
                own.append(struct.unpack_from("<H", data, 2)[0] == _SELF)
            case Record.EXTERNSHEET if wide:
                count = min(struct.unpack_from("<H", data)[0], (len(data) - 2) // 6)
                targets += [struct.unpack_from("<Hhh", data, 2 + 6 * index) for index in range(count)]
            case Record.NAME if wide:
                raw.append(data)
    percent = [codes.get(style, style in PERCENT_BUILTINS) for style in styles]
    known.names = list(_names(raw, [_target(known, own, target) for target in targets]))
    known.facts = partial(_facts, stream, offsets, percent)
    return known


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """(kind, data) of the records of one substream, its end left out."""
    at = start
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        at += 4
        if kind == Record.BEGIN:
            depth += 1
        elif kind == Record.END:
            depth -= 1
            if depth <= 0:
                return
        if depth == 1:
            yield kind, stream[at : at + size]
        at += size


def _facts(stream: bytes, offsets: dict[str, int], percent: list[bool], sheet: str) -> Facts:
    facts: Facts = {}
    for kind, data in _records(stream, offsets[sheet]):
        if kind in _CELLS:
            row, column, style = struct.unpack_from("<HHH", data)
            if kind == Record.BOOLERR and data[7]:
                facts[row, column] = error_text(data[6])
            elif kind == Record.FORMULA and data[12:14] == b"\xff\xff":
                if data[6] == 2:
                    facts[row, column] = error_text(data[8])
                elif data[6] == 3:
                    facts[row, column] = UNCACHED
            elif kind != Record.BOOLERR and style < len(percent) and percent[style]:
                facts[row, column] = IS_PERCENT
        elif kind == Record.MULRK:
            row, column = struct.unpack_from("<HH", data)
            for index in range((len(data) - 6) // 6):
                style = struct.unpack_from("<H", data, 4 + 6 * index)[0]
                if style < len(percent) and percent[style]:
                    facts[row, column + index] = IS_PERCENT
    return facts


def _target(known: Known, own: list[bool], target: tuple[int, int, int]) -> str | None:
    """The sheet that an entry of EXTERNSHEET stands for; None if it is of another file, or several."""
    of, first, last = target
    inside = of < len(own) and own[of] and first == last and 0 <= first < len(known.sheets)
    return known.sheets[first] if inside else None


def _names(raw: list[bytes], targets: list[str | None]) -> Iterator[Name]:
    for data in raw:
        flags, _, length, size = struct.unpack_from("<HBBH", data)
        if not flags & _BUILTIN and len(data) > 14:
            width = 2 if data[14] & 1 else 1
            end = 15 + length * width
            name = data[15:end].decode("utf-16-le" if width == 2 else "latin-1", "replace")
            yield defined_name(name, data[end : end + size], targets, wide=False)


def _text(data: bytes, at: int, *, wide: bool) -> str:
    """A string with a length of one byte; in BIFF8 a byte of flags follows."""
    length = data[at]
    if not wide:
        return data[at + 1 : at + 1 + length].decode("cp1252", "replace")
    if data[at + 1] & 1:
        return data[at + 2 : at + 2 + 2 * length].decode("utf-16-le", "replace")
    return data[at + 2 : at + 2 + length].decode("latin-1")


def _long_text(data: bytes) -> str:
    """The code of a FORMAT record: a string with a length of two bytes."""
    length, flags = struct.unpack_from("<HB", data, 2)
    if flags & 1:
        return data[5 : 5 + 2 * length].decode("utf-16-le", "replace")
    return data[5 : 5 + length].decode("latin-1")
