"""Issues by their ids: many at once, whole, translated; and the truth about those that do not come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync_jira.facts.issues import RawIssue
from goalsync_jira.facts.translate import Translator
from goalsync_jira.site.projects import Archived, look_up, not_browsable, renamed
from goalsync_jira.site.refusals import Refused
from goalsync_jira.walk.histories import Histories
from goalsync_jira.walk.search import Search

CLOUD_BATCH: Final = 100
"""Ids that issue/bulkfetch takes at most."""
DATACENTER_BATCH: Final = 200
_BULK: Final = "issue/bulkfetch"
_BY_ID: Final = "issue/{}"


class Batches:
    """Fetches issues of one project (`partition`) in one pull. Threads share it."""

    def __init__(
        self,
        search: Search,
        asked: Sequence[str],
        translator: Translator,
        histories: Histories,
        *,
        partition: str,
        partitions: frozenset[str],
        needs_started: Callable[[WorkItem], bool],
    ) -> None:
        self._search = search
        self.asked: Final = list(asked)
        self._translator = translator
        self._histories = histories
        self._partition = partition
        self._partitions = partitions
        self._needs_started = needs_started
        self._what = f"project {partition}"
        self._visible = False
        self._key_now: str | None = None
        self.size: Final = CLOUD_BATCH if search.site.cloud else DATACENTER_BATCH

    def of(self, ids: Sequence[int]) -> Iterator[Sequence[int]]:
        """The ids in batches of what one request takes."""
        return (ids[start : start + self.size] for start in range(0, len(ids), self.size))

    def fetch(self, ids: Sequence[int]) -> list[WorkItem]:
        """The items with these ids, in order of id; those that are gone meanwhile are left out.

        Raises SourceError: what does not come is asked for again with the identity proven, and if it still does not,
        the project itself must be there, for an account that lost it sees the same.
        """
        return self.translated(self.whole(ids))

    def whole(self, ids: Sequence[int]) -> list[RawIssue]:
        """The same, not translated yet."""
        issues = self.ask(ids)
        missing = self.missing(ids, issues)
        if missing:
            self._search.site.confirm()
            issues += self.ask_again(missing)
            if self.missing(ids, issues):
                self._see_project()
        return issues

    def missing(self, ids: Sequence[int], issues: Sequence[RawIssue]) -> list[int]:
        """Those of the ids that are not among the issues."""
        there = {int(issue.id) for issue in issues}
        return [native for native in ids if native not in there]

    def ask_again(self, ids: Sequence[int]) -> list[RawIssue]:
        """Once more for those that did not come: together on Cloud, each by itself where only the index was asked."""
        if self._search.site.cloud:
            return self.ask(ids)
        found: list[RawIssue] = []
        for native in ids:
            path = _BY_ID.format(native)
            fields = {"fields": ",".join(self.asked)}
            try:
                body = self._search.site.ask("GET", path, params=fields, what=f"issue {native}")
            except Refused as refused:
                if refused.status in (403, 404):
                    continue
                raise
            page = self._search.decoder.decode(b'{"issues":[%b]}' % body, self._search.site.line("GET", path))
            found += [issue for issue in page.issues if int(issue.id) == native]
        return found

    def ask(self, ids: Sequence[int], **more: Any) -> list[RawIssue]:
        """Ask once for some issues; `more` goes into the request, also in the place of the fields to ask for."""
        wanted = set(ids)
        answers = self._bulk(ids, more) if self._search.site.cloud else self._searched(ids, more)
        return [issue for issues in answers for issue in issues if int(issue.id) in wanted]

    def _bulk(self, ids: Sequence[int], more: Mapping[str, Any]) -> Iterator[list[RawIssue]]:
        site = self._search.site
        body = {"issueIdsOrKeys": [str(native) for native in ids], "fields": self.asked, **more}
        answer = site.ask("POST", _BULK, json=body, what=self._what)
        yield self._search.decoder.decode(answer, site.line("POST", _BULK)).issues

    def _searched(self, ids: Sequence[int], more: Mapping[str, Any]) -> Iterator[list[RawIssue]]:
        """Several answers where the site gives fewer at once."""
        left = list(ids)
        while left:
            jql = f"id in ({', '.join(map(str, left))}) ORDER BY id ASC"
            body = {"jql": jql, "startAt": 0, "maxResults": len(left), "validateQuery": False, "fields": self.asked}
            answer = self._search.site.ask("POST", "search", json={**body, **more}, what=self._what)
            page = self._search.decoder.decode(answer, self._search.line)
            yield page.issues
            there = {int(issue.id) for issue in page.issues}
            rest = [native for native in left if native not in there]
            if page.total is None or page.total <= len(page.issues) or len(rest) == len(left):
                return
            left = rest

    def translated(self, issues: Sequence[RawIssue]) -> list[WorkItem]:
        """Work items, each once, in order of id, with the time work began on them where that is needed."""
        items = {int(issue.id): self._home(self._translator.item(issue)) for issue in issues}
        needed = [native for native in sorted(items) if self._needs_started(items[native])]
        for native, started in self._histories.started(needed, self.ask).items():
            items[native] = msgspec.structs.replace(items[native], started=started)
        return [items[native] for native in sorted(items)]

    def _home(self, item: WorkItem) -> WorkItem:
        """The same where its project is one that is pulled, else moved out of what is pulled."""
        if item.project == self._partition or item.project in self._partitions:
            return item
        if self._key_now is None:
            project = look_up(self._search.site, self._partition)
            self._key_now = project.key if project else self._partition
        if self._key_now == item.project:
            raise renamed(self._partition, item.project)
        return msgspec.structs.replace(item, presence=Presence.MOVED)

    def see_archived(self) -> bool:
        """Whether the project is there for us; raises Archived where it is and cannot be searched."""
        project = look_up(self._search.site, self._partition)
        if project is not None and project.archived:
            raise Archived(self._partition)
        return project is not None

    def _see_project(self) -> None:
        """Raises SourceError where the project is not there for us any more."""
        if not self._visible and not self.see_archived():
            raise not_browsable(self._partition)
        self._visible = True
