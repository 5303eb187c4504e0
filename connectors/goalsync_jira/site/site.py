"""One Jira site, opened for one run: which kind it is, who we are there, and asking it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from goalsync.sdk.connector import Context
from goalsync_jira.facts.answers import Myself, Server, decode_server
from goalsync_jira.site.asking import Asking, Body, Parameters
from goalsync_jira.site.clock import Clock
from goalsync_jira.site.flavour import Flavour
from goalsync_jira.site.identity import Identity
from goalsync_jira.site.login import server_of, sign_in

if TYPE_CHECKING:
    from requests import Response

    from goalsync.sdk.http import Gates, Policy
    from goalsync_jira.config import JiraSource


class Site:
    """Asks the API root `base`; `server` is what the site says of itself, None where it was not asked."""

    def __init__(self, asking: Asking, flavour: Flavour, server: Server | None, clock: Clock) -> None:
        self._asking = asking
        self._clock = clock
        self._flavour = flavour
        self.server = server
        self.base = asking.base
        self.remedy = asking.remedy
        """What to do about credentials that are not accepted."""
        self._identity = Identity(asking)

    @property
    def cloud(self) -> bool:
        """Whether it is Jira Cloud."""
        return self._flavour is Flavour.CLOUD

    def now(self) -> int | None:
        """Milliseconds since 1970 by the server's clock, or this machine's if that is behind; None: not known."""
        return self._clock.now()

    @cached_property
    def myself(self) -> Myself:
        """The account that the credentials belong to; asked once. Raises SourceError (auth)."""
        return self._identity.prove()

    def confirm(self) -> None:
        """Prove anew that we are signed in, after what came so far; raises SourceError (auth)."""
        self._identity.confirm()

    def line(self, method: str, path: str) -> str:
        """`POST https://SITE/rest/api/3/search/jql`, as errors name a request."""
        return self._asking.line(method, path)

    def ask(
        self, method: str, path: str, *, params: Parameters | None = None, json: Body | None = None, what: str
    ) -> bytes:
        """The content of a successful answer to a request that only reads, for `what`; raises SourceError."""
        return self._asking.ask(method, path, params=params, json=json, what=what)

    def ask_raw(
        self, method: str, path: str, *, params: Parameters | None = None, json: Body | None = None
    ) -> Response:
        """The answer as it is, refusals included; raises SourceError for limits and what the network does."""
        return self._asking.ask_raw(method, path, params=params, json=json)

    def close(self) -> None:
        """Drop the connections; may be called twice."""
        self._asking.close()


def open_site(
    config: JiraSource, context: Context, *, policy: Policy | None = None, gates: Gates | None = None
) -> Site:
    """Sign in and find out which kind of Jira it is (one request where the configuration does not tell).

    The account is not proven yet. Raises SourceError, SecretError.
    """
    client = sign_in(config, context, policy, gates)
    server, email = server_of(config), config.email is not None
    clock = Clock(None) if context.recording is not None else Clock()
    told = Flavour.CLOUD if config.cloud_id else None if config.deployment == "auto" else Flavour(config.deployment)
    if told is not None:
        return Site(Asking(client, server, told, email=email, clock=clock), told, None, clock)
    unknown = Asking(client, server, None, email=email, clock=clock)
    body = unknown.ask("GET", "serverInfo", what="which kind of Jira it is (or say `deployment:`)")
    found = decode_server(body, unknown.line("GET", "serverInfo"))
    clock.told(found.time)
    flavour = Flavour.CLOUD if found.deployment.lower() == "cloud" else Flavour.DATACENTER
    return Site(Asking(client, server, flavour, email=email, clock=clock), flavour, found, clock)
