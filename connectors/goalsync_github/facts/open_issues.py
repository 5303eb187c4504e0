"""How many issues of a repository are open, pull requests not among them. Exact: no search, no estimate.

A repository's own `open_issues_count` holds pull requests too. GraphQL counts issues alone in one request; where it is
not to be had, they are listed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec
from msgspec import Struct

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.answers import decode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_issues
from goalsync_github.facts.asking import pages
from goalsync_github.facts.queries import OPEN_ISSUES
from goalsync_github.facts.replies import REQUEST, reply_of

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks


class NoIssues(SourceError):  # noqa: N818 - what a repository is, before it is an error
    """The repository has its issues switched off: then there is no number, and not 0."""


class _Count(Struct, frozen=True, rename="camel"):
    total_count: int


class _Repository(Struct, frozen=True, rename="camel"):
    has_issues_enabled: bool
    issues: _Count


class _Found(Struct, frozen=True):
    repository: _Repository | None = None


_FOUND: Final[msgspec.json.Decoder[_Found | None]] = msgspec.json.Decoder(_Found | None)
_ELSEWHERE: Final = (PullCode.AUTH, PullCode.LIMITED, PullCode.UNREACHABLE)
"""What listing would meet as well."""


def open_issues(site: Asks, repository: str) -> int:
    """The number of open issues; raises SourceError, `NoIssues` where they are switched off."""
    try:
        found = _counted(site, repository)
    except SourceError as error:
        if error.code in _ELSEWHERE or isinstance(error, NoIssues):
            raise
        found = None
    return _listed(site, repository) if found is None else found


def _counted(site: Asks, repository: str) -> int | None:
    owner, _, name = repository.partition("/")
    reply = reply_of(site.graphql(OPEN_ISSUES, {"owner": owner, "name": name}))
    found = decode(_FOUND, bytes(reply.data), REQUEST)
    if reply.problems or found is None or found.repository is None:
        return None
    if not found.repository.has_issues_enabled:
        remedy = "turn Issues on in its settings, or take it out of the metric"
        raise NoIssues(PullCode.GONE, f"{repository} has its issues switched off", remedy=remedy)
    return found.repository.issues.total_count


def _listed(site: Asks, repository: str) -> int:
    """By cursor pages (github.com), so that an update meanwhile moves nothing out of sight."""
    asked: dict[str, str | int] = {"state": "open", "sort": "created", "direction": "asc", "per_page": 100}
    found: set[int] = set()
    for page in pages(site, f"repos/{repository}/issues", asked, f"the open issues of {repository}"):
        found |= {raw.id for raw in decode_issues(page.body, page.line) if not raw.is_pull}
    return len(found)
