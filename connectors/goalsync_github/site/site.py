"""One GitHub, opened for one run: who we are there, and asking it."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, request_line
from goalsync.sdk.http.gate import PROCESS_GATES
from goalsync.sdk.http.limits import server_time
from goalsync_github.site.asking import Answer, Asking, Parameters
from goalsync_github.site.budget import Budget
from goalsync_github.site.graph import is_limited
from goalsync_github.site.identity import Identity, prove
from goalsync_github.site.login import sign_in

if TYPE_CHECKING:
    from goalsync_github.config import GitHubSource
    from goalsync_github.site.credentials import Credentials

_PAUSE: Final = 60.0
"""Seconds without queries after one was refused as too many, where no header says how long."""
_TRIES: Final = 3


class Site:
    """Asks one API. Threads share it; `installation` says whether an App's credentials are used."""

    def __init__(self, asking: Asking, credentials: Credentials, gates: Gates, *, installation: bool) -> None:
        self._asking = asking
        self._credentials = credentials
        self._gates = gates
        self._installation = installation
        self._lock = Lock()
        self._identity: Identity | None = None
        self.base: Final = asking.base
        self.remedy: Final = asking.remedy

    @property
    def budget(self) -> Budget:
        """What is left of the limits, by the last answers."""
        return self._asking.budget

    @property
    def digest(self) -> str | None:
        """A short name for the token that ETags belong to; None where it changes with each run."""
        return self._credentials.digest

    @property
    def identity(self) -> Identity:
        """Who we are; asked once. Raises SourceError (auth)."""
        with self._lock:
            if self._identity is None:
                self._identity = prove(self._asking, installation=self._installation)
            return self._identity

    def prove(self) -> None:
        """Raises SourceError (auth) unless it is known who we are."""
        _ = self.identity

    def ask(
        self, path: str, params: Parameters | None = None, etag: str | None = None, *, what: str | None = None
    ) -> Answer:
        """What is at `repos/acme/shop/issues`, or at a whole address of the API, for `what`; raises SourceError.

        With an ETag the answer may be `unchanged`.
        """
        return self._asking.get(path, params=params, etag=etag, what=what or path.partition("?")[0])

    def graphql(self, query: str, variables: Mapping[str, Any]) -> bytes:
        """The body of the answer to a query, errors in it included; raises SourceError for all else.

        A used-up budget is waited for as `max_wait` allows, then it is an error (limited).
        """
        url = self.graphql_address
        body = msgspec.json.encode({"query": query, "variables": variables})
        for _ in range(_TRIES):
            response = self._asking.post(url, body, what="GraphQL")
            content: bytes = response.content
            if not is_limited(content):
                return content
            if response.headers.get("X-RateLimit-Remaining", "").strip() != "0":  # else the gate is shut already
                self._gates.of(url).shut(_PAUSE, urlsplit(url).path)
        message = f"{request_line('POST', url)}: the budget of GraphQL is used up"
        raise SourceError(PullCode.LIMITED, message, remedy="run again later")

    @property
    def graphql_address(self) -> str:
        """`https://api.github.com/graphql`; of Enterprise Server `https://HOST/api/graphql`."""
        base = self.base
        return f"{base.removesuffix('/v3')}/graphql" if base.endswith("/api/v3") else f"{base}/graphql"

    def clock(self, answer: Answer) -> float:
        """The server's clock when it answered, in seconds since 1970."""
        return server_time(answer.headers, self._gates.timing.wall())

    def close(self) -> None:
        """Drop the connections and wake what waits; may be called twice."""
        self._asking.close()


def open_site(
    config: GitHubSource, context: Context, *, policy: Policy | None = None, gates: Gates | None = None
) -> Site:
    """Sign in; nothing is asked yet. Raises SourceError, SecretError."""
    gates = gates or PROCESS_GATES
    session, credentials = sign_in(config, context, policy, gates)
    return Site(Asking(session, credentials, config.url), credentials, gates, installation=config.app is not None)
