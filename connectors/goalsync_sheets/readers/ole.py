"""The container of old Office files (OLE compound file, MS-CFB): just enough to list and take out its streams."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path

from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFA
"""Sector numbers from here on are marks: end of a chain, free, a sector of the table itself."""
_ENTRY = 128
_SMALL = 4096


class Compound:
    """The streams of a compound file that is wholly in memory. Raises ValueError where it is damaged."""

    def __init__(self, data: bytes) -> None:
        """Read the directory."""
        if len(data) < 512 or not data.startswith(MAGIC):
            raise ValueError("no header")
        shift, small_shift = struct.unpack_from("<HH", data, 30)
        if shift not in {9, 12} or small_shift != 6:
            raise ValueError("impossible sector size")
        self._data = data
        self._size: int = 1 << shift
        first_directory, _, _, first_small, _, first_table, _ = struct.unpack_from("<7I", data, 48)
        self._next = self._table(first_table)
        entries = self._chain(first_directory)
        self._entries: dict[str, tuple[int, int]] = {}
        root = (0, 0)
        for start in range(0, len(entries) - _ENTRY + 1, _ENTRY):
            length, kind = struct.unpack_from("<HB", entries, start + 64)
            begin, size = struct.unpack_from("<II", entries, start + 116)
            if kind == 5:
                root = (begin, size)
            elif kind == 2:
                name = entries[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
                self._entries.setdefault(name.lower(), (begin, size))
        self._small_next = _numbers(self._chain(first_small)) if first_small < _END else []
        self._small = self._chain(root[0])[: root[1]] if root[0] < _END else b""

    @property
    def names(self) -> set[str]:
        """The names of the streams, in lower case, wherever they are."""
        return set(self._entries)

    def read(self, name: str) -> bytes:
        """One stream."""
        begin, size = self._entries[name.lower()]
        if size >= _SMALL:
            return self._chain(begin)[:size]
        sectors = _walk(begin, self._small_next, len(self._small) // 64 + 1)
        return b"".join(self._small[sector * 64 : sector * 64 + 64] for sector in sectors)[:size]

    def _table(self, more: int) -> list[int]:
        sectors = [sector for sector in struct.unpack_from("<109I", self._data, 76) if sector < _END]
        seen: set[int] = set()
        while more < _END and more not in seen:
            seen.add(more)
            numbers = _numbers(self._sector(more))
            sectors += [sector for sector in numbers[:-1] if sector < _END]
            more = numbers[-1]
        if len(sectors) * self._size > len(self._data):
            raise ValueError("its table is larger than the file")
        return [number for sector in sectors for number in _numbers(self._sector(sector))]

    def _chain(self, begin: int) -> bytes:
        return b"".join(map(self._sector, _walk(begin, self._next, len(self._data) // self._size + 1)))

    def _sector(self, number: int) -> bytes:
        start = (number + 1) * self._size
        found = self._data[start : start + self._size]
        if not found:
            raise ValueError("a sector beyond its end")
        return found + b"\0" * (self._size - len(found))


def _numbers(data: bytes) -> list[int]:
    return list(struct.unpack(f"<{len(data) // 4}I", data[: len(data) // 4 * 4]))


def _walk(begin: int, following: list[int], most: int) -> Iterator[int]:
    """The sectors of a chain; a chain that goes round in circles is damage."""
    count = 0
    while begin < _END:
        count += 1
        if count > most or begin >= len(following):
            raise ValueError("a broken chain of sectors")
        yield begin
        begin = following[begin]


def read_compound(path: Path, file: str, limits: Limits) -> Compound:
    """The compound file at `path`. Raises SourceError."""
    if path.stat().st_size > limits.packed:
        raise unreadable(file, f"is more than {limits.packed:,} bytes large: refused as unsafe")
    try:
        return Compound(path.read_bytes())
    except (ValueError, struct.error, IndexError) as error:
        raise unreadable(file, f"is a damaged Office file: {error}") from None


def read_directory(path: Path, file: str, limits: Limits) -> set[str]:
    """The names of the streams of a compound file. Raises SourceError."""
    return read_compound(path, file, limits).names
