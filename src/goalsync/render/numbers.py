"""Numbers and times as people read them. Documents hold them unrounded; only what is shown is rounded."""

from __future__ import annotations

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Final

NOTHING: Final = "–"
"""Shown where there is no value: never 0."""

_SIGNIFICANT: Final = 5


def number(value: float | None, unit: str | None = None) -> str:
    """At least five significant digits, all digits before the point, no trailing zeros: `1,234.5 EUR`, `21%`."""
    if value is None or not math.isfinite(value):
        return NOTHING
    text = _plain(value)
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def _plain(value: float) -> str:
    if value == 0:
        return "0"
    before_point = math.floor(math.log10(abs(value))) + 1
    if before_point > 15 or before_point < -5:
        return f"{value:.{_SIGNIFICANT}g}"
    places = max(_SIGNIFICANT - before_point, 0)
    text = f"{Decimal(repr(float(value))):,.{places}f}" if places else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def estimate(value: float | None, unit: str | None = None) -> str:
    """A number that is itself a guess, to three significant digits: `493,000 EUR`, `23.7%`."""
    if value is None or not math.isfinite(value) or value == 0:
        return number(value, unit)
    places = 2 - math.floor(math.log10(abs(value)))
    return number(round(value, places), unit)


def percent(share: float | None) -> str:
    """A share as whole percent. Never rounded onto 0% or 100% from outside of it: only what is done reads as done."""
    if share is None or not math.isfinite(share):
        return NOTHING
    rounded = math.floor(share * 100 + 0.5)
    if math.isclose(share * 100, rounded, rel_tol=1e-9, abs_tol=1e-9):
        return f"{rounded}%"
    if rounded == 100:
        return "99%" if share < 1 else "101%"
    if rounded == 0:
        return "<1%" if share > 0 else "-1%"
    return f"{rounded}%"


def day(moment: str | None) -> str:
    """The date of an ISO 8601 day or time, as it stands there."""
    return moment[:10] if moment else NOTHING


def minute(moment: str | datetime) -> str:
    """An ISO 8601 time up to its minute, with its offset: `2026-11-20 09:00 +01:00`."""
    found = moment if isinstance(moment, datetime) else datetime.fromisoformat(moment)
    if isinstance(moment, str) and "T" not in moment:
        return date.fromisoformat(moment).isoformat()
    offset = found.strftime("%z")
    zone = "UTC" if offset in ("+0000", "") else f"{offset[:3]}:{offset[3:5]}"
    return f"{found:%Y-%m-%d %H:%M} {zone}"


def counted(count: int, thing: str, things: str | None = None) -> str:
    """`1 key result`, `2 key results`."""
    return f"{count:,} {thing if count == 1 else things or thing + 's'}"


def listed(parts: list[str]) -> str:
    """`a, b and c`."""
    if len(parts) < 2:
        return "".join(parts)
    return ", ".join(parts[:-1]) + " and " + parts[-1]
