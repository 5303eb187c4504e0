"""Which refusals are limits, by GitHub's own words; headers alone are judged by the SDK. Pure.

https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from goalsync.sdk.http import Policy

if TYPE_CHECKING:
    from requests import Response

_WORDS: Final = (b"rate limit", b"rate-limit", b"abuse detection")
_LOOKED_AT: Final = 4096
_PAUSE: Final = 120.0
"""Twice the minute that GitHub asks for at least, for chance may take half of it."""
_LONGEST_PAUSE: Final = 480.0


def is_limited(response: Response) -> bool:
    """Whether a refusal is a primary or secondary limit, though no header says when to come back."""
    if response.status_code not in (403, 429):
        return False
    body = response.content[:_LOOKED_AT].lower()
    return any(words in body for words in _WORDS)


def policy_of(max_wait: float) -> Policy:
    """The usual policy, but a limit without a time is waited out for a minute at least, then longer and longer."""
    return replace(Policy(), max_wait=max_wait, first_pause_limited=_PAUSE, longest_pause=_LONGEST_PAUSE)
