"""Releases and deployments: what happened, one by one, with its time. Lists are read by the pages GitHub gives."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from goalsync.sdk.answers import bad_answer
from goalsync_github.facts.answers import decode_deployments, decode_releases
from goalsync_github.facts.asking import pages
from goalsync_github.facts.moments import moment

if TYPE_CHECKING:
    from goalsync_github.facts.asking import Asks
    from goalsync_github.facts.raw import RawDeployment


class Happened(Struct, frozen=True):
    """One release or deployment. `skipped` says why it does not count; `at` None only then."""

    id: int
    name: str
    at: datetime | None
    url: str | None = None
    skipped: str | None = None


def releases(site: Asks, repository: str) -> Iterator[Happened]:
    """All releases, pre-releases too; drafts do not count, for nobody can see them. Raises SourceError."""
    for page in pages(site, f"repos/{repository}/releases", {"per_page": 100}, f"the releases of {repository}"):
        for raw in decode_releases(page.body, page.line):
            at = moment(raw.published_at)
            draft = raw.draft or not raw.published_at
            if at is None and not draft:
                raise bad_answer(page.line, f"release {raw.id} has no readable time")
            name = raw.tag_name or raw.name or str(raw.id)
            yield Happened(raw.id, name, at, raw.html_url, "draft" if draft else None)


def deployments(site: Asks, repository: str, environment: str | None, since: datetime | None) -> Iterator[Happened]:
    """All deployments that were created, however they went, perhaps of one environment; raises SourceError.

    With `since` the list is left once a page in order of time is all before it: older ones are not needed.
    """
    for page in pages(site, f"repos/{repository}/deployments", {"per_page": 100}, f"the deployments of {repository}"):
        raws = decode_deployments(page.body, page.line)
        found = [_deployment(raw, environment, page.line) for raw in raws]
        yield from found
        times = [one.at for one in found if one.at is not None]
        in_order = all(later >= earlier for later, earlier in pairwise(times))
        if since is not None and times and in_order and times[0] < since:
            return


def _deployment(raw: RawDeployment, environment: str | None, line: str) -> Happened:
    at = moment(raw.created_at)
    if at is None:
        raise bad_answer(line, f"deployment {raw.id} has no readable time")
    name = raw.environment or "no environment"
    other = environment is not None and name.casefold() != environment.casefold()
    return Happened(raw.id, name, at, None, "another environment" if other else None)
