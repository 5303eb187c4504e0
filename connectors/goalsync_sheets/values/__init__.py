"""Typed reading of text cells: numbers and dates as people write them, in several languages.

Nothing is guessed in silence: what can be read in two ways is `UnclearNumber` or `UnclearDate` until the locale or
the rest of its column decides, and what cannot be read is `Broken`.
"""

from goalsync_sheets.values.dates import date_order, parse_date, read_date
from goalsync_sheets.values.locales import Locale, locale_of
from goalsync_sheets.values.numbers import Number, UnclearNumber, decimal_mark, parse_number, read_number
from goalsync_sheets.values.text import error_text, is_blank, shown, text_key
from goalsync_sheets.values.when import Grain, UnclearDate, When

__all__ = [
    "Grain",
    "Locale",
    "Number",
    "UnclearDate",
    "UnclearNumber",
    "When",
    "date_order",
    "decimal_mark",
    "error_text",
    "is_blank",
    "locale_of",
    "parse_date",
    "parse_number",
    "read_date",
    "read_number",
    "shown",
    "text_key",
]
