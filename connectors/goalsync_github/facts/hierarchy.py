"""What an issue belongs to: the issue it is a sub-issue of, else its milestone. Pure but for the last part.

Sub-issues and their parents may be in different repositories of one owner. github.com says the parent in the issue
(`parent_issue_url`); a server that only counts sub-issues is asked for those of each parent.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from goalsync_github.facts.answers import decode_issues
from goalsync_github.facts.asking import pages

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.raw import RawIssue

_ISSUE: Final = re.compile(r"/repos/([^/]+/[^/]+)/issues/(\d+)$")
_REPOSITORY: Final = re.compile(r"/repos/([^/]+/[^/]+)$")


def issue_key(repository: str, number: int) -> str:
    """`acme/shop#12`."""
    return f"{repository}#{number}"


def milestone_key(repository: str, number: int) -> str:
    """`acme/shop/milestones/3`."""
    return f"{repository}/milestones/{number}"


def key_at(url: str, repository: str) -> str | None:
    """The key of the issue at an API address, for an issue in `repository`; None for an address of another form."""
    found = _ISSUE.search(url)
    if found is None:
        return None
    home = repository if found[1].casefold() == repository.casefold() else found[1]
    return issue_key(home, int(found[2]))


def home_of(raw: RawIssue) -> str | None:
    """The repository that an issue says it is in: `acme/shop`."""
    found = _REPOSITORY.search(raw.repository_url or "")
    return found[1] if found else None


def tells_parents(raws: Iterable[RawIssue]) -> bool:
    """Whether the server says parents itself, as far as these issues show."""
    return any(raw.parent_issue_url is not UNSET for raw in raws)


def with_children(raws: Iterable[RawIssue]) -> Iterator[int]:
    """The numbers of issues that have sub-issues."""
    for raw in raws:
        summary = raw.sub_issues_summary
        if summary is not UNSET and summary is not None and summary.total > 0:
            yield raw.number


def children(site: Asks, repository: str, number: int) -> Iterator[RawIssue]:
    """The sub-issues of an issue, in whatever repository they are (`home_of`); raises SourceError."""
    what = f"the sub-issues of {issue_key(repository, number)}"
    for page in pages(site, f"repos/{repository}/issues/{number}/sub_issues", {"per_page": 100}, what):
        yield from decode_issues(page.body, page.line)
