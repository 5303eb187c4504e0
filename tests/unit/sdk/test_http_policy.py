"""The numbers of the policy, and how URLs and durations are shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync.sdk.http import Policy, shown
from goalsync.sdk.http.addresses import secret_parameter
from goalsync.sdk.http.failures import duration
from goalsync.sdk.http.policy import is_server_failure, was_not_processed


def test_pauses_double_and_are_bounded() -> None:
    """Without chance: 0.5, 1, 2, 4, 8 seconds; under a limit without a time given more than a minute in all."""
    policy = Policy()
    assert [policy.backoff(n, 0, limited=False) for n in range(1, 6)] == [0.5, 1, 2, 4, 8]
    assert policy.backoff(40, 0, limited=False) == policy.longest_pause
    least = sum(policy.backoff(n, 0.999999, limited=True) for n in range(1, policy.attempts))
    assert least > 60


@given(st.integers(1, 50), st.floats(0, 1, exclude_max=True), st.booleans(), st.floats(0, 1000))
def test_chance_shortens_a_pause_by_half_at_most(attempt: int, chance: float, limited: bool, most: float) -> None:
    """Own pauses lie between half and all of the doubled one, and are never longer than max_wait."""
    policy = Policy(max_wait=most)
    full = policy.backoff(attempt, 0, limited=limited)
    pause = policy.backoff(attempt, chance, limited=limited)
    assert 0 <= full / 2 <= pause <= full <= most or full == pause == most


@pytest.mark.parametrize(
    ("status", "again"),
    [
        *((status, True) for status in (408, 500, 502, 503, 504, 520, 599)),
        *((status, False) for status in (200, 304, 404, 429, 501, 505, 511)),
    ],
)
def test_which_statuses_may_pass(status: int, again: bool) -> None:
    """Failures of the moment are tried again, refusals are not (429 is a limit, judged elsewhere)."""
    assert is_server_failure(status) is again


def test_what_was_surely_not_done() -> None:
    """Only an answer that turned the request away lets a write be sent again."""
    assert was_not_processed(429, pause_asked=False, limited=True)
    assert was_not_processed(503, pause_asked=True, limited=False)
    assert not was_not_processed(503, pause_asked=False, limited=False)
    assert not was_not_processed(500, pause_asked=True, limited=False)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("https://example.com/a/b?x=1&y=2#part", "https://example.com/a/b?x=1&y=2"),
        ("https://me:hunter2@example.com:8443/a", "https://example.com:8443/a"),
        ("https://example.com/a?token=abc&page=2", "https://example.com/a?token=…&page=2"),
        ("https://example.com/a?X-Amz-Signature=0f&sig=zz", "https://example.com/a?X-Amz-Signature=…&sig=…"),
        ("https://example.com/a?access_key=1&key=2&auth=3", "https://example.com/a?access_key=…&key=…&auth=…"),
        ("https://example.com/a?signature=1&%74oken=2&pass=3", "https://example.com/a?signature=…&%74oken=…&pass=…"),
        ("https://example.com/a?author=ann&gid=0&sort=key", "https://example.com/a?author=ann&gid=0&sort=key"),
        ("https://example.com/a?x=AbCdEfGhIjKlMnOpQrStUvWxYz012345", "https://example.com/a?x=…"),
        ("https://example.com/a?jql=project%20%3D%20SHOP", "https://example.com/a?jql=project%20%3D%20SHOP"),
        ("https://example.com/a?jql=" + "a%20b" * 20, "https://example.com/a?jql=" + "a%20b" * 12 + "…"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
        ("http://example.com:port/", "(not a URL)"),
        ("http://example.com/\x1b[31m\u202e", "http://example.com/?[31m?"),
    ],
)
def test_urls_are_shown_without_secrets(url: str, text: str) -> None:
    """Names, passwords, fragments and secret-looking values of the query never reach an error or a log."""
    assert shown(url) == text


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("https://example.com/a.csv?gid=0&access_key=abc", "access_key"),
        ("see https://example.com/a.csv?x=1;sig=abc#part", "sig"),
        ("https://example.com/a.csv?X-Amz-Signature=0f", "X-Amz-Signature"),
        ("https://example.com/a.csv?%74oken=abc", "token"),
        ("https://example.com/a.csv?apikey=abc", "apikey"),
        ("https://example.com/a.csv?Authorization=abc", "Authorization"),
        ("https://example.com/a.csv?oauth=abc", "oauth"),
        ("https://example.com/a.csv?token=", None),
        ("https://example.com/a.csv?token", None),
        ("https://example.com/export?format=csv&gid=0&author=ann&authority=x", None),
        ("https://example.com/token=abc", None),
        ("https://example.com/a.csv#token=abc", None),
        ("what?token=abc", None),
    ],
)
def test_parameters_that_hold_a_secret_are_known_by_name(text: str, name: str | None) -> None:
    """The same names that are not shown; with a value, in the query of a URL."""
    assert secret_parameter(text) == name


def test_a_long_url_is_cut() -> None:
    """An error stays one readable line."""
    assert len(shown("https://example.com/" + "a" * 5000)) == 200


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.2, "1 second"),
        (2, "2 seconds"),
        (90, "90 seconds"),
        (300, "5 minutes"),
        (301, "6 minutes"),
        (1800, "30 minutes"),
        (7200, "2 hours"),
        (9000, "2.5 hours"),
    ],
)
def test_durations_for_people(seconds: float, text: str) -> None:
    """Rounded up, so that coming back then is not too early."""
    assert duration(seconds) == text
