"""Requests to one API through the policy, judged: what comes back is content, everything else a SourceError."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

import requests
from msgspec import Struct

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import is_page, page_instead, reading, request_line
from goalsync.sdk.http.failures import failure_of
from goalsync_github.site.budget import Budget
from goalsync_github.site.links import REDIRECTS, next_link, redirected, same_origin
from goalsync_github.site.refusals import refusal_of

if TYPE_CHECKING:
    from requests import Response, Session

    from goalsync_github.site.credentials import Credentials

Parameters = Mapping[str, str | int]

_MOST_REDIRECTS: Final = 5
_NOT_MODIFIED: Final = 304


class Answer(Struct, frozen=True):
    """What came: `status` of HTTP, the body, the next page (only of this API), its ETag."""

    status: int
    body: bytes
    url: str
    """Where it came from in the end."""
    headers: Mapping[str, str]
    next: str | None = None
    etag: str | None = None
    redirected: bool = False
    """It is found elsewhere than it was asked for: renamed, or transferred."""

    @property
    def unchanged(self) -> bool:
        """It is as it was when the ETag that was asked with was given."""
        return self.status == _NOT_MODIFIED

    @property
    def line(self) -> str:
        """How errors name the request."""
        return request_line("GET", self.url)


class Asking:
    """Asks the API at `base`. Threads may share it: it keeps no state but its connections and the budget."""

    def __init__(self, session: Session, credentials: Credentials, base: str) -> None:
        self._session = session
        self._credentials = credentials
        self.base = base
        self.budget = Budget()
        self.remedy = credentials.remedy
        """What to do about credentials that are not accepted."""

    def address(self, path: str, params: Parameters | None = None) -> str:
        """The address of `repos/acme/shop/issues`; a whole address stays as it is."""
        url = path if "://" in path else f"{self.base}/{path.lstrip('/')}"
        return f"{url}?{urlencode(params)}" if params else url

    def get(self, path: str, *, params: Parameters | None = None, etag: str | None = None, what: str) -> Answer:
        """The content for `what` (`repository acme/shop`), or that it is unchanged since `etag`.

        Redirects within the API are followed, with the query. Raises SourceError: `Refused` with GitHub's own words for
        4xx, and for a web page.
        """
        url = asked = self.address(path, params)
        for _ in range(_MOST_REDIRECTS + 1):
            response = self._signed("GET", url, etag=etag)
            location = response.headers.get("Location", "")
            if response.status_code in REDIRECTS and location:
                url = self._followed(url, location, what)
                continue
            return self._answer(response, asked, url, what)
        message = f"{what}: {request_line('GET', asked)} is redirected again and again"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="try again later; check `url`")

    def post(self, url: str, body: bytes, *, what: str) -> Response:
        """The answer to a POST that only reads (GraphQL); raises SourceError, `Refused` for 4xx."""
        response = self._signed("POST", url, body=body)
        if not response.ok or response.status_code in REDIRECTS:
            raise self._refusal(response, url, what, "POST")
        if is_page(response.content):
            raise page_instead(response, response.content, f"what GitHub answers for {what}", self.remedy)
        return response

    def close(self) -> None:
        """Drop the connections and wake what waits; may be called twice."""
        self._session.close()

    def _signed(self, method: str, url: str, *, etag: str | None = None, body: bytes | None = None) -> Response:
        """Sign and send; a second time where the credentials can be renewed and were refused."""
        authorization = self._credentials.sign()
        response = self._send(method, url, authorization, etag, body)
        if response.status_code == 401 and self._credentials.renew(authorization):
            response = self._send(method, url, self._credentials.sign(), etag, body)
        self.budget.take(response.headers)
        return response

    def _send(self, method: str, url: str, authorization: str, etag: str | None, body: bytes | None) -> Response:
        headers = {"Authorization": authorization} | ({} if etag is None else {"If-None-Match": etag})
        try:
            with reading():
                return self._session.request(method, url, headers=headers, data=body, allow_redirects=False)
        except requests.RequestException as error:
            failure = failure_of(error)
        raise SourceError(failure.code, f"{request_line(method, url)}: {failure.what}", remedy=failure.remedy)

    def _answer(self, response: Response, asked: str, url: str, what: str) -> Answer:
        body: bytes = response.content
        if not response.ok:
            raise self._refusal(response, url, what, "GET")
        if is_page(body):
            raise page_instead(response, body, f"what GitHub answers for {what}", self.remedy)
        following = next_link(response.headers.get("Link"))
        if following is not None and not same_origin(self.base, following):
            message = f"{what}: {request_line('GET', url)} leads to {request_line('GET', following)} for its next page"
            raise SourceError(
                PullCode.BAD_ANSWER, message, remedy="write the address that the server itself uses as `url`"
            )
        return Answer(
            status=response.status_code,
            body=body,
            url=url,
            headers=response.headers,
            next=following,
            etag=response.headers.get("ETag"),
            redirected=url != asked,
        )

    def _followed(self, url: str, location: str, what: str) -> str:
        try:
            target = redirected(url, location)
        except ValueError:
            target = ""
        if not same_origin(self.base, target):
            message = f"{what}: {request_line('GET', url)} was redirected out of the API"
            raise SourceError(
                PullCode.BAD_ANSWER, message, remedy="write the API's own address as `url`; check any proxy"
            )
        return target

    def _refusal(self, response: Response, url: str, what: str, method: str) -> SourceError:
        return refusal_of(
            response.status_code,
            response.headers,
            response.content,
            line=request_line(method, url),
            what=what,
            remedy=self.remedy,
        )
