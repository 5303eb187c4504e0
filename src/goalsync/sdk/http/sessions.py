"""Sessions that follow the policy, and the policy for sessions that others made."""

from __future__ import annotations

from collections.abc import Mapping
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests.adapters import HTTPAdapter

from goalsync import __version__
from goalsync.sdk.connector import Context
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.adapter import IsBroken, IsLimited, PolicyAdapter
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.failures import failure_of
from goalsync.sdk.http.gate import PROCESS_GATES, Gates
from goalsync.sdk.http.policy import Policy
from goalsync.sdk.http.scopes import Receiver, Receiving, receiving

USER_AGENT = f"goalsync/{__version__}"
_MOST_REDIRECTS = 10


class PolicySession(requests.Session):
    """A session whose every failure is a SourceError. It keeps no cookies and reads no .netrc; threads may share it."""

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        """As in requests; also what fails before anything is sent (not an address, endless redirects)."""
        try:
            return super().request(method, url, *args, **kwargs)
        except requests.RequestException as error:
            failure = failure_of(error)
            where = error.request.url if error.request is not None and error.request.url else url
            line = request_line(_text(method).upper(), _text(where))
        raise SourceError(failure.code, f"{line}: {failure.what}", remedy=failure.remedy)


def _text(given: str | bytes) -> str:
    return given.decode(errors="replace") if isinstance(given, bytes) else given


def policy_of(context: Context) -> Policy:
    """The policy of a source: the usual one with its `max_wait`."""
    return Policy(max_wait=context.max_wait.total_seconds())


def session(
    context: Context,
    *,
    per_second: float | None = None,
    is_limited: IsLimited | None = None,
    policy: Policy | None = None,
    gates: Gates = PROCESS_GATES,
) -> requests.Session:
    """A session for a source: paced, retried, bounded, counted, and failing with SourceError.

    `per_second` bounds the requests per second to each host, beside `context.concurrency` in flight; `is_limited`
    tells limits that only the system's own words give away. Nothing is sent or read yet.
    """
    made = PolicySession()
    mount(made, context, per_second=per_second, is_limited=is_limited, policy=policy, gates=gates)
    return made


def mount(
    onto: requests.Session,
    context: Context,
    *,
    per_second: float | None = None,
    is_limited: IsLimited | None = None,
    is_broken: IsBroken | None = None,
    policy: Policy | None = None,
    gates: Gates = PROCESS_GATES,
) -> None:
    """Put the policy under a session that a library made (jira, PyGithub, gspread): its own retries must be off.

    It keeps no cookies then, reads no .netrc, and follows few redirects.

    `is_broken` tells successes that are not whole: those to requests that only read are asked for again.
    Where the source has a recording, that answers, and the network is never asked.
    """
    adapter = _recorded(context, policy) or PolicyAdapter(
        gates,
        policy or policy_of(context),
        concurrency=context.concurrency,
        per_second=per_second,
        proxy=context.proxy,
        ca=str(context.directory / context.ca) if context.ca else None,
        is_limited=is_limited,
        is_broken=is_broken,
    )
    for prefix in list(onto.adapters):
        del onto.adapters[prefix]
    onto.mount("https://", adapter)
    onto.mount("http://", adapter)
    onto.headers["User-Agent"] = USER_AGENT
    onto.trust_env = False
    onto.max_redirects = _MOST_REDIRECTS
    onto.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))


def _recorded(context: Context, policy: Policy | None) -> HTTPAdapter | None:
    if context.recording is None:
        return None
    from goalsync.sdk.http.recorded import RecordedAdapter, Recording  # noqa: PLC0415 - few sources are recordings

    path = context.recording
    recording = Recording(context.name, path.as_posix(), context.directory / path)
    return RecordedAdapter(recording, policy or policy_of(context))


def get_into(
    onto: requests.Session,
    url: str,
    receiver: Receiver,
    *,
    limit: int,
    remedy: str = "ask the source for less",
    headers: Mapping[str, str] | None = None,
) -> requests.Response:
    """GET, handing the body of a success to `receiver` piece by piece, at most `limit` unpacked bytes.

    A body that breaks off is a failed attempt: `receiver` is called anew with the next one. One that is too large is
    a SourceError with `remedy`. Other answers are returned with their body in memory.
    """
    with receiving(Receiving(receiver, limit, remedy)):
        return onto.get(url, headers=dict(headers or {}), stream=True)
