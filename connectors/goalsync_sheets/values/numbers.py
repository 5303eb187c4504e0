"""Numbers as people write them: `(1,234)`, `1.234,56`, `42,5 %`, `$12,000`, `1'234.50`, `5-`, `1.5E+06`.

A number such as `1.234` or `985,432` has two readings. With a locale the locale decides; without one it is
`UnclearNumber`, for the rest of its column to decide. Everything that has one reading is read, whatever the locale.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Final, TypeAlias

from goalsync_sheets.book import Broken, Fault, Percent, Value
from goalsync_sheets.values.locales import Locale, Mark
from goalsync_sheets.values.number_forms import SIGNS, Peeled, peel, read_digits
from goalsync_sheets.values.text import cited, error_text, is_blank


@dataclass(frozen=True, slots=True)
class UnclearNumber:
    """A text with two readings: `mark` as the decimal mark, or as a mark between thousands."""

    text: str
    mark: Mark
    as_decimal: float | Percent
    as_thousands: float | Percent

    def read(self, decimal: str) -> float | Percent:
        """The reading in which `decimal` divides the decimals."""
        return self.as_decimal if decimal == self.mark else self.as_thousands


Number: TypeAlias = float | Percent | UnclearNumber | Broken | None
"""A number, one with two readings, something that is no number, or blank."""

_INFINITY: Final = float("inf")


def parse_number(text: str, locale: Locale | None = None) -> Number:
    """The number a text says; a plain one costs little more than `float`."""
    text = text.strip()
    try:
        value = float(text)
    except ValueError:
        return _parse(text, locale)
    if text[-4:-3] == "." or not -_INFINITY < value < _INFINITY or "_" in text:
        return _parse(text, locale)
    return value


def read_number(value: Value, locale: Locale | None = None) -> Number:
    """The number in a cell; dates, durations and truth values are no numbers."""
    match value:
        case str():
            return parse_number(value, locale)
        case None | Percent() | Broken():
            return value
        case bool():
            return Broken(f"the truth value {'TRUE' if value else 'FALSE'}, not a number", Fault.NO_NUMBER)
        case int() | float():
            number = float(value)
            return (
                number if -_INFINITY < number < _INFINITY else Broken(f"{value}, which is no number", Fault.NO_NUMBER)
            )
        case date():
            return Broken(f"the date {value:%Y-%m-%d}, not a number", Fault.NO_NUMBER)
        case time() | timedelta():
            return Broken(f"the time {value}, not a number", Fault.NO_NUMBER)


def decimal_mark(text: str) -> Mark | None:
    """The decimal mark that a number proves by having only one reading, if it does."""
    peeled = peel(text.strip().translate(SIGNS))
    core = read_digits(peeled.core) if peeled else None
    return core.mark if core and core.other is None else None


def points(percent: Percent) -> float:
    """A percentage in percent points, exactly as decimal digits move: 0.29 is 29."""
    return float(Decimal(repr(percent.fraction)).scaleb(2))


def _parse(text: str, locale: Locale | None) -> Number:
    if is_blank(text):
        return None
    if error := error_text(text):
        return Broken(error)
    peeled = peel(text.translate(SIGNS))
    core = read_digits(peeled.core) if peeled else None
    if peeled is None or core is None:
        return Broken(f"{cited(text)}, not a number", Fault.NO_NUMBER)
    value = _value(core.digits, peeled)
    if core.other is None or core.mark is None:
        finite = value.fraction if isinstance(value, Percent) else value
        return (
            value if -_INFINITY < finite < _INFINITY else Broken(f"{cited(text)}, too large a number", Fault.NO_NUMBER)
        )
    unclear = UnclearNumber(text, core.mark, value, _value(core.other, peeled))
    return unclear.read(locale.decimal) if locale else unclear


def _value(digits: str, peeled: Peeled) -> float | Percent:
    sign = "-" if peeled.negative else ""
    if not peeled.percent:
        return float(sign + digits)
    if "e" in digits:
        return Percent(float(sign + digits) / 100)
    return Percent(float(f"{sign}{digits}e-2"))
