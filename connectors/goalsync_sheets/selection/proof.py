"""What a column proves about its ambiguous cells: which decimal mark it uses, whether days or months come first."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from goalsync_sheets.book import Broken, Fault, Percent, Value
from goalsync_sheets.values.dates import date_order
from goalsync_sheets.values.locales import Locale
from goalsync_sheets.values.numbers import UnclearNumber, decimal_mark
from goalsync_sheets.values.text import shown
from goalsync_sheets.values.when import UnclearDate, When

_SHAPE: Final = str.maketrans("123456789", "999999999")
_SAYS: Final = {
    ".": "a decimal point",
    ",": "a decimal comma",
    "day first": "the day first",
    "month first": "the month first",
}


@dataclass(frozen=True, slots=True)
class Customs:
    """How ambiguous text is read: by the locale of the source, with which the cells must agree.

    Without one, by what the cells prove; where they prove nothing, by the locale of the book's `own`; without one,
    numbers whose mark is in `english` as in English.
    """

    locale: Locale | None = None
    english: frozenset[str] = frozenset()
    own: Locale | None = None


@dataclass(slots=True)
class Proof:
    """The decimal marks, or the orders of day and month, that cells prove, each with the address of one of them."""

    proves: Callable[[str], str | None]
    seen: dict[str, str] = field(default_factory=dict)

    def add(self, cells: Iterable[tuple[Value, Callable[[], str]]]) -> None:
        """Look at more cells (values, and how to tell their address)."""
        for value, address in cells:
            if isinstance(value, str) and (choice := self.proves(value)) and choice not in self.seen:
                self.seen[choice] = address()

    def choose(self, usual: str | None) -> str | None:
        """What the cells prove, else what is usual."""
        return next(iter(self.seen), usual)

    def against(self, usual: str | None, locale: Locale | None) -> str | None:
        """Why the cells leave it open after all: they differ, or they differ from the locale."""
        if len(self.seen) > 1:
            (one, here), (other, there) = sorted(self.seen.items())
            return f"{here} has {_SAYS[one]}, {there} has {_SAYS[other]}"
        if usual and locale and self.seen and usual not in self.seen:
            ((other, there),) = self.seen.items()
            return f"the locale {locale.tag} has {_SAYS[usual]}, but {there} has {_SAYS[other]}"
        return None


def mark_proof() -> Proof:
    """For decimal marks."""
    return Proof(lambda text: _mark(text.translate(_SHAPE)))


def order_proof() -> Proof:
    """For the order of day and month."""
    return Proof(date_order)


def decide_number(unclear: UnclearNumber, proof: Proof, customs: Customs) -> float | Percent | Broken:
    """The reading of an ambiguous number, or why none is certain."""
    usual = customs.locale.decimal if customs.locale else None
    why = proof.against(usual, customs.locale)
    own = customs.own.decimal if customs.own else None
    mark = proof.choose(usual or own or ("." if unclear.mark in customs.english else None))
    if mark and not why:
        return unclear.read(mark)
    readings = f"'{unclear.text}', which is {shown(unclear.as_decimal)} or {shown(unclear.as_thousands)}"
    return Broken(f"{readings} ({why})" if why else readings, Fault.UNCLEAR)


def decide_date(unclear: UnclearDate, proof: Proof, customs: Customs) -> When | Broken:
    """The reading of an ambiguous date, or why none is certain."""
    usual = customs.locale.order if customs.locale else None
    why = proof.against(usual, customs.locale)
    order = proof.choose(usual or (customs.own.order if customs.own else None))
    if order and not why:
        return unclear.read(order)
    readings = f"'{unclear.text}', which is {unclear.day_first} or {unclear.month_first}"
    return Broken(f"{readings} ({why})" if why else readings, Fault.UNCLEAR)


@lru_cache(maxsize=4096)
def _mark(shape: str) -> str | None:
    return decimal_mark(shape)
