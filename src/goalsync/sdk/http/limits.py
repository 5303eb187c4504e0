"""What a server's headers say about when to ask again. Pure.

Sources: RFC 9110 section 10.2.3 (Retry-After in seconds or as a date), GitHub (`x-ratelimit-remaining` and `-reset` in
seconds since 1970), Jira Cloud (`X-RateLimit-Reset` in ISO 8601), others (`-reset` in seconds from now).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_EPOCH_SECONDS: Final = 1e8
"""A reset above this is a point in time, below it a number of seconds from now."""
_EPOCH_MILLISECONDS: Final = 1e11
_DATE_STEP: Final = 1.0
"""Dates in headers have whole seconds: the moment meant lies within the second."""
_LONGEST: Final = 366 * 86400.0


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _http_date(text: str) -> float | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _iso_date(text: str) -> float | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def server_time(headers: Mapping[str, str], now: float) -> float:
    """The server's clock in seconds since 1970: its Date, else ours (its dates are meant by its own clock)."""
    said = _http_date(headers.get("Date", ""))
    return now if said is None else said


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds from now until `Retry-After`; 0 for a moment past; None without one or where it makes no sense."""
    text = headers.get("Retry-After", "").strip()
    if not text:
        return None
    seconds = _number(text)
    if seconds is None:
        date = _http_date(text)
        if date is None:
            return None
        seconds = date - server_time(headers, now)
        if seconds >= 0:
            seconds += _DATE_STEP
    elif seconds < 0:
        return None
    return min(max(seconds, 0.0), _LONGEST)


def until_reset(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds until a used-up budget is refilled; None where some is left or the headers do not tell."""
    remaining = _number(headers.get("X-RateLimit-Remaining", "").strip())
    if remaining is None or remaining > 0:
        return None
    text = headers.get("X-RateLimit-Reset", "").strip()
    reset = _number(text)
    if reset is None:
        reset = _iso_date(text)
    elif 0 <= reset < _EPOCH_SECONDS:
        return reset
    elif reset >= _EPOCH_MILLISECONDS:
        reset /= 1000
    if reset is None or reset < 0:
        return None
    return min(max(reset - server_time(headers, now) + _DATE_STEP, 0.0), _LONGEST)


def pause_asked(headers: Mapping[str, str], now: float) -> float | None:
    """Seconds that the server asks to wait: Retry-After, else the reset of a used-up budget, else None."""
    asked = retry_after(headers, now)
    return until_reset(headers, now) if asked is None else asked


def is_limit(status: int, headers: Mapping[str, str], now: float) -> bool:
    """Whether an answer is a refusal for asking too much: 429, or a 403 with a pause asked for."""
    return status == 429 or (status == 403 and pause_asked(headers, now) is not None)


def budget_of(headers: Mapping[str, str]) -> str | None:
    """The name of the budget that a limit belongs to, where a host has several and this is not its main one."""
    name = headers.get("X-RateLimit-Resource", "").strip().lower()
    return None if name in ("", "core") else name
