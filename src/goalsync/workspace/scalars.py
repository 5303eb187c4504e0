"""YAML 1.2 core scalars: what an unquoted word of a file stands for (`NO` and `12:30` are text)."""

from __future__ import annotations

import re
from typing import Final

Scalar = str | int | float | bool | None

_CONSTANTS: Final[dict[str, Scalar]] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True,
    "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_NUMBER_STARTS: Final = frozenset("+-.0123456789")
_INTEGER: Final = re.compile(r"[-+]?[0-9]+")
_OTHER_BASE: Final = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_NUMBER: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NOT_FINITE: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST_INTEGER: Final = 300
"""Digits; longer ones are read as numbers with a fraction (Python refuses to convert thousands of digits)."""


class WrittenInteger(int):
    """A whole number that was not written as Python writes it: `007`."""

    text: str


class WrittenNumber(float):
    """A number that was not written as Python writes it: `1.10`."""

    text: str


def plain(text: str) -> Scalar:
    """The value of an unquoted scalar: null, true or false, a number, else the text itself."""
    if not text or text[0] not in _NUMBER_STARTS:
        return _CONSTANTS.get(text, text)
    if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return _as_written(int(text), text)
    if _NUMBER.fullmatch(text):
        return _as_written(float(text), text)
    if _OTHER_BASE.fullmatch(text) and len(text) <= _LONGEST_INTEGER:
        return _as_written(int(text, 0), text)
    if _NOT_FINITE.fullmatch(text):
        return float(text.replace(".", ""))
    return text


def written(value: object) -> str:
    """A scalar as it stands in the file, for ids and names that look like numbers (`1.10`)."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case WrittenInteger() | WrittenNumber():
            return value.text
        case _:
            return str(value)


def _as_written(value: float, text: str) -> int | float:
    if str(value) == text:
        return value
    marked = WrittenInteger(value) if isinstance(value, int) else WrittenNumber(value)
    marked.text = text
    return marked
