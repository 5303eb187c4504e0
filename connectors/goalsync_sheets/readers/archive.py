"""Zipped spreadsheets: a zip file whose directory was checked before anything of it is unpacked."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from pathlib import Path
from typing import IO

from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import unreadable

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    IndexError,
)
"""What zipfile raises for damaged files."""

_ENCRYPTED = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_HEADER = 30
_TAIL = (1 << 16) + 200
_IN_ZIP64 = 0xFFFFFFFF
"""A size that stands in the other record."""


class Archive:
    """An open zip file within the limits. Parts are found by name without regard to case, as Excel does."""

    def __init__(self, path: Path, file: str, limits: Limits) -> None:
        """Open and check `path`; raises SourceError naming `file`."""
        self.file = file
        self.limits = limits
        self._check_size(path)
        try:
            self._zip = zipfile.ZipFile(path)
        except DAMAGE as error:
            raise unreadable(file, f"is a damaged zip file: {error}") from None
        self._parts: dict[str, zipfile.ZipInfo] = {}
        try:
            self._check()
        except SourceError:
            self._zip.close()
            raise

    def _check_size(self, path: Path) -> None:
        """Before zipfile makes an object of every entry: the file, and its directory by the records at its end."""
        with path.open("rb") as stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(max(0, size - _TAIL))
            tail = stream.read(_TAIL)
        if size > self.limits.packed:
            raise self._refused(f"is {size:,} bytes large, more than {self.limits.packed:,}")
        for mark, layout, at in ((b"PK\5\6", "<I", 12), (b"PK\6\6", "<Q", 40)):
            found = tail.rfind(mark)
            if found >= 0 and len(tail) >= found + at + struct.calcsize(layout):
                (directory,) = struct.unpack_from(layout, tail, found + at)
                if directory > self.limits.directory and directory != _IN_ZIP64:
                    raise self._refused(f"has a directory of {directory:,} bytes")

    def _check(self) -> None:
        entries = self._zip.infolist()
        limits = self.limits
        if len(entries) > limits.entries:
            raise self._refused(f"holds {len(entries):,} parts, more than {limits.entries:,}")
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > limits.unpacked:
            raise self._refused(f"unpacks to {unpacked:,} bytes, more than {limits.unpacked:,}")
        end = 0
        for entry in sorted(entries, key=lambda entry: entry.header_offset):
            self._check_entry(entry)
            if entry.header_offset < end:
                raise self._refused(f"has parts that overlap ({entry.filename!r})")
            end = entry.header_offset + _HEADER + entry.compress_size

    def _check_entry(self, entry: zipfile.ZipInfo) -> None:
        name = entry.filename.replace("\\", "/")
        if name.startswith("/") or ".." in name.split("/") or ":" in name.split("/")[0]:
            raise self._refused(f"has a part whose name leads outside of it ({entry.filename!r})")
        if entry.flag_bits & _ENCRYPTED:
            raise unreadable(self.file, "is password-protected", "save a copy without a password")
        if entry.compress_type not in _METHODS:
            raise self._refused(f"packs {entry.filename!r} in an unusual way")
        if entry.file_size > max(self.limits.small_part, self.limits.ratio * entry.compress_size):
            raise self._refused(f"packs {entry.file_size:,} bytes into {entry.compress_size:,} ({entry.filename!r})")
        key = name.lower()
        if key in self._parts:
            raise self._refused(f"holds two parts of one name ({entry.filename!r})")
        self._parts[key] = entry

    def _refused(self, what: str) -> SourceError:
        return unreadable(self.file, f"{what}: refused as unsafe")

    @property
    def names(self) -> list[str]:
        """The names of the parts, in lower case."""
        return list(self._parts)

    def __contains__(self, name: str) -> bool:
        """Whether there is a part of that name."""
        return name.lower() in self._parts

    def open(self, name: str) -> IO[bytes]:
        """A stream of one part, unpacked; reading it may raise one of DAMAGE. Raises SourceError."""
        entry = self._parts.get(name.lower())
        if entry is None:
            raise unreadable(self.file, f"lacks its part {name!r}")
        try:
            return self._zip.open(entry)
        except DAMAGE as error:
            raise unreadable(self.file, f"its part {name!r} is damaged: {error}") from None

    def read(self, name: str, most: int = 16 << 20) -> bytes:
        """At most `most` bytes of a part. Raises SourceError."""
        with self.open(name) as stream:
            try:
                return stream.read(most)
            except DAMAGE as error:
                raise unreadable(self.file, f"its part {name!r} is damaged: {error}") from None

    def close(self) -> None:
        """Close the file."""
        self._zip.close()
