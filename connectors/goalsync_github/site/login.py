"""Signing in: PyGithub's authentication, base address and session, and nothing of its paging and parsing."""

from __future__ import annotations

from http.cookiejar import DefaultCookiePolicy
from typing import TYPE_CHECKING, Any, Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, mount
from goalsync.sdk.http.sessions import USER_AGENT
from goalsync_github.site.credentials import AppCredentials, Credentials, TokenCredentials
from goalsync_github.site.limits import is_limited, policy_of
from goalsync_github.site.refusals import TOKEN_REMEDY

if TYPE_CHECKING:
    from github.Requester import Requester
    from requests import Session

    from goalsync_github.config import GitHubSource

API_VERSION: Final = "2022-11-28"
"""Supported until 2028 at least; https://docs.github.com/en/rest/about-the-rest-api/api-versions"""
_QUIET: Final[dict[str, Any]] = {
    "retry": None,  # it would wait by itself, for up to an hour
    "seconds_between_requests": None,  # it would sleep a quarter of a second before each
    "seconds_between_writes": None,
    "api_version": API_VERSION,
    "user_agent": USER_AGENT,
}


def sign_in(config: GitHubSource, context: Context, policy: Policy | None, gates: Gates) -> tuple[Session, Credentials]:
    """A session that sends by the policy, and what signs its requests; nothing is sent yet.

    Raises SourceError, SecretError.
    """
    try:
        import github  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        message = f"the source '{context.name}' needs a library that is not installed"
        raise SourceError(PullCode.UNREADABLE, message, remedy="run: pip install 'goalsync[github]'") from None
    policy = policy or policy_of(context.max_wait.total_seconds())
    if config.app is None or context.recording is not None:  # a recording needs no token that is made first
        reference = config.token or (config.app.private_key if config.app else "")
        secret = context.secrets.resolve(reference).get_secret_value()
        auth = github.Auth.Token(_header(secret))
        client = github.Github(auth=auth, base_url=config.url, **_QUIET)
        return _session(client.requester, context, policy, gates), TokenCredentials(auth)
    key = context.secrets.resolve(config.app.private_key).get_secret_value()
    integration = github.GithubIntegration(auth=github.Auth.AppAuth(config.app.id, key), base_url=config.url, **_QUIET)
    timing = gates.timing
    session = _session(integration.requester, context, policy, gates)
    found = AppCredentials(integration, config.app.installation, wall=timing.wall, monotonic=timing.monotonic)
    return session, found


def _header(token: str) -> str:
    """The token if it can stand in a header."""
    if not token or not token.isascii() or not token.isprintable() or " " in token:
        message = "the token is empty, or holds what no token has, such as a blank or a line break"
        raise SourceError(PullCode.AUTH, message, remedy=TOKEN_REMEDY)
    return token


def _session(requester: Requester, context: Context, policy: Policy, gates: Gates) -> Session:
    """The library's own session (it has no other door to it), sending by the policy."""
    connection = requester._Requester__createConnection()  # type: ignore[attr-defined]
    session: Session = connection.session
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    mount(session, context, policy=policy, gates=gates, is_limited=is_limited)
    session.headers["Accept"] = "application/vnd.github+json"
    session.headers["X-GitHub-Api-Version"] = API_VERSION
    return session
