"""What servers say about when to ask again, read for every form they write it in."""

from __future__ import annotations

from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st
from requests.structures import CaseInsensitiveDict

from goalsync.sdk.http import limits

NOW = 1_795_000_000.0


def headers(**given: str) -> CaseInsensitiveDict[str]:
    """Headers as requests has them: `Retry_After` is Retry-After, in any case."""
    return CaseInsensitiveDict({name.replace("_", "-"): value for name, value in given.items()})


def date(seconds: float) -> str:
    """An HTTP-date that many seconds from now."""
    return formatdate(NOW + seconds, usegmt=True)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("0", 0),
        ("3", 3),
        ("3.5", 3.5),
        ("1.0", 1),
        (" 7 ", 7),
        ("1800", 1800),
        (date(20), 21),
        (date(0), 1),
        (date(-20), 0),
        ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ("1e99", 366 * 86400),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("nan", None),
        ("inf", None),
        ("Foo, 99 Bar 2026 99:99:99 GMT", None),
        ("12:30", None),
        ("\u0663", 3),
    ],
)
def test_retry_after_in_every_form(text: str, seconds: float | None) -> None:
    """Seconds whole or not, dates to come or past, and nonsense, which is as if nothing had been said."""
    assert limits.retry_after(headers(Retry_After=text), NOW) == seconds


def test_a_date_is_meant_by_the_clock_of_the_server() -> None:
    """A server whose clock is an hour ahead that says 'in ten seconds' means ten seconds, not an hour."""
    given = headers(Retry_After=date(3610), Date=date(3600))
    assert limits.retry_after(given, NOW) == 11


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW) + 60)}, 61),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str((int(NOW) + 60) * 1000)}, 61),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "60"}, 60),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "2026-11-18T11:07Z"}, 21),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": str(int(NOW) - 60)}, 0),
        ({"X_RateLimit_Remaining": "1", "X_RateLimit_Reset": str(int(NOW) + 60)}, None),
        ({"X_RateLimit_Remaining": "0"}, None),
        ({"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "later"}, None),
        ({"X_RateLimit_Remaining": "none", "X_RateLimit_Reset": "60"}, None),
        ({"X_RateLimit_Reset": str(int(NOW) + 60)}, None),
    ],
)
def test_the_reset_of_a_used_up_budget(given: dict[str, str], seconds: float | None) -> None:
    """GitHub's seconds since 1970, milliseconds, Jira's ISO time, seconds from now; only when nothing is left."""
    assert limits.until_reset(headers(**given), NOW) == seconds


def test_retry_after_comes_before_the_reset() -> None:
    """Where both are given the direct request counts; where it makes no sense the reset does."""
    reset = {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "60"}
    assert limits.pause_asked(headers(Retry_After="5", **reset), NOW) == 5
    assert limits.pause_asked(headers(Retry_After="?", **reset), NOW) == 60


@pytest.mark.parametrize(
    ("status", "given", "limited"),
    [
        (429, {}, True),
        (403, {}, False),
        (403, {"Retry_After": "60"}, True),
        (403, {"Retry_After": "nonsense"}, False),
        (403, {"X_RateLimit_Remaining": "0", "X_RateLimit_Reset": "9"}, True),
        (403, {"X_RateLimit_Remaining": "12", "X_RateLimit_Reset": "9"}, False),
        (503, {"Retry_After": "60"}, False),
    ],
)
def test_what_is_a_limit(status: int, given: dict[str, str], limited: bool) -> None:
    """A plain 403 is a matter of rights; with a pause asked for it is a limit."""
    assert limits.is_limit(status, headers(**given), NOW) is limited


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=40), st.text(max_size=40))
def test_no_header_is_too_odd(retry: str, remaining: str, reset: str, day: str) -> None:
    """Whatever a server writes, the pause is a finite number that is not negative, or none."""
    given = headers(Retry_After=retry, X_RateLimit_Remaining=remaining, X_RateLimit_Reset=reset, Date=day)
    asked = limits.pause_asked(given, NOW)
    assert asked is None or 0 <= asked <= 366 * 86400
