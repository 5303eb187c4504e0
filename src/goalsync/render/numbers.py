"""Numbers and times as people read them. Documents hold them unrounded; only what is shown is rounded."""

from __future__ import annotations

import math
from datetime import date, datetime
from typing import Final

from goalsync.core import wording

NOTHING: Final = "–"
"""Shown where there is no value: never 0."""


def number(value: float | None, unit: str | None = None) -> str:
    """At least five significant digits, all digits before the point, no trailing zeros: `1,234.5 EUR`, `21%`."""
    return NOTHING if value is None or not math.isfinite(value) else _with(wording.number(value), unit)


def exact(value: float | None, unit: str | None = None) -> str:
    """A number as formulas have it, unrounded: for what stands beside one."""
    return NOTHING if value is None or not math.isfinite(value) else _with(wording.exact(value), unit)


def _with(text: str, unit: str | None) -> str:
    if not unit:
        return text
    return f"{text}%" if unit == "%" else f"{text} {unit}"


def estimate(value: float | None, unit: str | None = None) -> str:
    """A number that is itself a guess, to three significant digits: `493,000 EUR`, `23.7%`."""
    if value is None or not math.isfinite(value) or value == 0:
        return number(value, unit)
    places = 2 - math.floor(math.log10(abs(value)))
    return number(round(value, places), unit)


def percent(share: float | None) -> str:
    """A share as whole percent; only what is done reads as 100%, only what is nothing as 0%."""
    return NOTHING if share is None or not math.isfinite(share) else wording.percent(share)


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
