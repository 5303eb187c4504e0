"""When work on a few issues began: their changelogs, whole, read by what the site's statuses mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from threading import Lock
from typing import Final

from goalsync.sdk.work import Phases
from goalsync_jira.facts.issues import RawChangelog, RawHistory, RawIssue, decode_changelog, decode_statuses
from goalsync_jira.facts.started import Doing, is_cut, started_of
from goalsync_jira.site.site import Site

FIELDS: Final = ("created", "status")
"""What is asked for beside a changelog."""
_A_PAGE: Final = 100
_MOST_PAGES: Final = 1000

Ask = Callable[..., list[RawIssue]]


class Histories:
    """Shared by the pulls of a run: the statuses are asked for once, and only if anything needs them."""

    def __init__(self, site: Site, phases: Phases) -> None:
        self._site = site
        self._phases = phases
        self._lock = Lock()
        self._doing: Doing | None = None

    def started(self, ids: Sequence[int], ask: Ask) -> Mapping[int, datetime | None]:
        """Id → when work on it began, of the issues that are there; raises SourceError.

        `ask(ids, fields=…, expand=…)` asks for the issues. Cloud cuts changelogs short in an answer of many issues;
        the rest is asked for issue by issue.
        """
        if not ids:
            return {}
        doing = self._statuses()
        found: dict[int, datetime | None] = {}
        for issue in ask(ids, fields=list(FIELDS), expand=["changelog"]):
            if issue.changelog is not None and is_cut(issue.changelog):
                issue.changelog = self._whole(str(issue.id))
            found[int(issue.id)] = started_of(issue, doing)
        return found

    def _statuses(self) -> Doing:
        with self._lock:
            if self._doing is None:
                body = self._site.ask("GET", "status", what="the statuses")
                self._doing = Doing.of(decode_statuses(body, self._site.line("GET", "status")), self._phases)
            return self._doing

    def _whole(self, native_id: str) -> RawChangelog:
        """All pages of a changelog; still cut where the site does not give them (Data Center has no such pages)."""
        found: list[RawHistory] = []
        total: int | None = None
        path = f"issue/{native_id}/changelog"
        for _ in range(_MOST_PAGES if self._site.cloud else 0):
            params = {"startAt": len(found), "maxResults": _A_PAGE}
            body = self._site.ask("GET", path, params=params, what=f"issue {native_id}")
            page = decode_changelog(body, self._site.line("GET", path))
            found += page.histories
            total = page.total
            if not page.histories or total is None or len(found) >= total:
                break
        return RawChangelog(found, len(found) + 1 if total is None else total)
