"""How a person's own words are shown back in a message: short, on one line, and never a secret."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from goalsync.workspace.scalars import written

_LONGEST: Final = 60
_UNSAFE: Final = r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
"""Compiled when it is first needed: so wide a set takes long."""
_PLAIN_KEY: Final = re.compile(r"[\w-]+")


def visible(text: str) -> str:
    """`text` with control and bidi characters spelled out, cut to 60 characters."""
    cut = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return re.sub(_UNSAFE, lambda found: f"\\u{ord(found[0]):04x}", cut)


def quoted(text: str) -> str:
    """`text` in quotes."""
    return f"'{visible(text)}'"


def got(value: object) -> str:
    """What stood there: `'ten'`, `5`, `a list`, `nothing`."""
    match value:
        case None:
            return "nothing"
        case str():
            return quoted(value) if value else "an empty text"
        case bool() | int() | float():
            return visible(written(value))
        case list() | tuple():
            return "a list" if value else "an empty list"
        case dict():
            return "a mapping" if value else "an empty mapping"
        case _:
            return "something else"


def path_text(path: Iterable[str | int]) -> str:
    """A place in a document: `objectives[0].key_results[1].target`, `serves['O1.KR2']`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        elif _PLAIN_KEY.fullmatch(part):
            text += f".{part}" if text else part
        else:
            text += f"[{quoted(part)}]"
    return text


def article(noun: str) -> str:
    """`an objective`, `a key result`."""
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *most, last = words
    return f"{', '.join(most)} or {last}" if most else last


def both(words: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
