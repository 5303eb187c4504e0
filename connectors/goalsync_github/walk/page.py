"""One page of issues: asked for until it comes as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_issues
from goalsync_github.facts.moments import moment
from goalsync_github.facts.raw import RawIssue
from goalsync_github.site.asking import Answer
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository

A_PAGE: Final = 100
"""Issues that a page holds at most."""
_QUERY: Final[dict[str, str | int]] = {"state": "all", "sort": "updated", "direction": "asc", "per_page": A_PAGE}
_TRIES: Final = 3
"""Times that a page is asked for that does not come as one."""
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Asked:
    """What to ask for: an address that GitHub gave, or what was updated at `since` or later (None: everything).

    `after`: a page before this one said that more follows.
    """

    url: str | None = None
    since: datetime | None = None
    etag: str | None = None
    after: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A page as it came."""

    asked: Asked
    answer: Answer
    issues: Sequence[RawIssue]

    @property
    def full(self) -> bool:
        """Whether another issue would be on another page."""
        return len(self.issues) >= A_PAGE


class Reader:
    """Reads pages of the issues of one repository."""

    def __init__(self, repository: Repository) -> None:
        self._repository = repository
        self.what: Final = repository.what
        self.clock: Final[Callable[[Answer], float]] = repository.site.clock

    def read(self, asked: Asked) -> Read:
        """The page, or that it is unchanged since the ETag; raises SourceError.

        What cannot be read is asked for again, and so is a page that is empty though more is announced: to follow that
        would lose what belongs on it. An empty end is believed when it is said twice.
        """
        for left in reversed(range(_TRIES)):
            try:
                read = self._read(asked)
            except Refused:
                raise
            except SourceError as error:
                if error.code is not PullCode.BAD_ANSWER or not left:
                    raise
                continue
            if read.answer.unchanged or read.issues:
                return read
            if read.answer.next is None and (not asked.after or left < _TRIES - 1):
                return read
        message = f"{self.what}: {read.answer.line} gives an empty page and says that more follows"
        raise SourceError(PullCode.BAD_ANSWER, message, remedy="try again later")

    def stands(self, read: Read) -> bool:
        """Whether a page still holds the same issues in the same order; raises SourceError."""
        again = self._read(Asked(read.asked.url, read.asked.since, read.answer.etag))
        return again.answer.unchanged or [one.id for one in again.issues] == [one.id for one in read.issues]

    def _read(self, asked: Asked) -> Read:
        if asked.url is not None:
            answer = self._repository.follow(asked.url, etag=asked.etag)
        else:
            answer = self._repository.ask("issues", query(asked.since), etag=asked.etag)
        return Read(asked, answer, () if answer.unchanged else decode_issues(answer.body, answer.line))


def query(since: datetime | None) -> dict[str, str | int]:
    """What is asked of `issues`: a time with its zone, in UTC, or none."""
    return {**_QUERY, **({} if since is None else {"since": f"{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"})}


def updates(issues: Sequence[RawIssue], before: datetime | None) -> list[datetime]:
    """When each of them was updated; one that does not tell was so with the one before it."""
    found: list[datetime] = []
    last = before or _BEGINNING
    for issue in issues:
        last = moment(issue.updated_at) or last
        found.append(last)
    return found
