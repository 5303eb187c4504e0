"""What of the projects the account can see, and whether queries by time can be trusted: for `goalsync doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import Examination, Soundness
from goalsync_jira.facts.answers import decode_permissions
from goalsync_jira.facts.fields import Fields
from goalsync_jira.facts.issues import IssueDecoder
from goalsync_jira.site.projects import look_up, not_browsable, roster
from goalsync_jira.walk.epoch import Epoch, newest_of
from goalsync_jira.walk.search import Search
from goalsync_jira.walk.since import bounds

if TYPE_CHECKING:
    from goalsync_jira.config import JiraSource
    from goalsync_jira.site.site import Site

_BROWSE: Final = "BROWSE_PROJECTS"
_SHOWN: Final = 10


class Visible:
    """Looks at projects one by one; the first that has issues is asked by time afterwards."""

    def __init__(self, site: Site, config: JiraSource) -> None:
        self._site = site
        self._jql = config.jql
        self._search = Search(site, IssueDecoder(Fields(asked=("updated",))))
        self._newest: int | None = None
        self.bounds: str | None = None
        """A query that finds issues, once one was seen."""

    @property
    def search_path(self) -> str:
        """Where the site is searched."""
        return self._search.path

    def roster(self) -> Iterator[Examination]:
        """Of a source that pulls every project it can browse; raises SourceError."""
        keys = [project.key for project in roster(self._site)]
        if not keys:
            remedy = "give the account Browse Projects in the projects that are to be pulled"
            yield Examination("projects", Soundness.FAILED, "the account can browse no project", remedy)
            return
        more = f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else ""
        found = f"{len(keys)} can be browsed: {', '.join(keys[:_SHOWN])}{more}"
        yield Examination("projects", Soundness.OK, found)
        yield from self._seen(keys[0], f"project {keys[0]}", keys[0])

    def project(self, key: str) -> Iterator[Examination]:
        """Whether a configured project is there, is called so, and can be browsed; raises SourceError."""
        name = f"project {key}"
        project = look_up(self._site, key)
        if project is None:
            error = not_browsable(key)
            yield Examination(name, Soundness.FAILED, error.message, error.remedy)
        elif project.key != key:
            remedy = f"write {project.key} in `projects`"
            yield Examination(name, Soundness.FAILED, f"is now called {project.key}", remedy)
        elif project.archived:
            found = "is archived: its issues cannot be searched any more"
            yield Examination(name, Soundness.WARNING, found, "restore it, or take it out of `projects`")
        elif not self._may_browse(key):
            remedy = f"give the account Browse Projects in {key}"
            yield Examination(name, Soundness.FAILED, "the account may not browse its issues", remedy)
        else:
            yield from self._seen(key, name, project.name or key)

    def query_times(self) -> Examination:
        """Whether `updated` is compared with milliseconds rightly, on what was seen before; raises SourceError."""
        name = "query times"
        if self.bounds is None or self._newest is None:
            return Examination(name, Soundness.NOTE, "not examined: no issue was seen")
        if Epoch(self._search).is_right(None, self.bounds, self._newest, name):
            found = "`updated` is compared with milliseconds rightly, as a dated literal shows"
            return Examination(name, Soundness.OK, found)
        found = "`updated` is not compared with milliseconds rightly: pulls ask by minutes in the account's time zone"
        return Examination(name, Soundness.WARNING, found, "keep the account's time zone as it is")

    def _seen(self, key: str, name: str, title: str) -> Iterator[Examination]:
        query = bounds(key, self._jql)
        newest = newest_of(self._search, query, name)
        if newest is None:
            found = f"{title}: can be browsed, but no issue is seen{' within `jql`' if self._jql else ''}"
            remedy = "if there are issues, check issue security and what the account's role may see"
            yield Examination(name, Soundness.NOTE, found, remedy)
            return
        if self.bounds is None:
            self.bounds, self._newest = query, newest
        yield Examination(name, Soundness.OK, f"{title}: can be browsed, and issues are seen")

    def _may_browse(self, key: str) -> bool:
        params = {"projectKey": key, "permissions": _BROWSE}
        body = self._site.ask("GET", "mypermissions", params=params, what=f"the permissions in project {key}")
        return decode_permissions(body, self._site.line("GET", "mypermissions")).get(_BROWSE, False)
