"""Links, redirects, refusals, limits, budgets and credentials: what is decided without a network."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from requests import Response
from requests.structures import CaseInsensitiveDict

from goalsync.model.vocabulary import PullCode
from goalsync_github.site.budget import Budget
from goalsync_github.site.credentials import AppCredentials
from goalsync_github.site.graph import is_limited as graph_is_limited
from goalsync_github.site.limits import is_limited, policy_of
from goalsync_github.site.links import is_cursor, next_link, redirected, same_origin
from goalsync_github.site.refusals import refusal_of

API = "https://api.github.com"


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, None),
        ("", None),
        (f'<{API}/repositories/1/issues?page=1>; rel="prev"', None),
        (f'<{API}/a?after=Y3&page=2>; rel="next", <{API}/a?before=X>; rel="prev"', f"{API}/a?after=Y3&page=2"),
        (f'<{API}/a?q=x,y;z&page=2>; rel="next"; title="more"', f"{API}/a?q=x,y;z&page=2"),
        ("nonsense", None),
    ],
)
def test_the_next_page_is_the_one_that_is_named(header: str | None, expected: str | None) -> None:
    """Only rel="next" counts."""
    assert next_link(header) == expected


def test_a_page_goes_on_behind_an_item_or_behind_a_number() -> None:
    """`after=` with something in it is a cursor."""
    assert is_cursor(f"{API}/a?after=Y3Vyc29y&page=2")
    assert not is_cursor(f"{API}/a?page=2")
    assert not is_cursor(f"{API}/a?after=&page=2")


@pytest.mark.parametrize(
    ("url", "same"),
    [
        (f"{API}/repos/a/b", True),
        ("https://API.github.com:443/x", True),
        ("http://api.github.com/x", False),
        ("https://github.com/login", False),
        ("https://api.github.com.evil.example/x", False),
        ("https://api.github.com@evil.example/x", False),
        ("https://api.github.com:444/x", False),
        ("https://api.github.com:port/x", False),
        ("", False),
    ],
)
def test_credentials_stay_within_the_api(url: str, same: bool) -> None:
    """Scheme, host and port are the same, whatever the rest looks like."""
    assert same_origin(API, url) is same


def test_a_redirect_keeps_the_query() -> None:
    """GitHub's own has it; where one has none, that of the question is kept."""
    asked = f"{API}/repos/a/b/issues?state=all&since=2026-01-01T00%3A00%3A00Z"
    query = "state=all&since=2026-01-01T00%3A00%3A00Z"
    assert redirected(asked, "/repositories/7/issues") == f"{API}/repositories/7/issues?{query}"
    assert redirected(asked, f"{API}/repositories/7/issues?state=open") == f"{API}/repositories/7/issues?state=open"


@pytest.mark.parametrize(
    ("status", "headers", "code", "remedy"),
    [
        (401, {}, PullCode.AUTH, "new token"),
        (403, {}, PullCode.FORBIDDEN, "permission"),
        (403, {"X-GitHub-SSO": "required; url=https://x"}, PullCode.FORBIDDEN, "single sign-on"),
        (404, {}, PullCode.FORBIDDEN, "access"),
        (410, {}, PullCode.GONE, "configuration"),
        (451, {}, PullCode.GONE, "legal"),
        (422, {}, PullCode.UNREADABLE, "API"),
        (418, {}, PullCode.BAD_ANSWER, "url"),
    ],
)
def test_a_refusal_says_what_where_and_what_to_do(
    status: int, headers: dict[str, str], code: PullCode, remedy: str
) -> None:
    """With GitHub's own words, on one line, in any script."""
    body = '{"message": "Nein\\n\\u0000 日本"}'.encode()
    found = refusal_of(
        status,
        CaseInsensitiveDict(headers),
        body,
        line=f"GET {API}/x",
        what="repository a/b",
        remedy="make a new token",
    )
    assert found.code is code
    assert found.status == status
    assert remedy in str(found.remedy)
    assert found.message.startswith(f"repository a/b: GET {API}/x answered {status} ")
    assert "Nein 日本" in found.message


def test_a_long_refusal_is_cut() -> None:
    """Nobody reads more."""
    body = b'{"message": "%s"}' % (b"x" * 5000)
    found = refusal_of(403, CaseInsensitiveDict(), body, line="GET x", what="y", remedy="z")
    assert len(found.message) < 400


@pytest.mark.parametrize(
    ("status", "body", "limited"),
    [
        (403, b'{"message": "You have exceeded a secondary rate limit. Please wait"}', True),
        (429, b'{"documentation_url": "https://docs.github.com/rest/rate-limits-for-the-rest-api#about"}', True),
        (403, b'{"message": "You have triggered an abuse detection mechanism"}', True),
        (403, b'{"message": "Resource not accessible by personal access token"}', False),
        (404, b'{"message": "secondary rate limit"}', False),
        (200, b'[{"title": "rate limit"}]', False),
    ],
)
def test_limits_are_known_by_their_words(status: int, body: bytes, limited: bool) -> None:
    """Where no header says so, GitHub's message does; an issue about limits is none."""
    response = Response()
    response.status_code, response._content = status, body
    assert is_limited(response) is limited


