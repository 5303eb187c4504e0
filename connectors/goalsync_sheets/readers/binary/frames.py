"""What the reading process says to the one that asked: length-prefixed MessagePack, typed."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO, Literal

import msgspec

Cell = None | bool | int | float | str | tuple[str, str]
"""Plain values as they are; (tag, text) for the others, by the tags below."""

ERROR, PERCENT, DATE, DATETIME, TIME, DURATION = "error", "percent", "date", "datetime", "time", "duration"

_MOST = 1 << 28


class Request(msgspec.Struct, frozen=True):
    """What to read of the file at `path`: its outline, or the rows or merged areas of one sheet."""

    path: str
    kind: Literal["xls", "xlsb"]
    what: Literal["outline", "rows", "merges"]
    memory: int
    seconds: int
    packed: int
    sheet: str = ""
    first: int = 1
    last: int = 1 << 20


class Name(msgspec.Struct, frozen=True):
    """A defined name: its area (sheet, first row, first column, last row, last column), or why it has none."""

    name: str
    area: tuple[str, int, int, int, int] | None
    why: str = ""


class Outline(msgspec.Struct, frozen=True, tag="outline"):
    """The sheets in order and the defined names."""

    sheets: list[str]
    names: list[Name]


class Rows(msgspec.Struct, frozen=True, tag="rows"):
    """Some rows with their numbers from 1, blank ones left out."""

    rows: list[tuple[int, list[Cell]]]


class Merges(msgspec.Struct, frozen=True, tag="merges"):
    """Merged areas: first row, first column, last row, last column, from 1."""

    areas: list[tuple[int, int, int, int]]


class Failed(msgspec.Struct, frozen=True, tag="failed"):
    """Nothing more comes: why."""

    why: str
    protected: bool = False


class Done(msgspec.Struct, frozen=True, tag="done"):
    """Everything was said."""


Answer = Outline | Rows | Merges | Failed | Done


def write(stream: BinaryIO, answer: Answer) -> None:
    """Send one answer."""
    data = msgspec.msgpack.encode(answer)
    stream.write(struct.pack("<I", len(data)) + data)
    stream.flush()


def read(stream: BinaryIO) -> Iterator[Answer]:
    """The answers up to the end of the stream, whole ones only. Raises msgspec.DecodeError, ValueError."""
    decoder = msgspec.msgpack.Decoder(Answer)
    while len(head := stream.read(4)) == 4:
        (size,) = struct.unpack("<I", head)
        if size > _MOST:
            raise ValueError("an endless answer")
        data = stream.read(size)
        if len(data) < size:
            return
        yield decoder.decode(data)
