"""Pulling one project: everything in ascending order of id, or what was updated since; and what there is at all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import Final

from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Census, Page, Traffic
from goalsync_jira.cursor import Cursor, Walk
from goalsync_jira.facts.moments import milliseconds
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.emptiness import Emptiness
from goalsync_jira.walk.epoch import Epoch, Newest, newest_issue
from goalsync_jira.walk.listing import list_ids
from goalsync_jira.walk.native_ids import NativeIds
from goalsync_jira.walk.pool import Pool
from goalsync_jira.walk.search import Search
from goalsync_jira.walk.since import bounds, updated_since
from goalsync_jira.walk.until import Until

_TOGETHER: Final = 5
"""Batches stored in one transaction: few writes, and little to do again after a run that was killed."""


class ProjectWalk:
    """One pull of one project. `overlap` is the look-back of the cursor in milliseconds.

    `notes` tells what was noticed, for the last page.
    """

    def __init__(
        self,
        search: Search,
        batches: Batches,
        epoch: Epoch,
        pool: Pool,
        emptiness: Emptiness,
        *,
        key: str,
        jql: str | None,
        overlap: int,
        traffic: Traffic,
        notes: Callable[[], Sequence[str]],
    ) -> None:
        self._search = search
        self._batches = batches
        self._epoch = epoch
        self._pool = pool
        self._emptiness = emptiness
        self._what = f"project {key}"
        self._bounds = bounds(key, jql)
        self._overlap = overlap
        self._traffic = traffic
        self._noted = notes
        self._said: list[str] = []
        self._future: list[str] = []

    def pages(self, cursor: Cursor | None, shape: str, *, census: bool) -> Iterator[Page]:
        """Pages from `cursor` on (None: everything); the last has the cursor to keep, and the census if one was taken.

        A walk that was cut short goes on, and what was updated since it began follows at once.
        """
        cursor = self._believed(cursor)
        if cursor is not None and cursor.walk is None and cursor.since is not None:
            yield from self._changes(cursor, self._list() if census else None)
            return
        resumed = cursor is not None and cursor.walk is not None
        walk = cursor.walk if cursor else None
        if walk is None:
            walk = self._begun()
            if walk.newest is None and cursor is not None and not census:  # still nothing in it, as before
                self._said.append(self._emptiness.see(None))
                yield Page(cursor=str(Cursor(shape)), notes=self._notes())
                return
        epoch = cursor.epoch if cursor else None
        ids, done = yield from self._everything(Cursor(shape, epoch=epoch), walk)
        if resumed and done.since is not None:
            yield Page(cursor=str(done))
            yield from self._changes(done, ids)
        else:
            yield Page(cursor=str(done), notes=self._notes(), census=Census(ids))

    def _everything(self, cursor: Cursor, walk: Walk) -> Generator[Page, None, tuple[NativeIds, Cursor]]:
        """Pages of all items beyond the resume point; returns all ids there are and the cursor to keep."""
        ids = self._list()
        if not ids:
            self._said.append(self._emptiness.see(walk.at))
        elif walk.newest is None:
            walk = self._begun()
            if walk.newest is None:
                raise self._emptiness.untrue(f"though it lists {len(ids)} issues")
        for after, items in self._fetched(ids.after(walk.after)):
            self._future += self._until.future(items)
            kept = Walk(walk.newest, after, walk.at)
            yield Page(items, cursor=str(Cursor(cursor.shape, walk=kept, epoch=cursor.epoch)))
        if not ids or walk.newest is None:
            return ids, Cursor(cursor.shape)
        epoch = self._epoch.is_right(cursor.epoch, self._bounds, walk.newest, self._what)
        return ids, Cursor(cursor.shape, walk.newest, epoch=epoch, at=walk.at)

    def _changes(self, cursor: Cursor, all_ids: NativeIds | None) -> Iterator[Page]:
        """Pages of what was updated since the cursor, less the overlap. No upper bound: what changes all the time
        would never come. The new cursor is the newest update seen that is not in the future, kept once everything has
        come. The look-back finds at least the issue that the cursor is of: where nothing is found that is looked into.
        """
        since = cursor.since or 0
        start = self._until.start(since)
        epoch = self._epoch.is_right(cursor.epoch, self._bounds, since, self._what)
        jql = f"{self._bounds} AND {updated_since(start, None if epoch else self._epoch.zones)}"
        newest: Newest | None = Newest(start + self._overlap, cursor.at or 0)
        ids = list_ids(self._search, jql, self._what)
        if not ids:
            newest = self._until.kept(self._emptiness.nothing_since(start))
            if newest is None:
                self._said.append(self._emptiness.see(cursor.at))
        held: list[WorkItem] = []
        for _, items in self._fetched(ids.after(0)):
            if held:
                yield Page(held)
            held = [item for item in items if item.updated is None or milliseconds(item.updated) >= start]
            newest = self._until.newest(newest or Newest(0, 0), held)
            self._future += self._until.future(held)
        if newest is not None and newest.updated > since:
            self._search.site.confirm()  # before the cursor passes what an anonymous visitor may not have been shown
        census = None if all_ids is None else Census(all_ids)
        kept = Cursor(cursor.shape)
        if newest is not None:
            kept = Cursor(cursor.shape, newest.updated, epoch=epoch, at=newest.native_id or None)
        yield Page(held, cursor=str(kept), notes=self._notes(), census=census)

    @property
    def _until(self) -> Until:
        return Until(self._search.site.now(), self._overlap)

    def _believed(self, cursor: Cursor | None) -> Cursor | None:
        """The cursor, unless it is further ahead of the clocks than a look-back makes good: then everything is new."""
        since = None if cursor is None else cursor.walk.newest if cursor.walk is not None else cursor.since
        if since is None or not self._until.is_beyond(since):
            return cursor
        self._said.append(self._until.beyond_note(self._what, since))
        return None

    def _begun(self) -> Walk:
        """A walk that begins now."""
        newest = self._until.kept(newest_issue(self._search, self._bounds, self._what))
        return Walk(None) if newest is None else Walk(newest.updated, at=newest.native_id)

    def _notes(self) -> Sequence[str]:
        future = [self._until.note_of(self._what, self._future)] if self._future else []
        return (*self._said, *future, *self._noted())

    def _list(self) -> NativeIds:
        """All ids of the project, listed by the account itself to the end."""
        ids = list_ids(self._search, self._bounds, self._what)
        self._search.site.confirm()
        return ids

    def _fetched(self, ids: Sequence[int]) -> Iterator[tuple[int, list[WorkItem]]]:
        """(last id, items) of a few batches at a time, in order of id."""

        def fetch(batch: Sequence[int]) -> tuple[int, list[WorkItem]]:
            return batch[-1], self._batches.fetch(batch)

        results = self._pool.in_order(fetch, self._batches.of(ids), self._traffic)
        while together := list(islice(results, _TOGETHER)):
            yield together[-1][0], [item for _, items in together for item in items]
