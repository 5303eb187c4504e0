"""What `goalsync doctor` looks at in a GitHub: one thing after another, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import Context, Examination, Soundness
from goalsync.sdk.errors import SourceError
from goalsync_github.config import is_glob
from goalsync_github.facts import features
from goalsync_github.facts.heard import Heard, clock, rate_limits, server, token_end
from goalsync_github.facts.visible import Visible
from goalsync_github.facts.wanted import Wanted
from goalsync_github.site.refusals import Refused

if TYPE_CHECKING:
    from goalsync_github.config import GitHubSource
    from goalsync_github.site.site import Site

_PRIVATE: Final = "repo"
_PROJECTS: Final = ("read:project", "project")

Look = Callable[[], Iterator[Examination]]


def examine(site: Site, config: GitHubSource, context: Context) -> Iterator[Examination]:
    """How a source is set up. What fails is an examination; without an answer or an account nothing more is asked."""
    heard = Heard(site)
    visible = Visible(site, heard)
    firm: dict[str, Look] = {
        "reachable": partial(_reachable, site, heard, context),
        "identity": partial(_identity, site, config),
    }
    for name, look in firm.items():
        found = list(_tried(name, look))
        yield from found
        if any(one.soundness is Soundness.FAILED for one in found):
            return
    for named in config.repositories:
        if is_glob(named):
            yield from _tried(f"repositories {named}", partial(visible.glob, named))
        else:
            yield from _tried(f"repository {named}", partial(visible.named, named))
    if visible.first is not None:
        yield from _tried("permissions", partial(features.permissions, heard, config, context, visible.first))
        yield from _tried("issues", partial(features.of_issues, heard, visible.first))
        yield from _tried("GraphQL", partial(features.graphql, site, visible.first))
    wanted = Wanted.of(context.fields)
    for project in config.projects:
        yield from _tried(f"project {project}", partial(features.project, site, project, wanted))
    yield rate_limits(site.budget.left())
    yield heard.deprecations()


def _tried(name: str, look: Look) -> Iterator[Examination]:
    """What a look brings; an error is one more examination."""
    try:
        yield from look()
    except SourceError as error:
        yield Examination(name, Soundness.FAILED, error.message, error.remedy)


def _reachable(site: Site, heard: Heard, context: Context) -> Iterator[Examination]:
    try:
        answer = heard.ask("meta")
    except Refused as refused:
        if refused.status != 404:
            raise
        answer = heard.ask("")
    yield Examination("reachable", Soundness.OK, f"{site.base} answers: {server(answer.headers)}")
    if context.recording is None:  # in a recording the clock stands still
        yield clock(answer.headers, context.now)
        yield token_end(answer.headers, context.now)


def _identity(site: Site, config: GitHubSource) -> Iterator[Examination]:
    identity = site.identity
    if identity.is_installation:
        of = f"installation {config.app.installation} of App {config.app.id}" if config.app else "an App's installation"
        yield Examination("identity", Soundness.OK, f"signed in as {of}")
    else:
        yield Examination("identity", Soundness.OK, f"signed in as {identity.login}")
    yield _scopes(identity.scopes, projects=bool(config.projects))


def _scopes(scopes: tuple[str, ...] | None, *, projects: bool) -> Examination:
    """What a classic token may do; of others GitHub does not tell, so it is tried further on."""
    if scopes is None:
        found = "a fine-grained token or an App: GitHub does not tell its permissions; what is needed is tried below"
        return Examination("scopes", Soundness.OK, found)
    found = f"a classic token with {', '.join(scopes) or 'no scope'}"
    if projects and not any(scope in scopes for scope in _PROJECTS):
        return Examination("scopes", Soundness.WARNING, f"{found}: projects need read:project", "give it that scope")
    if _PRIVATE not in scopes:
        what = "public repositories only"
        return Examination("scopes", Soundness.NOTE, f"{found}: {what}", "give it the scope repo for private ones")
    return Examination("scopes", Soundness.OK, found)
