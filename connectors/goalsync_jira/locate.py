"""What became of issues that a census no longer lists: asked for by id, wherever they are now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Located
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.listing import list_ids
from goalsync_jira.walk.search import Search


class Locating:
    """Looks for issues of one project. `jql` is the bound of what is pulled of each project, if there is one."""

    def __init__(self, search: Search, batches: Batches, *, partition: str, jql: str | None) -> None:
        self._search = search
        self._batches = batches
        self._partition = partition
        self._jql = jql

    def located(self, native_ids: Sequence[str]) -> Iterator[Located]:
        """Each id exactly once, some at a time. Not found is `gone` in a project that is still there, else `lost`.

        Raises SourceError. Nothing is concluded before the identity is proven after the answers, nor of a project that
        was archived.
        """
        numbers = [int(native) for native in native_ids if native.isascii() and native.isdigit()]
        others = [native for native in native_ids if not (native.isascii() and native.isdigit())]
        visible: bool | None = None  # not asked yet
        for ids in self._batches.of(sorted(set(numbers))):
            issues = self._batches.ask(ids)
            missing = self._batches.missing(ids, issues)
            if missing:
                issues += self._batches.ask_again(missing)
                missing = self._batches.missing(ids, issues)
            if missing:
                self._search.site.confirm()
                if visible is None:
                    visible = self._batches.see_archived()
            absent = tuple(map(str, missing))
            items = tuple(self._within(self._batches.translated(issues)))
            yield Located(items, gone=absent if visible else (), lost=() if visible else absent)
        if others:
            yield Located(gone=tuple(others))

    def _within(self, items: Sequence[WorkItem]) -> Iterator[WorkItem]:
        """The items; those outside the bound of what is pulled are moved out of it."""
        present = [item for item in items if item.presence is Presence.PRESENT]
        inside = {item.native_id for item in present}
        if self._jql and present:
            ids = ", ".join(item.native_id for item in present)
            inside = set(list_ids(self._search, f"({self._jql}) AND id in ({ids})", f"project {self._partition}"))
        for item in items:
            outside = item.presence is Presence.PRESENT and item.native_id not in inside
            yield msgspec.structs.replace(item, presence=Presence.MOVED) if outside else item
