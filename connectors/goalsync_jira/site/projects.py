"""The projects that the account can see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Page
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import RawProject, decode_project, decode_projects
from goalsync_jira.site.asking import Parameters
from goalsync_jira.site.refusals import Refused
from goalsync_jira.site.site import Site

A_PAGE: Final = 50
_MOST_PAGES: Final = 2000


def roster(site: Site, keys: Sequence[str] = ()) -> list[RawProject]:
    """All projects that can be browsed, in order of their keys, without the archived ones; raises SourceError.

    Cloud lists none but those of `keys` where some are given, 50 at most.
    """
    found: dict[str, RawProject] = {}
    start = 0
    path = "project/search" if site.cloud else "project"
    for _ in range(_MOST_PAGES):
        params: Parameters | None = {"startAt": start, "maxResults": A_PAGE, "orderBy": "key"} if site.cloud else None
        if params is not None and keys:
            params = {**params, "keys": list(keys)}
        page = decode_projects(site.ask("GET", path, params=params, what="the projects"), site.line("GET", path))
        before = len(found)
        found.update({project.key: project for project in page.values if not project.archived})
        start += len(page.values)
        if page.is_last or not page.values:
            return sorted(found.values(), key=lambda project: project.key)
        if len(found) == before and not any(project.archived for project in page.values):
            break
    line = site.line("GET", path)
    raise SourceError(PullCode.BAD_ANSWER, f"{line} lists the same projects again and again", remedy="try again later")


def look_up(site: Site, key: str) -> RawProject | None:
    """A project as it is now, by a key that it has or had; None where it is not there or may not be browsed."""
    try:
        body = site.ask("GET", f"project/{key}", what=f"project {key}")
    except Refused as refused:
        if refused.status in (403, 404):
            return None
        raise
    return decode_project(body, site.line("GET", f"project/{key}"))


def not_browsable(key: str) -> SourceError:
    """The error for a project that is not there for us: Jira does not tell which of the two it is."""
    message = f"project {key} does not exist, or the account may not browse it"
    return SourceError(PullCode.FORBIDDEN, message, remedy="check the key, or give the account Browse Projects in it")


def unseen(site: Site, keys: Iterable[str]) -> frozenset[str]:
    """Those of these projects that the account cannot see; one that was archived or is called otherwise is seen."""
    asked = sorted(keys)
    some = [asked[start : start + A_PAGE] for start in range(0, len(asked), A_PAGE)] if site.cloud else [()]
    listed = {project.key for part in some for project in roster(site, part)}
    return frozenset(key for key in asked if key not in listed and look_up(site, key) is None)


def archived_among(site: Site, keys: Iterable[str]) -> tuple[str, ...]:
    """Those of these projects, which a list of projects lacks, that are there and were archived."""
    found = ((key, look_up(site, key)) for key in sorted(keys))
    return tuple(key for key, project in found if project is not None and project.key == key and project.archived)


class Archived(SourceError):  # noqa: N818 - what was found out, an error only where nobody can do with it
    """A project is there and was archived: its issues cannot be searched any more, and are as they were."""

    def __init__(self, key: str) -> None:
        message = f"project {key} is archived, and its issues can no longer be searched"
        super().__init__(PullCode.GONE, message, remedy="restore it, or take it out of `projects`")
        self.page: Final = Page(notes=[f"{message}: they count as they were"], archived=True)


def renamed(key: str, new: str) -> SourceError:
    """The error for a project whose key was changed."""
    return SourceError(PullCode.GONE, f"project {key} is now called {new}", remedy=f"write {new} in `projects`")
