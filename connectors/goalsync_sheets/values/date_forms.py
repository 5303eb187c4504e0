"""The forms in which people write dates, as plain text without case and accents. Pure."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from goalsync_sheets.book import Broken, Fault
from goalsync_sheets.values.months import FILLERS, MONTHS, WEEKDAYS, WEEKS
from goalsync_sheets.values.when import FIRST_YEAR, LAST_YEAR, NO_YEAR, Dated, Grain, UnclearDate, When

_DAY_0: Final = date(1899, 12, 30)
"""Day 0 of a spreadsheet's serial dates (from 1 March 1900 on)."""

_NO_YEAR: Final = Broken(NO_YEAR, Fault.NO_YEAR)

_TIME: Final = re.compile(
    r"(?<=\d)[t\s,]\s*\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[ap]\.?m\.?)?\s*(?:z|utc|gmt|[+-]\d{2}:?\d{2})?"
)
_YEAR: Final = r"((?:19|20|21)\d\d)"
_SHORT_YEAR: Final = r"((?:19|20|21)?\d\d)"
_YEAR_FIRST: Final = re.compile(_YEAR + r"([./-])\s?(\d{1,2})\2\s?(\d{1,2})\.?")
_YEAR_LAST: Final = re.compile(r"(\d{1,2})\s?([./-])\s?(\d{1,2})\s?\2\s?" + _SHORT_YEAR)
_YEAR_MONTH: Final = re.compile(_YEAR + r"[./-](\d{1,2})")
_MONTH_YEAR: Final = re.compile(r"(\d{1,2})[./-]" + _YEAR)
_DAY_MONTH: Final = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\.?")
_DIGITS: Final = re.compile(r"\d{4,8}")
_PERIOD: Final = re.compile(rf"([qht])\s?([1-4])(?:[\s/,-]*'?{_SHORT_YEAR})?")
_YEAR_PERIOD: Final = re.compile(rf"{_YEAR}[\s/-]*([qht])\s?([1-4])")
_WEEK: Final = re.compile(rf"(?:{WEEKS})\.?\s?(\d{{1,2}})(?:[\s/,.-]+{_YEAR})?")
_YEAR_WEEK: Final = re.compile(rf"{_YEAR}[\s/-]*(?:kw|cw|wk|w)\s?(\d{{1,2}})(?:-?([1-7]))?")
_WORDS: Final = re.compile(r"[^\W\d_]+|\d+(?:st|nd|rd|th|er|o|a)?(?![^\W\d_])|'")
_MONTH_SHORT_YEAR: Final = re.compile(r"([^\W\d_]+)\.?(?:\s?-\s?|\s?')(\d\d)")


def parse_form(text: str, year: int | None) -> Dated:
    """The date a text says in any of the forms; None or ValueError when none fits.

    `Broken` says only why; the texts of `UnclearDate` are left for the caller, who has them as they were written.
    """
    text = _without_weekday(_TIME.sub("", text))
    if text[:1].isdigit() and (found := _numeric(text, year)):
        return found
    if found := _period_of_year(text) or _period(text, year):
        return found
    return _with_month_name(text, year)


def _numeric(text: str, year: int | None) -> Dated:
    if found := _YEAR_FIRST.fullmatch(text):
        return When(date(int(found[1]), int(found[3]), int(found[4])))
    if found := _YEAR_LAST.fullmatch(text):
        if found[2] == "-" and len(found[4]) == 2:
            return Broken("a date whose year is not clear (write yyyy-mm-dd)", Fault.NO_DATE)
        return _day_and_month(int(found[1]), int(found[3]), _full_year(found[4]), found[2])
    if found := _YEAR_MONTH.fullmatch(text):
        return When(date(int(found[1]), int(found[2]), 1), Grain.MONTH)
    if found := _MONTH_YEAR.fullmatch(text):
        return When(date(int(found[2]), int(found[1]), 1), Grain.MONTH)
    if _DIGITS.fullmatch(text):
        return _from_digits(text)
    if (found := _DAY_MONTH.fullmatch(text)) and year:
        return _day_and_month(int(found[1]), int(found[3]), year, found[2])
    if year and text.isdecimal() and len(text) <= 2:
        return When(date(year, int(text), 1), Grain.MONTH)
    return None


