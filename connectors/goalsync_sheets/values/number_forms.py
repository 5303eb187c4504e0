"""The forms in which people write numbers: what stands around the digits, and the marks between them. Pure."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from goalsync_sheets.values.locales import Mark

SIGNS: Final = str.maketrans(
    {"\u2212": "-", "\u2013": "-", "\u2012": "-", "\ufe63": "-", "\uff0d": "-", "\u00a0": " ", "\u202f": " "}
    | {"\u2007": " ", "\u2009": " ", "\u2019": "'", "\u02bc": "'", "\uff05": "%", "\u200e": "", "\u200f": ""}
)
_LEADING_WORD: Final = re.compile(r"[^\W\d_]{0,3}[^\w\s.,'()+%-]|[^\W\d_]+\.?")
_TRAILING_WORD: Final = re.compile(r"(?:[^\W\d_]{0,3}[^\w\s.,'()+%-]|[^\W\d_]+\.?)$")
_CURRENCY_WORDS: Final = (
    "aed ars aud bgn brl cad chf clp cny cop czk dkk eur gbp hkd huf idr ils inr isk jpy kes krw mad mxn myr ngn "
    "nok nzd pen php pln ron rsd rub sar sek sgd thb try twd uah usd vnd zar kr fr sfr rs zł kč ft lei лв"
)
_CURRENCIES: Final = frozenset(_CURRENCY_WORDS.split())
_SCIENTIFIC: Final = re.compile(r"(\d+)(?:([.,])(\d+))?[eE]([+-]?\d{1,3})")
_SPACED: Final = re.compile(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*(?:([.,])(\d+))?")
_GROUPED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)([.,])(\d+)")
_REPEATED: Final = re.compile(r"\d{1,3}(?:([.,])\d{3})(?:\1\d{3})+")
_LAKHS: Final = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:(\.)(\d+))?")
_SINGLE: Final = re.compile(r"(\d*)([.,])(\d+)")


@dataclass(frozen=True, slots=True)
class Peeled:
    """A number without sign, brackets, percent sign and currency, and what they said."""

    negative: bool
    percent: bool
    core: str


@dataclass(frozen=True, slots=True)
class Digits:
    """Digits with a point; `mark` is the decimal mark, `other` the digits when it would divide thousands."""

    digits: str
    mark: Mark | None = None
    other: str | None = None


def peel(text: str) -> Peeled | None:
    """Take off sign, brackets, percent sign and currency, each at most once, from the outside in."""
    negative = signed = percent = currency = False
    while text:
        first, last = text[0], text[-1]
        if first == "(" and last == ")" and not signed:
            signed = negative = True
            text = text[1:-1].strip()
        elif first in "+-" and not signed:
            signed, negative = True, first == "-"
            text = text[1:].lstrip()
        elif last == "-" and not signed:
            signed = negative = True
            text = text[:-1].rstrip()
        elif last == "%" and not percent:
            percent, text = True, text[:-1].rstrip()
        elif first == "%" and not percent:
            percent, text = True, text[1:].lstrip()
        elif not currency and (rest := _without_currency(text)) is not None:
            currency, text = True, rest
        else:
            return Peeled(negative, percent, text) if first.isdigit() or first in ".," else None
    return None


def _without_currency(text: str) -> str | None:
    if (found := _LEADING_WORD.match(text)) and _is_currency(found[0]):
        return text[found.end() :].lstrip()
    if (found := _TRAILING_WORD.search(text)) and _is_currency(found[0]):
        return text[: found.start()].rstrip()
    return None


def _is_currency(word: str) -> bool:
    return unicodedata.category(word[-1]) == "Sc" or word.rstrip(".").lower() in _CURRENCIES


def read_digits(core: str) -> Digits | None:
    """The readings of digits with marks; None when they are no number."""
    if core.isdecimal():
        return Digits(core)
    if found := _SINGLE.fullmatch(core):
        whole, mark, decimals = found.groups()
        digits = f"{whole or '0'}.{decimals}"
        if len(decimals) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0":
            return Digits(digits, _mark(mark), whole + decimals)
        return Digits(digits, _mark(mark))
    if found := _REPEATED.fullmatch(core):
        return Digits(core.replace(found[1], ""), "." if found[1] == "," else ",")
    if found := _GROUPED.fullmatch(core):
        whole = core[: found.start(2)].replace(found[1], "")
        return Digits(f"{whole}.{found[3]}", _mark(found[2]))
    if found := _SPACED.fullmatch(core):
        return _with_decimals(core.replace(found[1], ""), found[2])
    if found := _LAKHS.fullmatch(core):
        return Digits(core.replace(",", ""), ".")
    if found := _SCIENTIFIC.fullmatch(core):
        whole, mark, decimals, exponent = found.groups()
        return Digits(f"{whole}.{decimals or 0}e{exponent}", _mark(mark) if mark else None)
    if core.endswith(".") and core[:-1].isdecimal():
        return Digits(core[:-1], ".")
    return None


def _with_decimals(digits: str, mark: str | None) -> Digits:
    return Digits(digits.replace(mark, "."), _mark(mark)) if mark else Digits(digits)


def _mark(text: str) -> Mark:
    return "." if text == "." else ","
