"""A search that finds nothing: whether that is so, told by other ways than the same search.

An anonymous visitor gets empty answers, not errors, and credentials may hold for some requests only.
"""

from __future__ import annotations

from collections.abc import Callable

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.site.projects import not_browsable
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.epoch import Newest, newest_issue
from goalsync_jira.walk.search import Search
from goalsync_jira.walk.since import bounds

IsThere = Callable[[int], bool]
"""Whether an issue is there, in the project that is pulled, asked for by itself."""


class Emptiness:
    """Of one project, within `jql`."""

    def __init__(self, search: Search, batches: Batches, is_there: IsThere, *, key: str, jql: str | None) -> None:
        self._search = search
        self._batches = batches
        self._is_there = is_there
        self._key = key
        self._jql = jql
        self._what = f"project {key}"

    def see(self, at: int | None) -> str:
        """A note that nothing is found in the project; raises SourceError where that cannot be true.

        The account is proven and the project seen; `at`, an issue that was found before, must have gone or have left
        what `jql` bounds. Raises Archived for a project that cannot be searched for that reason.
        """
        self._search.site.confirm()
        if not self._batches.see_archived():
            raise not_browsable(self._key)
        if at is not None and self._is_there(at):
            whole = self._jql and newest_issue(self._search, bounds(self._key, None), self._what)
            if not whole:
                raise self.untrue(f"though issue {at} is there")
        within = " within `jql`" if self._jql else ""
        return (
            f"{self._what}: it can be seen, but no issue{within} is found in it; if there are any, check what "
            "the account may browse, and issue security"
        )

    def nothing_since(self, start: int) -> Newest | None:
        """The newest issue where nothing was updated from `start` on; None where the project is found empty.

        Raises SourceError where there is an update after all: the search that did not find it cannot be believed.
        """
        found = newest_issue(self._search, bounds(self._key, self._jql), self._what)
        if found is not None and found.updated >= start:
            raise self.untrue(f"though issue {found.native_id} was updated since")
        return found

    def untrue(self, though: str) -> SourceError:
        """The error for an empty answer that contradicts another."""
        message = f"{self._what}: {self._search.line} finds nothing, {though}"
        remedy = "check that searches are made in the account's name (its token, a proxy between); the next run retries"
        return SourceError(PullCode.BAD_ANSWER, message, remedy=remedy)
