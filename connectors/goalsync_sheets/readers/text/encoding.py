"""How a text file is encoded: its mark, the pattern of zero bytes, strict UTF-8 over the whole file, else cp1252."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import unreadable

HEAD = 1 << 16
_PIECE = 1 << 20
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROLS = bytes(code for code in range(1, 32) if code not in b"\t\n\v\f\r\x1a\x1b")
_SET = "set encoding: to the right one (such as cp1252, shift_jis, iso8859-7, utf-16)"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec that decodes the whole file strictly, after `skip` bytes of its mark; `why` it was chosen."""

    codec: str
    skip: int
    why: str


def find_encoding(path: Path, file: str, explicit: str | None, limits: Limits) -> Encoding:
    """The encoding of a text file that is not empty, proven over the whole file. Raises SourceError."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if explicit is not None:
        chosen = _explicit(head, file, explicit)
        at = _check(path, file, chosen, limits)
        if at is not None:
            raise unreadable(file, f"is not {explicit}: byte {at} cannot be decoded", _SET)
        return chosen
    chosen = _marked(head) or _zeros(head) or Encoding("utf-8", 0, "every byte of it is valid UTF-8")
    if not chosen.codec.startswith(("utf-16", "utf-32")):
        _refuse_binary(head, file)
    at = _check(path, file, chosen, limits)
    if at is None:
        return chosen
    if chosen.codec != "utf-8" or chosen.skip:
        raise unreadable(file, f"{chosen.why}, yet byte {at} cannot be decoded", _SET)
    why = f"byte {at} is not UTF-8; if letters look wrong, set encoding:"
    other = Encoding("cp1252", 0, why)
    at = _check(path, file, other, limits)
    if at is not None:
        raise unreadable(file, f"is neither UTF-8 nor cp1252 (byte {at})", _SET)
    return other


def _explicit(head: bytes, file: str, name: str) -> Encoding:
    try:
        codec = codecs.lookup(name).name
        "".encode(codec)  # refuses codecs that are not of text
    except LookupError:
        raise unreadable(file, f"encoding: {name!r} is not known", _SET) from None
    if codec in {"utf-16", "utf-32", "utf-8-sig"}:
        marked = _marked(head)
        if marked is not None and marked.codec.startswith(codec[:6].rstrip("-")):
            return Encoding(marked.codec, marked.skip, "as configured")
        codec = {"utf-16": "utf-16-le", "utf-32": "utf-32-le"}.get(codec, "utf-8")
    skip = next((len(mark) for mark, of in _MARKS if of == codec and head.startswith(mark)), 0)
    return Encoding(codec, skip, "as configured")


def _marked(head: bytes) -> Encoding | None:
    for mark, codec in _MARKS:
        if head.startswith(mark):
            return Encoding(codec, len(mark), f"it begins with the mark of {codec.upper()}")
    return None


def _zeros(head: bytes) -> Encoding | None:
    """UTF-16 without a mark: zero bytes at every second place (of Latin text, or of separators at least)."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    for codec, here, there in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if here >= 3 and here > 10 * there and here * 40 > len(head):
            return Encoding(codec, 0, f"its zero bytes lie as in {codec.upper()}")
    return None


def _refuse_binary(head: bytes, file: str) -> None:
    controls = len(head) - len(head.translate(None, _CONTROLS))
    zeros = head.count(0)
    if controls * 50 > len(head) or zeros * 4 > len(head):
        raise unreadable(file, "is not a text file, nor a spreadsheet of a known kind", "check what it is")


def _check(path: Path, file: str, encoding: Encoding, limits: Limits) -> int | None:
    """The position of the first byte that cannot be decoded; refuses endless lines on the way."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    at = encoding.skip
    line = 0
    with path.open("rb") as stream:
        stream.seek(at)
        while True:
            piece = stream.read(_PIECE)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(piece, not piece)
            except UnicodeDecodeError as error:
                return at - pending + error.start
            line = 0 if b"\n" in piece or b"\r" in piece else line + len(piece)
            if line > limits.line:
                raise unreadable(file, f"a line of more than {limits.line:,} bytes: refused as unsafe")
            at += len(piece)
            if not piece:
                return None