def test_a_limit_without_a_time_is_waited_out_for_a_minute_at_least() -> None:
    """As GitHub asks, then longer and longer, and never longer than `max_wait`."""
    policy = policy_of(300)
    assert policy.backoff(1, 0.999, limited=True) >= 60
    assert policy.backoff(2, 0.0, limited=True) > policy.backoff(1, 0.0, limited=True)
    assert policy.backoff(5, 0.0, limited=True) <= 300
    assert policy.backoff(1, 0.0, limited=False) == 0.5


@pytest.mark.parametrize(
    ("body", "limited"),
    [
        (b'{"errors": [{"type": "RATE_LIMITED", "message": "API rate limit exceeded"}]}', True),
        (b'{"data": null, "errors": [{"type": "RATE_LIMIT"}]}', True),
        (b'{"data": {"title": "RATE_LIMITED"}}', False),
        (b'{"errors": [{"type": "NOT_FOUND"}]}', False),
        (b'{"errors": "RATE_LIMITED"}', False),
        (b"RATE_LIMITED", False),
    ],
)
def test_a_query_too_many_is_known(body: bytes, limited: bool) -> None:
    """In an answer of 200; a title that says so is none."""
    assert graph_is_limited(body) is limited


def headers(remaining: int, reset: int = 2_000_000_000, **more: str) -> CaseInsensitiveDict[str]:
    """What each answer of github.com says."""
    told = {"limit": "5000", "remaining": str(remaining), "reset": str(reset), "resource": "core"} | more
    return CaseInsensitiveDict({f"x-ratelimit-{name}": value for name, value in told.items()})


def test_a_budget_is_what_the_last_answers_said() -> None:
    """Answers may come out of order: the lowest within a window counts; a new window starts over."""
    budget = Budget()
    assert budget.left() == ()
    budget.take(CaseInsensitiveDict())
    budget.take(headers(4000))
    budget.take(headers(4001))
    assert [one.remaining for one in budget.left()] == [4000]
    assert budget.notes() == ()
    budget.take(headers(400))
    assert budget.notes() == ("only 400 of 5000 requests (core) are left until 2033-05-18 03:33 UTC",)
    budget.take(headers(4999, 2_000_003_600))
    assert budget.notes() == ()
    budget.take(headers(1, limit="nonsense"))
    assert [one.remaining for one in budget.left()] == [4999]


class Clock:
    """Time that passes when told to. `wrong` is how far the wall clock is off."""

    def __init__(self, wrong: float = 0.0) -> None:
        self.now = 1_800_000_000.0
        self.wrong = wrong

    def wall(self) -> float:
        """Seconds since 1970, as this machine has them."""
        return self.now + self.wrong

    def monotonic(self) -> float:
        """Seconds since some time."""
        return self.now - 1_700_000_000


def app(clock: Clock, lasts: float = 3600) -> tuple[AppCredentials, list[int]]:
    """Credentials of an App whose tokens last so long, and the numbers of the tokens that were made."""
    made: list[int] = []

    def get_access_token(installation: int) -> Any:
        made.append(len(made) + 1)
        ends = datetime.fromtimestamp(clock.now, UTC) + timedelta(seconds=lasts)
        return SimpleNamespace(token=f"ghs_{made[-1]}", expires_at=ends)

    integration: Any = SimpleNamespace(get_access_token=get_access_token)
    return AppCredentials(integration, 7, wall=clock.wall, monotonic=clock.monotonic), made


def test_an_app_s_token_is_renewed_before_it_ends() -> None:
    """And not sooner; one that was refused is made anew once, whoever asks first."""
    clock = Clock()
    credentials, made = app(clock)
    assert credentials.sign() == credentials.sign() == "token ghs_1"
    clock.now += 3470
    assert credentials.sign() == "token ghs_1"
    clock.now += 20
    assert credentials.sign() == "token ghs_2"
    assert credentials.renew("token ghs_2")
    assert credentials.renew("token ghs_2")
    assert credentials.sign() == "token ghs_3"
    assert credentials.renew("token ghs_2")
    assert credentials.sign() == "token ghs_3"
    assert made == [1, 2, 3]
    assert credentials.digest is None


@pytest.mark.parametrize("wrong", [-86400.0, 86400.0])
def test_a_wrong_clock_does_not_make_a_token_for_each_request(wrong: float) -> None:
    """A machine that is a day off: too few are made at worst, and a refusal mends that."""
    clock = Clock(wrong)
    credentials, made = app(clock)
    for _ in range(50):
        credentials.sign()
        clock.now += 1
    assert made == [1]
