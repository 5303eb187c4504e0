"""What this server can do and this token may do, found out by trying it, for no list of versions is right for long."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from msgspec import UNSET

from goalsync.sdk.connector import Context, Examination, Soundness
from goalsync.sdk.errors import SourceError
from goalsync_github.facts import project_graphql, project_rest
from goalsync_github.facts.answers import decode_issues
from goalsync_github.facts.hierarchy import tells_parents
from goalsync_github.facts.metric import Counted, GitHubMetric
from goalsync_github.facts.queries import OPEN_ISSUES
from goalsync_github.facts.replies import reply_of
from goalsync_github.facts.wanted import Wanted

if TYPE_CHECKING:
    from goalsync_github.config import GitHubSource
    from goalsync_github.facts.heard import Heard
    from goalsync_github.site.site import Site

_ONE: Final = {"per_page": 1}
_OF_ISSUES: Final = {"issues": "Issues", "pull_requests": "Pull requests", "milestones": "Issues"}
_OF_METRICS: Final = {
    Counted.RELEASES: ("releases", "Contents"),
    Counted.DEPLOYMENTS: ("deployments", "Deployments"),
    Counted.WORKFLOW_SUCCESS: ("actions/runs", "Actions"),
}
_PATHS: Final = {"issues": "issues", "pull_requests": "pulls", "milestones": "milestones"}


def permissions(heard: Heard, config: GitHubSource, context: Context, repository: str) -> Iterator[Examination]:
    """Whether what is configured may be read, tried on one repository: no API tells a fine-grained token's rights."""
    needed = {_PATHS[name]: _OF_ISSUES[name] for name in config.include if name in _PATHS}
    counted = {request.config.github for request in context.metrics if isinstance(request.config, GitHubMetric)}
    needed |= dict(_OF_METRICS[one] for one in sorted(counted) if one in _OF_METRICS)
    for path, permission in needed.items():
        try:
            heard.ask(f"repos/{repository}/{path}", {**_ONE, "state": "all"} if path in _PATHS.values() else _ONE)
        except SourceError as error:
            remedy = f"give the token or App the permission {permission}: read"
            yield Examination(path, Soundness.FAILED, error.message, remedy)
        else:
            yield Examination(path, Soundness.OK, f"may be read in {repository}")


def of_issues(heard: Heard, repository: str) -> Iterator[Examination]:
    """Sub-issues, types and conditional requests; raises SourceError."""
    answer = heard.ask(f"repos/{repository}/issues", {"state": "all", "per_page": 30})
    raws = [raw for raw in decode_issues(answer.body, answer.line) if not raw.is_pull]
    if not raws:
        yield Examination("sub-issues", Soundness.NOTE, f"not examined: {repository} shows no issue")
    elif any(raw.sub_issues_summary is not UNSET for raw in raws) or tells_parents(raws):
        yield Examination("sub-issues", Soundness.OK, "known here: they are the hierarchy, then milestones")
    else:
        yield Examination("sub-issues", Soundness.NOTE, "not known to this server: milestones are the hierarchy")
    if answer.headers.get("ETag"):
        yield Examination("conditional requests", Soundness.OK, "known here: what did not change costs nothing")
    else:
        found = "answers have no ETag: what did not change is pulled again"
        yield Examination("conditional requests", Soundness.NOTE, found)


def graphql(site: Site, repository: str) -> Iterator[Examination]:
    """Whether GraphQL answers; only counting open issues and some projects need it."""
    owner, _, name = repository.partition("/")
    try:
        problems = reply_of(site.graphql(OPEN_ISSUES, {"owner": owner, "name": name})).problems
    except SourceError as error:
        found = f"cannot be asked ({error.message}): open issues are listed, projects need REST"
        yield Examination("GraphQL", Soundness.NOTE, found)
        return
    if problems:
        yield Examination("GraphQL", Soundness.NOTE, f"answers, but {problems[0].told}")
    else:
        yield Examination("GraphQL", Soundness.OK, "answers")


def project(site: Site, name: str, wanted: Wanted) -> Iterator[Examination]:
    """Whether a project can be read, how, and which of its fields are; raises SourceError."""
    owner, _, number = name.rpartition("/")
    opened, way = project_rest.fields_of(site, owner, int(number)), "REST"
    if opened is None:
        opened, way = project_graphql.fields_of(site, owner, int(number)), "GraphQL"
    fields = opened[1]
    read = [one.name for one in fields if wanted.takes(one.names, one.data_type)]
    found = f"can be read by {way}; fields that are read: {', '.join(read) or 'none'}"
    yield Examination(f"project {name}", Soundness.OK, found)
    for note in wanted.missing(text for one in fields for text in one.names):
        yield Examination(f"project {name}", Soundness.NOTE, note)
