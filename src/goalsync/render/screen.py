"""What the reader's terminal can show, and text painted for it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from msgspec import Struct


class Paint(StrEnum):
    """Meanings that colour underlines; the words beside it say the same."""

    NONE = "0"
    GOOD = "32"
    WARN = "33"
    BAD = "31"
    FAINT = "2"
    STRONG = "1"


class Screen(Struct, frozen=True):
    """Width in columns, whether colours are wanted, and whether signs outside ASCII can be shown."""

    width: int = 100
    colour: bool = False
    signs: bool = True

    def paint(self, text: str, paint: Paint) -> str:
        """`text` in a colour, where colours are wanted."""
        if not self.colour or paint is Paint.NONE or not text:
            return text
        return f"\x1b[{paint.value}m{text}\x1b[0m"

    def plain(self, text: str) -> str:
        """`text` with our own signs in ASCII, where others cannot be shown."""
        return text if self.signs else text.translate(_ASCII)


_ASCII: Final = str.maketrans(
    {
        "●": "+",
        "▲": "!",
        "✖": "x",
        "✔": "*",
        "○": "o",
        "◐": "%",
        "✘": "X",
        "◌": "~",
        "→": ">",
        "–": "-",
        "…": "~",
        "·": "|",
        "ⓘ": "i",
        "≤": "<=",
        "≥": ">=",
        "±": "+-",
        "\ufffd": "?",
    }
)
