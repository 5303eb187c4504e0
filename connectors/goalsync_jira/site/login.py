"""Signing in: the `jira` library's session, with nothing of the library but its authentication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Context
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Gates, Policy, mount
from goalsync.sdk.http.answers import is_cut_json
from goalsync.sdk.http.gate import PROCESS_GATES
from goalsync.sdk.secrets import PREFIXES

if TYPE_CHECKING:
    from jira import JIRA

    from goalsync_jira.config import JiraSource


def server_of(config: JiraSource) -> str:
    """The address below which the API is: the site's own, or the gateway's for a scoped token."""
    return f"{config.gateway}/ex/jira/{config.cloud_id}" if config.cloud_id else config.url


def sign_in(config: JiraSource, context: Context, policy: Policy | None, gates: Gates | None) -> JIRA:
    """A client whose session sends by the policy; nothing is sent yet. Raises SourceError, SecretError."""
    try:
        from jira import JIRA  # noqa: PLC0415 - optional, and slow to import
    except ImportError:
        message = f"the source '{context.name}' needs a library that is not installed"
        raise SourceError(PullCode.UNREADABLE, message, remedy="run: pip install 'goalsync[jira]'") from None
    token = context.secrets.resolve(config.token).get_secret_value()
    email = config.email
    if email is not None and email.startswith(PREFIXES):
        email = context.secrets.resolve(email).get_secret_value()
    client = JIRA(
        server=server_of(config),
        basic_auth=(email, token) if email else None,
        token_auth=None if email else token,
        get_server_info=False,  # it would ask in its constructor
        max_retries=0,  # it repeats writes, and turns a pause of half an hour into 30 seconds
        logging=False,  # its log shows headers and bodies
    )
    session = client._session  # the library has no other door to it
    mount(session, context, policy=policy, gates=gates or PROCESS_GATES, is_broken=is_cut_json)
    return client
