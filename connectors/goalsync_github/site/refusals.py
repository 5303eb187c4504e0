"""What GitHub's refusals mean: where, what it said itself, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.answers import message_of

_LONGEST: Final = 300
TOKEN_REMEDY: Final = "make a new token (they expire), and check that it is for this server"  # noqa: S105 - advice
APP_REMEDY: Final = "check `app`: its id, its private key, the installation, and this machine's clock"


class Refused(SourceError):  # noqa: N818 - an answer before it is an error
    """GitHub answered with a refusal; `status` is that of HTTP, `said` GitHub's own words."""

    def __init__(self, code: PullCode, message: str, *, remedy: str, status: int, said: str = "") -> None:
        super().__init__(code, message, remedy=remedy)
        self.status = status
        self.said = said


def refusal_of(status: int, headers: Mapping[str, str], body: bytes, *, line: str, what: str, remedy: str) -> Refused:
    """The error for an answer of 400 or more to the request `line` for `what`; `remedy` is for lost credentials."""
    said = message_of(body)
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    told = f"{what}: {line} answered {status} {responses.get(status, '')}".rstrip() + (f": {said}" if said else "")
    single_sign_on = headers.get("X-GitHub-SSO", "").lower().startswith("required")
    match status:
        case 401:
            code, todo = PullCode.AUTH, remedy
        case 403 if single_sign_on:
            code, todo = PullCode.FORBIDDEN, "authorize the token for the organization's single sign-on (its settings)"
        case 403:
            code, todo = (
                PullCode.FORBIDDEN,
                "give the token or App the permission: Issues, Pull requests, Metadata: read",
            )
        case 404:  # the same for what is not there and for what is private
            code, todo = PullCode.FORBIDDEN, "check the name, or give the token or App access to it"
        case 410:
            code, todo = PullCode.GONE, "take it out of the configuration, or turn it on again"
        case 451:
            code, todo = PullCode.GONE, "it was taken down for legal reasons: take it out of `repositories`"
        case 422:
            code, todo = (
                PullCode.UNREADABLE,
                "this is a limit of GitHub's API, or a version of it that differs: tell us",
            )
        case _:
            code, todo = PullCode.BAD_ANSWER, "check `url`, and any proxy between"
    return Refused(code, told, remedy=todo, status=status, said=said)
