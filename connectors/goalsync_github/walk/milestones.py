"""All milestones of a repository: open and closed ones, with their ETag where they fit on a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_milestones
from goalsync_github.facts.raw import RawMilestone
from goalsync_github.site.repository import Repository

_QUERY: Final[dict[str, str | int]] = {"state": "all", "per_page": 100}
_MOST_AGAIN: Final = 5


@dataclass(frozen=True, slots=True)
class Milestones:
    """`all` None: they are as they were when `etag` was given."""

    all: Sequence[RawMilestone] | None
    etag: str | None


def milestones(repository: Repository, etag: str | None = None) -> Milestones:
    """They are on pages by number: those are read until no page shifted meanwhile. Raises SourceError."""
    for _ in range(_MOST_AGAIN):
        answer = repository.ask("milestones", _QUERY, etag=etag)
        if answer.unchanged:
            return Milestones(None, etag)
        pages = [answer]
        while answer.next is not None:
            answer = repository.follow(answer.next)
            pages.append(answer)
        found = {one.id: one for page in pages for one in decode_milestones(page.body, page.line)}
        if len(pages) == 1:
            return Milestones(tuple(found.values()), pages[0].etag)
        again = (repository.follow(page.url, etag=page.etag) for page in pages[:-1])
        if all(now.unchanged or now.body == then.body for now, then in zip(again, pages, strict=False)):
            return Milestones(tuple(found.values()), None)
    message = f"{repository.what}: its milestones change faster than their pages can be read"
    raise SourceError(PullCode.BAD_ANSWER, message, remedy="run again at a quieter time")
