"""Numbers as spreadsheets store them: always with a point, never with a thousands separator."""

from __future__ import annotations

from math import isfinite

from goalsync_sheets.book import Broken, Fault


def number(text: str) -> int | float | Broken | None:
    """The number a file stores, None for blanks; what is none, or not finite, is broken."""
    if text.isspace():
        return None
    try:
        if "." not in text and "e" not in text and "E" not in text and len(text) < 300:
            return int(text)
        value = float(text)
    except ValueError:
        return Broken(f"{text[:40]!r} is not a number", Fault.NO_NUMBER)
    return value if isfinite(value) else Broken(f"{text[:40]!r} is not a finite number", Fault.NO_NUMBER)
