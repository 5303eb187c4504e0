"""What `goalsync doctor` looks at in a Jira: one thing after another, each with what to do about it.

It asks what a pull asks, and besides `mypermissions`, and on Data Center for the account's personal access tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import Context, Examination, Soundness
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import is_page
from goalsync_jira.examine.listening import Listening
from goalsync_jira.examine.visible import Visible
from goalsync_jira.facts import tokens
from goalsync_jira.facts.answers import decode_fields, decode_server
from goalsync_jira.facts.candidates import SAID_BY_PARENT
from goalsync_jira.facts.clocks import clock, time_zone
from goalsync_jira.facts.fields import resolve

if TYPE_CHECKING:
    from goalsync_jira.config import JiraSource
    from goalsync_jira.site.site import Site

_TOKENS: Final = "../../pat/latest/tokens"
"""Beside the API root: requests resolve it to /rest/pat/latest/tokens."""

Look = Callable[[], Iterator[Examination]]


def examine(site: Site, config: JiraSource, context: Context) -> Iterator[Examination]:
    """How a source is set up. What fails is an examination; without an answer or an account nothing more is asked."""
    listening, visible = Listening(site), Visible(site, config)
    firm: dict[str, Look] = {
        "reachable": partial(_reachable, site, listening, context),
        "identity": partial(_identity, site, listening),
    }
    for name, look in firm.items():
        found = list(_tried(name, look))
        yield from found
        if any(one.soundness is Soundness.FAILED for one in found):
            return
    yield from _tried("fields", partial(_fields, site, listening, context))
    if config.projects is None:
        yield from _tried("projects", visible.roster)
    for key in config.projects or ():
        yield from _tried(f"project {key}", partial(visible.project, key))
    yield from _tried("query times", lambda: iter([visible.query_times()]))
    yield from _tried(tokens.NAME, partial(_token, site, config, context))
    if visible.bounds is not None:
        query = {"jql": visible.bounds, "fields": ["id"], "maxResults": 1}
        yield from _tried("search", lambda: _silently(listening, visible.search_path, query))
    yield listening.limits()
    yield listening.deprecations()


def _tried(name: str, look: Look) -> Iterator[Examination]:
    """What a look brings; an error is one more examination."""
    try:
        yield from look()
    except SourceError as error:
        yield Examination(name, Soundness.FAILED, error.message, error.remedy)


def _silently(listening: Listening, path: str, query: dict[str, object]) -> Iterator[Examination]:
    listening.ask("POST", path, query)
    yield from ()


def _reachable(site: Site, listening: Listening, context: Context) -> Iterator[Examination]:
    answer = listening.ask("GET", "serverInfo")
    body = site.ask("GET", "serverInfo", what="the server")
    server = decode_server(body, site.line("GET", "serverInfo"))
    kind, version = "Cloud" if site.cloud else "Data Center", f" {server.version}" if server.version else ""
    yield Examination("reachable", Soundness.OK, f"{site.base} answers: Jira {kind}{version}")
    says_cloud = server.deployment.lower() == "cloud"
    if server.deployment and says_cloud is not site.cloud:
        found = f"the server says it is {server.deployment}, but it is asked as {kind}"
        remedy = f"set `deployment: {'cloud' if says_cloud else 'datacenter'}`, or leave it out"
        yield Examination("deployment", Soundness.FAILED, found, remedy)
    if context.recording is None:  # in a recording the clock stands still
        yield clock(server.time, answer.headers.get("Date"), context.now)


def _identity(site: Site, listening: Listening) -> Iterator[Examination]:
    myself = site.myself
    name = f"{myself.name} ({myself.account})" if myself.name and myself.name != myself.account else myself.account
    yield Examination("identity", Soundness.OK, f"signed in as {name}")
    yield time_zone(myself.time_zone)
    listening.ask("GET", "myself")


def _fields(site: Site, listening: Listening, context: Context) -> Iterator[Examination]:
    listening.ask("GET", "field")
    raw = decode_fields(site.ask("GET", "field", what="the fields"), site.line("GET", "field"))
    fields = resolve(raw, context.fields, cloud=site.cloud)
    notes = {note.partition(": ")[0]: note.partition(": ")[2] for note in fields.notes}
    for meaning, chosen in fields.chosen.items():
        name = f"field {meaning}"
        if meaning in notes:
            yield Examination(name, Soundness.NOTE, notes[meaning])
        elif chosen:
            yield Examination(name, Soundness.OK, chosen)
        elif site.cloud and meaning in SAID_BY_PARENT:
            yield Examination(name, Soundness.OK, "parent, on all levels")
        else:
            remedy = f"if there is one, give its id or exact name: `fields: {{{meaning}: ID}}`"
            yield Examination(name, Soundness.NOTE, "none found", remedy)


def _token(site: Site, config: JiraSource, context: Context) -> Iterator[Examination]:
    if site.cloud:
        yield tokens.cloud(email=config.email is not None)
    elif config.email is not None:
        yield tokens.untold("Jira does not say of passwords")
    else:
        answer = site.ask_raw("GET", _TOKENS)
        if answer.status_code != HTTPStatus.OK or is_page(answer.content):
            yield tokens.untold(f"this Jira does not list tokens ({answer.status_code})")
        else:
            yield tokens.datacenter(answer.content, site.line("GET", _TOKENS), context.now)
