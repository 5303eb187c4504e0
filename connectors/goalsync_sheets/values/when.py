"""What a dated cell says: a day, and how long what it names lasts."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, TypeAlias

from msgspec import Struct

from goalsync_sheets.book import Broken
from goalsync_sheets.values.locales import Order

NO_YEAR: Final = "a date without a year"
FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2199


class Grain(StrEnum):
    """How long a date lasts."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


class When(Struct, frozen=True):
    """A dated cell: the first day of what it names. `proves` is the order that the text leaves no doubt of."""

    day: date
    grain: Grain = Grain.DAY
    proves: Order | None = None


class UnclearDate(Struct, frozen=True):
    """A text with two readings."""

    text: str
    day_first: date
    month_first: date

    def read(self, order: str) -> When:
        """The reading in that order."""
        return When(self.day_first if order == "day first" else self.month_first)


Dated: TypeAlias = When | UnclearDate | Broken | None
"""A date, one with two readings, something that is no date, or blank."""