def _day_and_month(first: int, second: int, year: int, mark: str) -> Dated:
    """Dots put the day first everywhere; of slashes and dashes a part above 12 is proof."""
    if mark == ".":
        return When(date(year, second, first))
    if first > 12:
        return When(date(year, second, first), proves="day first")
    if second > 12:
        return When(date(year, first, second), proves="month first")
    if first == second:
        return When(date(year, first, second))
    return UnclearDate("", date(year, second, first), date(year, first, second))


def _from_digits(text: str) -> Dated:
    number = int(text)
    if len(text) == 8:
        return When(date(number // 10000, number // 100 % 100, number % 100))
    if len(text) == 6 and FIRST_YEAR <= number // 100 <= LAST_YEAR:
        return When(date(number // 100, number % 100, 1), Grain.MONTH)
    if len(text) == 4 and FIRST_YEAR <= number <= LAST_YEAR:
        return When(date(number, 1, 1), Grain.YEAR)
    return When(_DAY_0 + timedelta(days=number)) if len(text) == 5 and 20_000 <= number < 80_000 else None


def _period_of_year(text: str) -> Dated:
    if found := _YEAR_WEEK.fullmatch(text):
        if found[3]:
            return When(date.fromisocalendar(int(found[1]), int(found[2]), int(found[3])))
        return When(date.fromisocalendar(int(found[1]), int(found[2]), 1), Grain.WEEK)
    if found := _YEAR_PERIOD.fullmatch(text):
        return _quarter_or_half(found[2], int(found[3]), int(found[1]))
    return None


def _period(text: str, year: int | None) -> Dated:
    if found := _PERIOD.fullmatch(text):
        if not found[3] and year is None:
            return _NO_YEAR
        return _quarter_or_half(found[1], int(found[2]), _full_year(found[3]) if found[3] else year or 0)
    if found := _WEEK.fullmatch(text):
        if not found[2] and year is None:
            return _NO_YEAR
        return When(date.fromisocalendar(int(found[2]) if found[2] else year or 0, int(found[1]), 1), Grain.WEEK)
    return None


def _quarter_or_half(letter: str, number: int, year: int) -> Dated:
    if letter == "h":
        return When(date(year, 1 + 6 * (number - 1), 1), Grain.HALF) if number <= 2 else None
    return When(date(year, 1 + 3 * (number - 1), 1), Grain.QUARTER)


def _with_month_name(text: str, year: int | None) -> Dated:
    if (found := _MONTH_SHORT_YEAR.fullmatch(text)) and found[1] in MONTHS:
        return When(date(_full_year(found[2]), MONTHS[found[1]], 1), Grain.MONTH)
    words = [word for word in _WORDS.findall(text) if word not in FILLERS and word != "'"]
    months = [word for word in words if word in MONTHS]
    numbers = [re.sub(r"\D", "", word) for word in words if word[0].isdigit()]
    if len(months) != 1 or len(numbers) > 2 or len(months) + len(numbers) != len(words):
        return None
    month = MONTHS[months[0]]
    match numbers:
        case []:
            return When(date(year, month, 1), Grain.MONTH) if year else _NO_YEAR
        case [only] if len(only) == 4:
            return When(date(int(only), month, 1), Grain.MONTH)
        case [only]:
            return When(date(year, month, int(only))) if year else _NO_YEAR
        case [first, second] if len(first) == 4:
            return When(date(int(first), month, int(second)))
        case [first, second] if len(first) <= 2 and len(second) in {2, 4}:
            return When(date(_full_year(second), month, int(first)))
        case _:
            return None


def _without_weekday(text: str) -> str:
    word, _, rest = text.partition(" ")
    return rest if rest and word.rstrip(".,") in WEEKDAYS else text


def _full_year(text: str) -> int:
    """A year of two digits is of 1970 to 2069."""
    number = int(text)
    return number if len(text) == 4 else number + (1900 if number >= 70 else 2000)
