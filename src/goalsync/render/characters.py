"""Text from anywhere, made harmless to show and measured as a terminal shows it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_BLANK: Final = re.compile(r"[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_HARMFUL: Final = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # C0 and C1: a terminal obeys them
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls: what follows is shown in another order
    "\u206a-\u206f\ufff9-\ufffb\ufeff"  # deprecated format controls, annotations, a stray byte order mark
    "\U000e0000-\U000e007f"  # tags: text that nobody sees
    "\ud800-\udfff"  # halves of characters: cannot be written at all
    "]"
)
REPLACEMENT: Final = "\ufffd"
ELLIPSIS: Final = "…"


def shown(text: str) -> str:
    """`text` on one line, with every control and bidi character shown as U+FFFD instead of obeyed."""
    if text.isascii() and text.isprintable():
        return text
    return _HARMFUL.sub(REPLACEMENT, _BLANK.sub(" ", text))


def escaped(json_text: str) -> str:
    r"""JSON text with the same characters written as \uXXXX: equal data that no terminal obeys.

    Line breaks stay: in JSON text they only ever stand between tokens.
    """
    if json_text.isascii() and "\x7f" not in json_text:
        return json_text
    return _HARMFUL.sub(lambda found: _escape(found.group()), json_text)


def _escape(character: str) -> str:
    code = ord(character)
    if character == "\n":
        return character
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"


def width(text: str) -> int:
    """Columns that a terminal needs for `text`: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(map(_width_of, text))


@lru_cache(maxsize=4096)
def _width_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in ("W", "F") else 1


def cut(text: str, columns: int) -> str:
    """`text`, ended with an ellipsis where it does not fit."""
    if width(text) <= columns:
        return text
    return _head(text, max(columns - 1, 0)) + ELLIPSIS


def _head(text: str, columns: int) -> str:
    """As much of the beginning as fits; marks stay with the character that they belong to."""
    used = 0
    for index, character in enumerate(text):
        used += _width_of(character)
        if used > columns:
            return text[:index]
    return text


def wrap(text: str, columns: int) -> list[str]:
    """Lines of at most `columns`, broken between words, inside one only where it alone is too long. Never empty."""
    if width(text) <= columns:
        return [text]
    columns = max(columns, 2)
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        rest = word
        joined = f"{line} {rest}" if line else rest
        if width(joined) <= columns:
            line = joined
            continue
        if line.strip():
            lines.append(line.rstrip())
        while width(rest) > columns:
            head = _head(rest, columns)
            lines.append(head)
            rest = rest[len(head) :]
        line = rest
    if line or not lines:
        lines.append(line)
    return lines
