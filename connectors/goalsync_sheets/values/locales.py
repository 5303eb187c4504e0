"""Locales: which mark divides the decimals and whether the day or the month comes first (after CLDR)."""

from __future__ import annotations

import re
from typing import Final, Literal

from msgspec import Struct

Mark = Literal[".", ","]
Order = Literal["day first", "month first"]

_TAG: Final = re.compile(r"([a-z]{2,3})(?:[-_][a-z]{4})?(?:[-_]([a-z]{2}))?")
_COMMA_LANGUAGES: Final = (
    "de fr es it pt nl da sv nb nn no fi is pl cs sk sl hr sr bs mk bg ro hu el tr ru uk be lt lv et ca gl eu "
    "id vi az ka kk hy sq"
)
_POINT_LANGUAGES: Final = "en zh ja ko th he hi ms ga cy mt fil sw"
_POINT_PLACES: Final = "de-ch de-li it-ch es-mx es-us es-pa es-gt es-hn es-ni es-sv es-do es-pr es-pe es-cu"
_COMMA: Final = frozenset(_COMMA_LANGUAGES.split())
_POINT: Final = frozenset(_POINT_LANGUAGES.split())
_POINT_REGIONS: Final = frozenset(_POINT_PLACES.split())
_COMMA_REGIONS: Final = frozenset({"en-za"})
_YEAR_FIRST: Final = frozenset({"zh", "ja", "ko", "hu", "lt"})
_MONTH_FIRST: Final = frozenset({"en", "en-us", "en-ph", "en-pr", "fil", "fil-ph", "es-us", "es-pr"})


class Locale(Struct, frozen=True):
    """How a language writes numbers and dates. `order` None: neither day nor month is first by custom."""

    tag: str
    decimal: Mark
    order: Order | None


def locale_of(tag: str) -> Locale:
    """The locale of a tag such as `de`, `en-GB` or `pt_BR`; raises ValueError for one that is not known."""
    found = _TAG.fullmatch(tag.strip().lower())
    language, region = found.groups() if found else ("", None)
    if language not in _COMMA and language not in _POINT:
        message = f"'{tag}' is not a known locale; expected a language such as de, en, en-GB, fr or pt-BR"
        raise ValueError(message)
    name = f"{language}-{region}" if region else language
    comma = (language in _COMMA and name not in _POINT_REGIONS) or name in _COMMA_REGIONS
    order: Order | None = "day first"
    if language in _YEAR_FIRST or name == "en-ca":
        order = None
    elif name in _MONTH_FIRST:
        order = "month first"
    return Locale(name, "," if comma else ".", order)


def known_locale(tag: str | None) -> Locale | None:
    """The locale of a tag that somebody else wrote (`en_US`); None for one that is not known."""
    try:
        return locale_of(tag or "")
    except ValueError:
        return None
