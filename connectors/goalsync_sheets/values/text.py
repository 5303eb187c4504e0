"""What a cell says as text: blank, an error, or something to compare and to show."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from goalsync_sheets.book import Broken, Percent, Value

_BLANK: Final = frozenset({"", "n/a", "na", "null", "none", "nan", "-", "--", "–", "—", "."})
_LONGEST: Final = 60
_ERROR: Final = re.compile(
    r"""[#]{2,}                                  # a column that was too narrow when it was exported
      | [#][¡¿]?[^\W\d][\w/]*[!?]                # #DIV/0!, #REF!, #WERT!, #¿NOMBRE?
      | [#](?:N/A|NV|N/D|N/B|ND|NÉV|N/DISP|GETTING_DATA)!?
      | (?:Err|Fehler|Erreur|Errore|Fout|Erro):\d{3}""",
    re.VERBOSE | re.IGNORECASE,
)


def is_blank(text: str) -> bool:
    """Whether a text cell says "no value": nothing, or a word such as n/a, null or –."""
    return text.strip().lower() in _BLANK


def error_text(text: str) -> str | None:
    """The error that a spreadsheet wrote as text (`#DIV/0!`, `#WERT!`, `Err:502`), or None."""
    if text[:1] not in "#EF":
        return None
    stripped = text.strip()
    return stripped if _ERROR.fullmatch(stripped) else None


def cited(text: str) -> str:
    """A text as a message quotes it: in quotes, on one line, not too long."""
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= _LONGEST else f"'{line[:_LONGEST]}…'"


def text_key(value: Value) -> str:
    """What a cell is compared by: trimmed, spaces collapsed, without case; 2.0 as "2", a day as ISO, blank as ""."""
    match value:
        case str():
            return " ".join(value.split()).casefold()
        case None:
            return ""
        case _:
            return shown(value).casefold()


def shown(value: Value) -> str:
    """A value as a person would read it in its cell, without the cell's own format."""
    match value:
        case None:
            return ""
        case str():
            return value
        case bool():
            return "TRUE" if value else "FALSE"
        case float():
            return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
        case Percent(fraction=fraction):
            return f"{fraction * 100:.12g}%"
        case Broken(why=why):
            return why
        case datetime():
            return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
        case date():
            return value.isoformat()
        case _:
            return str(value)
