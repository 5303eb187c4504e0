"""Metrics that Jira counts: how many issues a query finds, exactly, never the estimate that Cloud offers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from goalsync.model.metric import Evidence, Measurement
from goalsync.sdk.connector import MetricRequest, MetricResult, Page, Traffic
from goalsync_jira.config import JiraMetric, unordered
from goalsync_jira.reach import reached
from goalsync_jira.site.refusals import Refused
from goalsync_jira.walk.listing import list_ids
from goalsync_jira.walk.pool import Pool
from goalsync_jira.walk.search import Search


class Counting:
    """Counts queries for the source `source` as of `today`.

    `projects` are those of the source, and `unseen(keys)` says which of some the account cannot see at present.
    """

    def __init__(
        self,
        search: Search,
        pool: Pool,
        *,
        source: str,
        today: date,
        projects: Collection[str],
        unseen: Callable[[Collection[str]], Collection[str]],
    ) -> None:
        self._search = search
        self._pool = pool
        self._source = source
        self._today = today
        self._projects = projects
        self._unseen = unseen

    def page(self, requests: Sequence[MetricRequest], traffic: Traffic) -> Page:
        """One page with all metrics. A query that Jira refuses is the problem of its metric; the others are counted.

        So is a project that it can reach and the account cannot see: Jira counts fewer issues then and says nothing.
        Raises SourceError where Jira cannot be asked at all, or the credentials ended meanwhile.
        """
        results = list(self._pool.in_order(self._result, requests, traffic))
        self._search.site.confirm()
        return Page(results=list(self._seen(requests, results)))

    def _seen(self, requests: Sequence[MetricRequest], results: Sequence[MetricResult]) -> Iterator[MetricResult]:
        """The results; those that lack projects with a problem instead of a number."""
        within = {
            one.metric: reached(one.config.jql, self._projects)
            for one in requests
            if isinstance(one.config, JiraMetric)
        }
        wanted = frozenset[str]().union(*within.values())
        unseen = frozenset(self._unseen(wanted)) if wanted else wanted
        places = {one.metric: one.place for one in requests}
        for result in results:
            hidden = sorted(within.get(result.metric, frozenset()) & unseen)
            if not hidden or result.problem:
                yield result
                continue
            problem = (
                f"{places[result.metric]}: metric {result.metric}: the account cannot see {_told(hidden)}, so Jira "
                "counts fewer issues than there are; give it Browse Projects there, take the project out of "
                "`projects`, or bind the query to others by `project in (…)`"
            )
            yield MetricResult(result.metric, (), whole=False, problem=problem)

    def _result(self, request: MetricRequest) -> MetricResult:
        where = f"{request.place}: metric {request.metric}"
        if not isinstance(request.config, JiraMetric):
            return MetricResult(request.metric, (), whole=False, problem=f"{where}: it has no `jql`")
        jql = request.config.jql
        try:
            count = self._count(f"({unordered(jql)})", where)
        except Refused as refused:
            if refused.status != 400:
                raise
            said = refused.said or "no reason was given"
            return MetricResult(
                request.metric, (), whole=False, problem=f"{where}: Jira refuses `{jql}`: {said}; correct the query"
            )
        evidence = Evidence(self._source, raw=jql, note=f"{count} issues found")
        value = Measurement(request.metric, self._today.isoformat(), float(count), evidence=evidence)
        return MetricResult(request.metric, (value,), whole=False, looked_at=count, matched=count)

    def _count(self, jql: str, what: str) -> int:
        if self._search.site.cloud:
            return len(list_ids(self._search, jql, what))
        for _ in range(2):
            page = self._search.ids(jql, what=what, most=0)
            if page.total is None:
                return len(list_ids(self._search, jql, what))
            if page.total:
                return page.total
            self._search.site.confirm()  # nothing at all is believed when it is said twice
        return 0


def _told(keys: Sequence[str]) -> str:
    return f"project {keys[0]}" if len(keys) == 1 else f"projects {', '.join(keys)}"
