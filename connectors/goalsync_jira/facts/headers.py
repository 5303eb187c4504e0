"""What the headers of Jira's answers announce: budgets that are running out, and APIs that will go away. Pure.

Budgets: X-RateLimit-* (Cloud and Data Center, of different meaning), Beta-RateLimit* (seen on Cloud), RateLimit-Reason.
Farewells: Deprecation (RFC 9745), Sunset (RFC 8594), Warning (RFC 7234).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

_BUDGETS: Final = ("x-ratelimit-", "beta-ratelimit", "ratelimit", "retry-after")
_FAREWELLS: Final = ("deprecation", "sunset", "warning")
_LONGEST: Final = 120


def budgets(headers: Mapping[str, str]) -> tuple[str, ...]:
    """`X-RateLimit-Remaining: 40` of every header about a budget, sorted."""
    return tuple(sorted(_told(name, headers[name]) for name in headers if name.lower().startswith(_BUDGETS)))


def is_running_out(headers: Mapping[str, str]) -> bool:
    """Whether a budget is said to be nearly used up, or is."""
    near = headers.get("X-RateLimit-NearLimit", "").strip().lower() == "true"
    return near or headers.get("X-RateLimit-Remaining", "").strip() == "0"


def farewells(headers: Mapping[str, str]) -> tuple[str, ...]:
    """`Sunset: Mon, 01 Mar 2027 00:00:00 GMT` of every header that announces the end of an API, sorted."""
    return tuple(sorted(_told(name, headers[name]) for name in headers if name.lower() in _FAREWELLS))


def _told(name: str, value: str) -> str:
    text = "".join(letter if letter.isprintable() else "?" for letter in f"{name}: {value.strip()}")
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
