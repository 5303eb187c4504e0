"""What became of issues that a census no longer lists: asked for by id, wherever they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Located
from goalsync_jira.facts.issues import RawIssue
from goalsync_jira.site.projects import look_up
from goalsync_jira.site.refusals import Refused
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.search import Search

_BY_ID: Final = "issue/{}"


class Locating:
    """Looks for issues of one project. `jql` is the bound of what is pulled of each project, if there is one."""

    def __init__(self, search: Search, batches: Batches, *, partition: str, jql: str | None) -> None:
        self._search = search
        self._batches = batches
        self._partition = partition
        self._jql = jql

    def located(self, native_ids: Sequence[str]) -> Iterator[Located]:
        """Each id exactly once, some at a time. Not found is `gone` in a project that is still there, else `lost`.

        Raises SourceError. Nothing is concluded before the identity is proven after the answers.
        """
        numbers = [int(native) for native in native_ids if native.isascii() and native.isdigit()]
        others = [native for native in native_ids if not (native.isascii() and native.isdigit())]
        visible: bool | None = None
        for ids in self._batches.of(sorted(set(numbers))):
            issues = self._batches.ask(ids)
            missing = self._batches.missing(ids, issues)
            if missing:
                issues += self._one_by_one(missing)
                missing = self._batches.missing(ids, issues)
            if missing:
                self._search.site.confirm()
                if visible is None:
                    project = look_up(self._search.site, self._partition)
                    visible = project is not None and not project.archived
            absent = tuple(map(str, missing))
            items = tuple(self._within(self._batches.translated(issues)))
            yield Located(items, gone=absent if visible else (), lost=() if visible else absent)
        if others:
            yield Located(gone=tuple(others))

    def _one_by_one(self, ids: Sequence[int]) -> list[RawIssue]:
        """Once more for those that did not come: together on Cloud, each by itself where only the index was asked."""
        if self._search.site.cloud:
            return self._batches.ask(ids)
        found: list[RawIssue] = []
        for native in ids:
            path = _BY_ID.format(native)
            fields = {"fields": ",".join(self._batches.asked)}
            try:
                body = self._search.site.ask("GET", path, params=fields, what=f"issue {native}")
            except Refused as refused:
                if refused.status in (403, 404):
                    continue
                raise
            page = self._search.decoder.decode(b'{"issues":[%b]}' % body, self._search.site.line("GET", path))
            found += [issue for issue in page.issues if int(issue.id) == native]
        return found

    def _within(self, items: Sequence[WorkItem]) -> Iterator[WorkItem]:
        """The items; those outside the bound of what is pulled are moved out of it."""
        present = [item for item in items if item.presence is Presence.PRESENT]
        inside = {item.native_id for item in present}
        if self._jql and present:
            ids = ", ".join(item.native_id for item in present)
            found = self._search.ids(
                f"({self._jql}) AND id in ({ids})", what=f"project {self._partition}", most=len(present)
            )
            inside = set(map(str, found.ids))
        for item in items:
            outside = item.presence is Presence.PRESENT and item.native_id not in inside
            yield msgspec.structs.replace(item, presence=Presence.MOVED) if outside else item
