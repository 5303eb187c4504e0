"""Pages of issues in order of update, each asked for while the one before is read. Complete, or an error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final, assert_never

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.raw import RawIssue
from goalsync_github.site.links import is_cursor
from goalsync_github.walk.ahead import Ahead, Begun
from goalsync_github.walk.page import Asked, Read, Reader, updates
from goalsync_github.walk.turn import Anew, End, Follow, Turn, turn

_MOST_AGAIN: Final = 5
"""Times that pages by number are read once more because they shifted meanwhile."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of issues, less those of the page before.

    `behind`: everything updated before it has been read; None: nothing is known of that yet. `alone`: the only page.
    `unchanged`: nothing came, for nothing differs from what the ETag stands for.
    """

    issues: Sequence[RawIssue]
    behind: datetime | None
    newest: datetime | None = None
    """The newest update on it."""
    etag: str | None = None
    alone: bool = False
    unchanged: bool = False
    full: bool = False
    """It holds as many as a page can: one more would not show in it."""


class Listing:
    """Lists what is in one repository. Used by one pull at a time."""

    def __init__(self, reader: Reader, ahead: Ahead) -> None:
        self._reader = reader
        self._ahead = ahead

    def pages(self, since: datetime | None, traffic: Traffic, *, etag: str | None = None) -> Iterator[Listed]:
        """From `since` on (None: from the first); a single unchanged one where `etag` says so. Raises SourceError.

        No `since` is ever sent for the first: asked for everything since 1970 GitHub answers nothing at all.
        """
        steps = _Steps(self._reader, asked=since, behind=since)
        begun: Begun[Read] | None = self._begin(Asked(since=since, etag=etag))
        first = True
        try:
            while begun is not None:
                read = begun.take(traffic)
                begun = None
                if read.answer.unchanged:
                    yield Listed((), since, etag=etag, alone=True, unchanged=True)
                    return
                fresh = [issue for issue in read.issues if issue.id not in steps.seen]
                following = steps.after(read)
                if following is not None:
                    begun = self._begin(following)
                yield Listed(
                    fresh,
                    steps.behind,
                    newest=max(updates(read.issues, since), default=None),
                    etag=read.answer.etag,
                    alone=first and begun is None,
                    full=read.full,
                )
                first = False
        finally:
            if begun is not None:
                begun.drop()

    def _begin(self, asked: Asked) -> Begun[Read]:
        return self._ahead.begin(lambda: self._reader.read(asked))


@dataclass(slots=True)
class _Steps:
    """Where a walk is. `seen`: ids of the last second, which the next page holds once more."""

    reader: Reader
    asked: datetime | None
    behind: datetime | None
    seen: frozenset[int] = frozenset()
    numbered: list[Read] = field(default_factory=list)
    """Pages that were followed by number since `asked`: they shift where one of their issues is updated meanwhile."""
    again: int = 0

    def after(self, read: Read) -> Asked | None:
        """What to ask for after a page; None after the last one. Raises SourceError."""
        link = read.answer.next
        by_cursor = link is not None and is_cursor(link)
        moments = updates(read.issues, self.asked)
        answered = datetime.fromtimestamp(self.reader.clock(read.answer), UTC)
        go = turn(moments, since=self.asked, more=link is not None, by_cursor=by_cursor, answered=answered)
        if isinstance(go, Follow) and not by_cursor:
            self.numbered.append(read)
        elif self.numbered and not self._stand():
            return self._once_more()
        return self._go(go, read, moments, link)

    def _go(self, go: Turn, read: Read, moments: Sequence[datetime], link: str | None) -> Asked | None:
        match go:
            case End():
                return None
            case Anew(since=start):
                self.asked = self.behind = start
                self.seen = frozenset(
                    issue.id for issue, moment in zip(read.issues, moments, strict=True) if moment == start
                )
                return Asked(since=start, after=True)
            case Follow(behind=known):
                if not self.numbered and known is not None:
                    self.behind = known
                return Asked(url=link)
            case _:
                assert_never(go)

    def _stand(self) -> bool:
        """Whether the pages that were followed by number still hold what they held; forgets them."""
        pages, self.numbered = self.numbered, []
        return all(self.reader.stands(page) for page in pages)

    def _once_more(self) -> Asked:
        self.again += 1
        if self.again > _MOST_AGAIN:
            message = f"{self.reader.what}: its issues change faster than their pages can be read"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="run again at a quieter time")
        self.seen = frozenset()
        return Asked(since=self.asked)
