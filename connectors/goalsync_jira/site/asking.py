"""Requests to one site through the policy, judged: what comes back is content, everything else a SourceError."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import requests

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import is_page, page_instead, reading, request_line
from goalsync.sdk.http.failures import failure_of
from goalsync_jira.site.clock import Clock
from goalsync_jira.site.flavour import Flavour
from goalsync_jira.site.refusals import denied_login, refusal_of, sign_in_remedy

if TYPE_CHECKING:
    from jira import JIRA
    from requests import Response

Parameters = Mapping[str, str | int | Sequence[str]]
Body = Mapping[str, Any]


class Asking:
    """Asks one API root, `https://SITE/rest/api/3`. Threads may share it; it keeps no state but its connections and
    `clock`, which hears when each answer was given.
    """

    def __init__(self, client: JIRA, server: str, flavour: Flavour | None, *, email: bool, clock: Clock) -> None:
        self._client = client  # kept: the library closes its session when the client is dropped
        self._session = client._session  # the library has no other door to it
        self._clock = clock
        self.base = f"{server}/rest/api/{flavour.version if flavour else '2'}"
        self.remedy = sign_in_remedy(flavour, email=email)
        """What to do about credentials that are not accepted."""

    def line(self, method: str, path: str) -> str:
        """`POST https://SITE/rest/api/3/search/jql`, as errors name a request."""
        return request_line(method, f"{self.base}/{path}")

    def ask(
        self, method: str, path: str, *, params: Parameters | None = None, json: Body | None = None, what: str
    ) -> bytes:
        """The content of a successful answer to a request that only reads, for `what` (`project SHOP`).

        Raises SourceError: `Refused` with Jira's own words for 4xx, auth for a login page or an anonymous answer.
        """
        response = self.ask_raw(method, path, params=params, json=json)
        line = request_line(method, response.url)
        body: bytes = response.content
        if not response.ok:
            raise refusal_of(response.status_code, response.headers, body, line=line, what=what, remedy=self.remedy)
        if is_page(body):
            raise page_instead(response, body, f"what Jira answers for {what}", self.remedy)
        denied = denied_login(response.headers)
        if denied:
            raise SourceError(PullCode.AUTH, f"{what}: {line}: {denied}", remedy=self.remedy)
        if response.history and response.request.method != method:
            message = f"{what}: {request_line(method, response.history[0].url)} was redirected to {line}"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="give the address it leads to as `url`")
        return body

    def ask_raw(
        self, method: str, path: str, *, params: Parameters | None = None, json: Body | None = None
    ) -> Response:
        """The answer as it is, refusals included; raises SourceError for limits and what the network does."""
        return self.ask_url(method, f"{self.base}/{path}", params=params, json=json)

    def ask_url(self, method: str, url: str, *, params: Parameters | None = None, json: Body | None = None) -> Response:
        """The same for a whole address of the site."""
        try:
            with reading():
                # the library's own `request` would raise, retry and parse: only its session is wanted
                response = requests.Session.request(self._session, method, url, params=params, json=json)
        except requests.RequestException as error:
            failure = failure_of(error)
        else:
            self._clock.hear(response.headers)
            return response
        raise SourceError(failure.code, f"{request_line(method, url)}: {failure.what}", remedy=failure.remedy)

    def close(self) -> None:
        """Drop the connections and wake what waits; may be called twice."""
        self._session.close()
