"""The projects that the account can see."""

from __future__ import annotations

from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import RawProject, decode_project, decode_projects
from goalsync_jira.site.asking import Parameters
from goalsync_jira.site.refusals import Refused
from goalsync_jira.site.site import Site

_A_PAGE: Final = 50
_MOST_PAGES: Final = 2000


def roster(site: Site) -> list[RawProject]:
    """All projects that can be browsed, in order of their keys, without the archived ones; raises SourceError."""
    found: dict[str, RawProject] = {}
    start = 0
    path = "project/search" if site.cloud else "project"
    for _ in range(_MOST_PAGES):
        params: Parameters | None = {"startAt": start, "maxResults": _A_PAGE, "orderBy": "key"} if site.cloud else None
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


def archived(key: str) -> SourceError:
    """The error for a project that was archived: its issues cannot be searched any more."""
    message = f"project {key} is archived, and its issues can no longer be searched"
    return SourceError(PullCode.GONE, message, remedy="restore it, or take it out of `projects`")


def renamed(key: str, new: str) -> SourceError:
    """The error for a project whose key was changed."""
    return SourceError(PullCode.GONE, f"project {key} is now called {new}", remedy=f"write {new} in `projects`")
