"""Pulling one project: everything in ascending order of id, or what was updated since; and what there is at all."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from itertools import islice
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Census, Page, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_jira.cursor import Cursor, Walk
from goalsync_jira.facts.moments import milliseconds
from goalsync_jira.walk.batches import Batches
from goalsync_jira.walk.epoch import Epoch, newest_of
from goalsync_jira.walk.listing import list_ids
from goalsync_jira.walk.native_ids import NativeIds
from goalsync_jira.walk.pool import Pool
from goalsync_jira.walk.search import Search
from goalsync_jira.walk.since import bounds, updated_since

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
        self._what = f"project {key}"
        self._bounds = bounds(key, jql)
        self._overlap = overlap
        self._traffic = traffic
        self._notes = notes

    def pages(self, cursor: Cursor | None, shape: str, *, census: bool) -> Iterator[Page]:
        """Pages from `cursor` on (None: everything); the last has the cursor to keep, and the census if one was taken.

        A walk that was cut short goes on, and what was updated since it began follows at once.
        """
        if cursor is not None and cursor.walk is None and cursor.since is not None:
            yield from self._changes(cursor, self._list() if census else None)
            return
        resumed = cursor is not None and cursor.walk is not None
        walk = cursor.walk if cursor else None
        if walk is None:
            walk = Walk(newest_of(self._search, self._bounds, self._what))
            if walk.newest is None and cursor is not None and not census:
                self._search.site.confirm()  # still nothing in it, as before
                yield Page(cursor=str(Cursor(shape)))
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
        newest = walk.newest
        if ids and newest is None:
            newest = newest_of(self._search, self._bounds, self._what)
            if newest is None:
                message = f"{self._what}: {self._search.line} lists {len(ids)} issues, but knows of no update of them"
                raise SourceError(PullCode.BAD_ANSWER, message, remedy="try again later")
        for after, items in self._fetched(ids.after(walk.after)):
            yield Page(items, cursor=str(Cursor(cursor.shape, walk=Walk(newest, after), epoch=cursor.epoch)))
        epoch = None
        if newest is not None:
            epoch = self._epoch.is_right(cursor.epoch, self._bounds, newest, self._what)
        return ids, Cursor(cursor.shape, newest, epoch=epoch)

    def _changes(self, cursor: Cursor, all_ids: NativeIds | None) -> Iterator[Page]:
        """Pages of what was updated since the cursor, less the overlap. No upper bound: what changes all the time
        would never come. The new cursor is the newest update seen, kept once everything has come.
        """
        since = cursor.since or 0
        start = since - self._overlap
        epoch = self._epoch.is_right(cursor.epoch, self._bounds, since, self._what)
        jql = f"{self._bounds} AND {updated_since(start, None if epoch else self._epoch.zones)}"
        newest = since
        held: list[WorkItem] = []
        for _, items in self._fetched(list_ids(self._search, jql, self._what).after(0)):
            if held:
                yield Page(held)
            held = [item for item in items if item.updated is None or milliseconds(item.updated) >= start]
            newest = max([newest, *(milliseconds(item.updated) for item in held if item.updated is not None)])
        if newest > since:
            self._search.site.confirm()  # before the cursor passes what an anonymous visitor may not have been shown
        census = None if all_ids is None else Census(all_ids)
        kept = Cursor(cursor.shape, newest, epoch=epoch)
        yield Page(held, cursor=str(kept), notes=self._notes(), census=census)

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
