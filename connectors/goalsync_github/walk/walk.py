"""Pulling one repository: everything, or what was updated since; and what there is at all."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Census, Page, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_github.cursor import Cursor, Tags
from goalsync_github.facts.raw import RawRepository
from goalsync_github.site.repository import Repository
from goalsync_github.walk.boards import Boards
from goalsync_github.walk.items import Items
from goalsync_github.walk.listing import Listed, Listing
from goalsync_github.walk.milestones import Milestones, milestones
from goalsync_github.walk.native_ids import NativeIds
from goalsync_github.walk.parents import Parents
from goalsync_github.walk.pulls import Pulls

_SECOND: Final = timedelta(seconds=1)


@dataclass(slots=True)
class Walk:
    """One pull of one repository."""

    repository: Repository
    listing: Listing
    items: Items
    parents: Parents
    pulls: Pulls
    boards: Boards
    shape: str
    overlap: timedelta
    traffic: Traffic
    seen: array[int] = field(default_factory=lambda: array("Q"))

    def pages(self, cursor: Cursor | None, *, census: bool) -> Iterator[Page]:
        """Pages from `cursor` on (None: everything); the last has the cursor to keep. Raises SourceError.

        A walk through everything takes the census as it goes. One that was cut short goes on where it was; it has not
        seen all, so the next pull but one takes it.
        """
        if cursor is None or cursor.walking or census or self.boards.lost_cards(self.repository, cursor):
            yield from self._everything(cursor)
        else:
            yield from self._changes(cursor)

    def _everything(self, cursor: Cursor | None) -> Iterator[Page]:
        """A walk through what is stored already keeps its cursor until it is through: what changed comes anyway."""
        record = self.repository.record()
        self._recognize(cursor, record)
        self.items.archived = record.archived
        moving = cursor is None or cursor.walking
        resumed = cursor is not None and cursor.walking
        kept = Cursor(self.shape, record.id, cursor.since if cursor and resumed else None, walking=True)
        found = self._milestones(None)
        held = self.items.milestones(found.all or ())
        others = [item.native_id for item in held]
        newest = kept.since
        for listed in self.listing.pages(kept.since, self.traffic) if self.items.has_issues else ():
            if held:
                yield Page(held, cursor=str(kept) if moving and kept.since is not None else None)
            held = self.items.issues(listed.issues)
            self.seen.extend(raw.id for raw in self.items.wanted(listed.issues))
            self.parents.look(listed.issues)
            self.pulls.look(listed.issues)
            newest = _newest(newest, listed)
            kept = msgspec.structs.replace(kept, since=listed.behind or kept.since)
        for found_apart in self.pulls.all() if self.items.has_pulls else ():
            if held:
                yield Page(held)
            held = self.items.pulls(found_apart)
            others += [item.native_id for item in held]
        self._doubt(record, newest)
        children, parents = self.parents.children()
        if children:
            yield Page(held)
            held = self.items.issues(children, parents)
        done = msgspec.structs.replace(self._cursor(record, newest), tags=self._tags(found.etag))
        census = None if resumed else Census(NativeIds(self.seen, others))
        yield Page(held, cursor=str(done), notes=self._notes(), census=census)

    def _changes(self, cursor: Cursor) -> Iterator[Page]:
        """What was updated since the cursor, less the overlap; milestones and cards if anything is new of them."""
        self.items.archived, self.parents.untold, self.pulls.apart = cursor.archived, cursor.untold, cursor.apart
        self.repository.called = cursor.called
        old = self._old_tags(cursor)
        found = self._milestones(old.milestones)
        held = self.items.milestones(found.all or ())
        nothing = found.all is None and self.items.has_milestones
        newest, etag = cursor.since, old.issues
        start = None if cursor.since is None else cursor.since - self.overlap
        for listed in self.listing.pages(start, self.traffic, etag=old.issues) if self.items.has_issues else ():
            if listed.unchanged:
                continue
            nothing = False
            if held:
                yield Page(held)
            held = self.items.issues(listed.issues, self.parents.of(listed.issues))
            newest = _newest(newest, listed)
            etag = listed.etag if listed.alone and not listed.full else None
        for found_apart in self.pulls.since(start) if self.items.has_pulls else ():
            nothing = nothing and not found_apart
            held = [*held, *self.items.pulls(found_apart)]
        moved = self.boards.moved(self.repository, cursor)
        if moved:
            nothing = False
            held = [*held, *self.items.issues(moved, self.parents.of(moved))]
        tags = self._tags(found.etag, etag if newest == cursor.since else None)  # else the next pull asks differently
        kept = msgspec.structs.replace(
            cursor, since=newest, tags=tags, called=self.repository.renamed, board=self.boards.of(self.repository)
        )
        yield Page(held, cursor=str(kept), unchanged=nothing, notes=self._notes())

    def _doubt(self, record: RawRepository, newest: datetime | None) -> None:
        """No issue at all is believed only where the repository counts none that are open; else raises SourceError."""
        left = (record.open_issues_count or 0) - self.pulls.open
        if self.items.has_issues and newest is None and left > 0:
            message = f"{self.repository.what} counts {record.open_issues_count} open issues, and {left} are not listed"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="try again later; check what the token may read")

    def _milestones(self, etag: str | None) -> Milestones:
        return milestones(self.repository, etag) if self.items.has_milestones else Milestones(None, None)

    def _cursor(self, record: RawRepository, newest: datetime | None) -> Cursor:
        return Cursor(
            self.shape,
            record.id,
            newest,
            called=self.repository.renamed,
            untold=self.parents.untold,
            apart=self.pulls.apart,
            board=self.boards.of(self.repository),
            archived=record.archived,
        )

    def _old_tags(self, cursor: Cursor) -> Tags:
        """The ETags that still say something: of this token, and of what is asked for now."""
        token = self.repository.site.digest
        if token is None or cursor.tags.token != token:
            return Tags()
        if cursor.tags.overlap != self.overlap // _SECOND:
            return msgspec.structs.replace(cursor.tags, issues=None)
        return cursor.tags

    def _tags(self, of_milestones: str | None, issues: str | None = None) -> Tags:
        token = self.repository.site.digest
        if token is None or (of_milestones is None and issues is None):
            return Tags()
        return Tags(token, issues, self.overlap // _SECOND if issues else 0, of_milestones)

    def _recognize(self, cursor: Cursor | None, record: RawRepository) -> None:
        if cursor is not None and cursor.repository not in (None, record.id):
            message = f"{self.repository.what} is another one now: its id is {record.id}, not {cursor.repository}"
            todo = "write what the old one is called now in `repositories`, or run once with --full if it is meant"
            raise SourceError(PullCode.GONE, message, remedy=todo)

    def _notes(self) -> tuple[str, ...]:
        name, called = self.repository.name, self.repository.renamed
        notes = [f"{name} is called {called} now: write that in `repositories`"] if called else []
        if self.items.archived:
            notes.append(f"{name} is archived: nothing in it changes any more")
        return (*notes, *self.items.notes(), *self.boards.notes(), *self.repository.site.budget.notes())


def _newest(before: datetime | None, listed: Listed) -> datetime | None:
    return max((at for at in (before, listed.newest) if at is not None), default=None)
