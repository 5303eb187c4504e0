"""Whether a site compares `updated` with milliseconds since 1970 rightly: examined once, by what it holds itself."""

from __future__ import annotations

from datetime import tzinfo
from threading import Lock
from typing import NamedTuple

from goalsync_jira.facts.moments import milliseconds, moment
from goalsync_jira.site.refusals import Refused
from goalsync_jira.walk.search import Search
from goalsync_jira.walk.since import literal, minute, updated_since, zones_of

_MINUTE = 60_000


class Newest(NamedTuple):
    """The newest update of what a query finds, in milliseconds since 1970, and the id of its issue."""

    updated: int
    native_id: int


def newest_of(search: Search, jql: str, what: str) -> int | None:
    """The newest update of what `jql` finds, in milliseconds since 1970; None where it finds nothing."""
    found = newest_issue(search, jql, what)
    return None if found is None else found.updated


def newest_issue(search: Search, jql: str, what: str) -> Newest | None:
    """The same with its issue."""
    token: str | None = None
    for _ in range(3):  # an empty page with a token is not the end
        page = search.issues(f"{jql} ORDER BY updated DESC", ["updated"], 1, what=what, token=token)
        for issue in page.issues:
            at = moment(issue.fields.updated if issue.fields else None)
            return None if at is None else Newest(milliseconds(at), int(issue.id))
        token = page.next_token
        if token is None:
            break
    return None


class Epoch:
    """What is known of one site; shared by the threads of a run, so that it is examined once."""

    def __init__(self, search: Search) -> None:
        self._search = search
        self._lock = Lock()
        self._right: bool | None = None

    @property
    def zones(self) -> tuple[tzinfo, ...]:
        """The zones in which the site may read a date."""
        site = self._search.site
        return zones_of(site.myself.time_zone, site.server.time if site.server else None)

    def is_right(self, known: bool | None, jql: str, newest: int, what: str) -> bool:
        """`known` if it is, else found out from the newest update of what `jql` finds; raises SourceError."""
        if known is not None:
            return known
        with self._lock:
            if self._right is None:
                self._right = self._examine(jql, newest, what)
            return self._right

    def _examine(self, jql: str, newest: int, what: str) -> bool:
        """In milliseconds from its own minute on the newest update is found, also together with a dated literal of
        that minute; from the next minute on nothing older than that is.
        """
        start = minute(newest)
        since = updated_since(start, None)
        dated = f'updated >= "{literal(start, zones_of(self._search.site.myself.time_zone, None)[0])}"'
        try:
            found = newest_of(self._search, f"{jql} AND {since} AND {dated}", what)
            if found is None or found < start:
                found = newest_of(self._search, f"{jql} AND {since}", what)
            later = newest_of(self._search, f"{jql} AND {updated_since(start + _MINUTE, None)}", what)
        except Refused as refused:
            if refused.status != 400:
                raise
            return False
        return found is not None and found >= start and (later is None or later >= start + _MINUTE)
