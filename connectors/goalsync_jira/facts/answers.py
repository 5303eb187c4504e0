"""The small answers of Jira's REST API, decoded: fields, ids, the account, the server, projects. Pure.

Unknown keys are ignored. An answer that is not as documented is a SourceError (bad_answer) that names the request,
which the caller gives: `GET https://acme.atlassian.net/rest/api/3/field`.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import decode


class Schema(Struct, frozen=True, gc=False):
    """What a field holds: `type` (number, string, option, array …) and, for custom ones, the key of its kind."""

    type: str | None = None
    items: str | None = None
    custom: str | None = None


class RawField(Struct, frozen=True, gc=False, rename="camel"):
    """One field of the site, as `GET field` lists it."""

    id: str
    name: str = ""
    untranslated_name: str | None = None
    """Cloud only: the name before it was translated into the account's language."""
    custom: bool = False
    schema: Schema | None = None


class IdPage(Struct, frozen=True):
    """One page of a search that asked for ids only, in the order of the answer."""

    ids: list[int]
    next_token: str | None = None
    total: int | None = None


class Myself(Struct, frozen=True):
    """The account that the credentials belong to."""

    account: str
    """The account's id (Cloud) or key (Data Center)."""
    name: str | None = None
    time_zone: str | None = None


class Server(Struct, frozen=True, rename="camel"):
    """`GET serverInfo`, which anybody may ask."""

    deployment: str = msgspec.field(default="", name="deploymentType")
    """Cloud, Server (also of Data Center), or what else it says; empty before Jira 7."""
    version: str = ""
    time: str | None = msgspec.field(default=None, name="serverTime")
    """Its clock, with its offset; some deployments leave it out."""


class RawProject(Struct, frozen=True, rename="camel"):
    """One project that the account can see."""

    id: str
    key: str
    name: str = ""
    archived: bool = False


class ProjectPage(Struct, frozen=True, rename="camel"):
    """Projects, and on Cloud whether they are the last ones; Data Center lists all at once."""

    values: list[RawProject]
    is_last: bool = True


class _Id(Struct, gc=False):
    id: int


class _Ids(Struct, rename="camel"):
    issues: list[_Id]
    next_page_token: str | None = None
    total: int | None = None


class _Account(Struct, rename="camel"):
    account_id: str | None = None
    key: str | None = None
    name: str | None = None
    display_name: str | None = None
    time_zone: str | None = None


class _Permission(Struct, rename="camel"):
    have_permission: bool = False


class _Permissions(Struct):
    permissions: dict[str, _Permission]


class _Refusal(Struct, rename="camel"):
    error_messages: Any = None
    errors: Any = None
    message: Any = None


_FIELDS: Final = msgspec.json.Decoder(list[RawField])
_IDS: Final = msgspec.json.Decoder(_Ids, strict=False)  # ids are numbers written as texts
_ACCOUNT: Final = msgspec.json.Decoder(_Account)
_SERVER: Final = msgspec.json.Decoder(Server)
_PROJECTS: Final = msgspec.json.Decoder(list[RawProject])
_PROJECT: Final = msgspec.json.Decoder(RawProject)
_PROJECT_PAGE: Final = msgspec.json.Decoder(ProjectPage)
_PERMISSIONS: Final = msgspec.json.Decoder(_Permissions)
_REFUSAL: Final = msgspec.json.Decoder(_Refusal)


def decode_fields(body: bytes, request: str) -> list[RawField]:
    """`GET field`."""
    return decode(_FIELDS, body, request)


def decode_ids(body: bytes, request: str) -> IdPage:
    """A search of either flavour that asked for ids; `next_token` empty or absent is None."""
    page = decode(_IDS, body, request)
    ids = [issue.id for issue in page.issues]
    return IdPage(ids, page.next_page_token or None, page.total)


def decode_myself(body: bytes, request: str) -> Myself:
    """`GET myself`; `account` is empty where the answer names none (an anonymous one)."""
    found = decode(_ACCOUNT, body, request)
    account = found.account_id or found.key or found.name or ""
    return Myself(account, found.display_name or found.name, found.time_zone)


def decode_server(body: bytes, request: str) -> Server:
    """`GET serverInfo`."""
    return decode(_SERVER, body, request)


def decode_projects(body: bytes, request: str) -> ProjectPage:
    """`GET project/search` (Cloud, a page) or `GET project` (Data Center, a list of all)."""
    if body.lstrip()[:1] == b"[":
        return ProjectPage(decode(_PROJECTS, body, request))
    return decode(_PROJECT_PAGE, body, request)


def decode_project(body: bytes, request: str) -> RawProject:
    """`GET project/KEY`."""
    return decode(_PROJECT, body, request)


def decode_permissions(body: bytes, request: str) -> dict[str, bool]:
    """`GET mypermissions`: permission key → whether the account has it."""
    found = decode(_PERMISSIONS, body, request)
    return {key: permission.have_permission for key, permission in found.permissions.items()}


def messages_of(body: bytes) -> tuple[str, ...]:
    """What Jira says in the body of a refusal, in its own words; empty where it says nothing readable."""
    try:
        found = _REFUSAL.decode(body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return ()
    said = found.error_messages if isinstance(found.error_messages, list) else []
    said = [*said, *(found.errors.values() if isinstance(found.errors, dict) else ()), found.message]
    return tuple(dict.fromkeys(" ".join(text.split()) for text in said if isinstance(text, str) and text.strip()))
