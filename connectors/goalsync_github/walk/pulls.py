"""Pull requests of a server that does not list them among its issues, as GitHub does. Asked for by themselves.

There a pull request has no issue's id, so its own is used, told apart from issues' by its form: `pull-7`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import msgspec

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_issues, decode_pulls
from goalsync_github.facts.raw import RawIssue, RawMerge
from goalsync_github.site.asking import Answer, Parameters
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository
from goalsync_github.walk.page import updates

PREFIX: Final = "pull-"
_A_PAGE: Final = 100


@dataclass(slots=True)
class Pulls:
    """Of one repository. `apart`: they are not among its issues."""

    repository: Repository
    apart: bool = False
    open: int = 0
    """How many of those that are not among the issues are open, after all of them were listed."""
    _among: bool = False

    def look(self, raws: Sequence[RawIssue]) -> None:
        """Take note of a page of issues: one pull request among them shows how the server is."""
        self._among = self._among or any(raw.is_pull for raw in raws)

    def all(self) -> Iterator[list[RawIssue]]:
        """After a walk through all issues: pages of those that are not among them; raises SourceError.

        In order of creation: none is ever deleted, so pages by number do not shift.
        """
        if self._among:
            return
        try:
            for found in self._pages({"state": "all", "sort": "created", "direction": "asc", "per_page": _A_PAGE}):
                self.apart = self.apart or bool(found)
                self.open += sum(raw.state == "open" for raw in found)
                yield found
        except Refused as refused:
            if refused.status != 403:
                raise
            message = f"{self.repository.what}: its pull requests may not be read"
            todo = "give the token or App read access to Pull requests, or leave `pull_requests` out of `include`"
            raise SourceError(PullCode.UNREADABLE, message, remedy=todo) from None

    def since(self, start: datetime | None) -> Iterator[list[RawIssue]]:
        """Pages of those updated at `start` or later, where they are not among the issues; raises SourceError.

        From the newest on: what is updated meanwhile pushes others behind, where they come a second time.
        """
        if not self.apart:
            return
        for found in self._pages({"state": "all", "sort": "updated", "direction": "desc", "per_page": _A_PAGE}):
            moments = updates(found, start)
            yield [raw for raw, at in zip(found, moments, strict=True) if start is None or at >= start]
            if start is not None and moments and moments[-1] < start:
                return

    def _pages(self, params: Parameters) -> Iterator[list[RawIssue]]:
        answer = self.repository.ask("pulls", params)
        yield decoded(answer)
        while answer.next is not None:
            answer = self.repository.follow(answer.next)
            yield decoded(answer)


def decoded(answer: Answer) -> list[RawIssue]:
    """A list of pull requests, or one, as issues that are pull requests; raises SourceError (bad_answer)."""
    body = answer.body if answer.body.lstrip()[:1] == b"[" else b"[%b]" % answer.body
    merged = {raw.number: raw.merged_at for raw in decode_pulls(body, answer.line)}
    return [
        msgspec.structs.replace(
            raw, pull_request=RawMerge(url=answer.url, html_url=raw.html_url, merged_at=merged[raw.number])
        )
        for raw in decode_issues(body, answer.line)
    ]
