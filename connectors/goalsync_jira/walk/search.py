"""One page of a search, on either kind of Jira."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from goalsync_jira.facts.answers import IdPage, decode_ids
from goalsync_jira.facts.issues import IssueDecoder, IssuePage
from goalsync_jira.site.site import Site

CLOUD_IDS: Final = 5000
"""Ids in a page of Cloud at most, where nothing but ids is asked for."""
DATACENTER_IDS: Final = 1000
"""The same of Data Center as it is set up by default; a site may give fewer."""


class Search:
    """Asks for pages of a query. `what` says for people what it is asked for."""

    def __init__(self, site: Site, decoder: IssueDecoder) -> None:
        self.site = site
        self.decoder = decoder
        self.path: Final = "search/jql" if site.cloud else "search"

    def ids(self, jql: str, *, what: str, token: str | None = None, most: int | None = None) -> IdPage:
        """A page of nothing but ids; from `token` on (Cloud only: Data Center is asked anew from beyond an id)."""
        size = most if most is not None else CLOUD_IDS if self.site.cloud else DATACENTER_IDS
        return decode_ids(self._ask(jql, ["id"], size, token, what), self.line)

    def issues(self, jql: str, fields: Sequence[str], most: int, *, what: str, token: str | None = None) -> IssuePage:
        """A page of issues with some of their fields."""
        return self.decoder.decode(self._ask(jql, fields, most, token, what), self.line)

    @property
    def line(self) -> str:
        """How errors name a search."""
        return self.site.line("POST", self.path)

    def _ask(self, jql: str, fields: Sequence[str], most: int, token: str | None, what: str) -> bytes:
        body: dict[str, Any] = {"jql": jql, "fields": list(fields), "maxResults": most}
        if token is not None:
            body["nextPageToken"] = token
        if not self.site.cloud:
            body["startAt"] = 0  # never another: pages by number repeat and miss issues while data changes
        return self.site.ask("POST", self.path, json=body, what=what)
