"""Runs of workflows: every one of a span of time, though GitHub lists only 1,000 of a filtered list.

https://docs.github.com/en/rest/actions/workflow-runs : up to 1,000 results for each search by `created`. So a span that
holds more is cut in two, and again, until each part is listed whole; a second that holds more is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import decode_runs
from goalsync_github.facts.asking import pages

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.raw import RawRun

_CAP: Final = 1000
_SECOND: Final = timedelta(seconds=1)
_TRIES: Final = 3


def runs(site: Asks, repository: str, since: datetime | None, now: datetime) -> Iterator[RawRun]:
    """All runs created from `since` (whole seconds; None: all there are) to `now`, each once; raises SourceError."""
    if since is None:
        yield from _listed(site, repository, None) or ()
        return
    waiting = [(_whole(since), _whole(now))]
    while waiting:
        start, end = waiting.pop()
        found = _listed(site, repository, f"{_text(start)}..{_text(end)}")
        if found is not None:
            yield from found
        elif start >= end:
            message = f"{repository} has {_CAP} workflow runs or more of {_text(start)}, and GitHub lists no more"
            raise SourceError(PullCode.BAD_ANSWER, message, remedy="take the repository out of the metric")
        else:
            middle = _whole(start + (end - start) // 2)
            waiting += [(middle + _SECOND, end), (start, middle)]


def _listed(site: Asks, repository: str, created: str | None) -> list[RawRun] | None:
    """The runs of a span as GitHub counts them. None for a span that holds more than can be listed."""
    what = f"the workflow runs of {repository}"
    params: dict[str, str | int] = {"per_page": 100} | ({"created": created} if created else {})
    told = 0
    found: dict[int, RawRun] = {}
    for _ in range(_TRIES):  # a run that is deleted meanwhile moves another one to a page that was read
        found, told = {}, 0
        for at, page in enumerate(pages(site, f"repos/{repository}/actions/runs", params, what)):
            answer = decode_runs(page.body, page.line)
            if at == 0:
                told = answer.total_count or 0
                if created and told >= _CAP:
                    return None
            found |= {run.id: run for run in answer.workflow_runs}
        if len(found) >= told:
            return list(found.values())
    message = f"{what}: GitHub counts {told} and lists {len(found)}"
    raise SourceError(PullCode.BAD_ANSWER, message, remedy="try again later; give `over` if there is none")


def _whole(at: datetime) -> datetime:
    return at.astimezone(UTC).replace(microsecond=0)


def _text(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"
