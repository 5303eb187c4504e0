"""What Jira's refusals mean: where, what it said itself, and what to do about it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from http.client import responses
from typing import Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts.answers import messages_of
from goalsync_jira.site.flavour import Flavour

_LONGEST: Final = 300
_DENIED: Final = frozenset({"AUTHENTICATED_FAILED", "AUTHENTICATION_DENIED", "AUTHORISATION_FAILED", "OUT"})
"""Values of X-Seraph-LoginReason with which an answer is that of an anonymous visitor, whatever its status."""


class Refused(SourceError):  # noqa: N818 - an answer before it is an error
    """Jira answered with a refusal; `status` is that of HTTP, `said` Jira's own words."""

    def __init__(self, code: PullCode, message: str, *, remedy: str, status: int, said: str = "") -> None:
        super().__init__(code, message, remedy=remedy)
        self.status = status
        self.said = said


def sign_in_remedy(flavour: Flavour | None, *, email: bool) -> str:
    """What to do about credentials that are not accepted."""
    match flavour:
        case Flavour.CLOUD if email:
            return "make a new API token (they end after a year at most), and check that `email` is its account's"
        case Flavour.CLOUD:
            return "give `email` beside `token`; a scoped token needs `cloud_id` too"
        case _ if email:
            return "make a new token; with a personal access token leave `email` out"
        case _:
            return "make a new personal access token: it may have expired"


def denied_login(headers: Mapping[str, str]) -> str | None:
    """What the headers of an answer say if it was given to an anonymous visitor, else None."""
    reason = headers.get("X-Seraph-LoginReason", "").strip().upper()
    if reason in _DENIED:
        return f"the login was refused ({reason})"
    if headers.get("X-AUSERNAME", "").strip().lower() == "anonymous":
        return "it takes us for an anonymous visitor"
    return None


def refusal_of(status: int, headers: Mapping[str, str], body: bytes, *, line: str, what: str, remedy: str) -> Refused:
    """The error for an answer of 400 or more to the request `line` for `what`; `remedy` is for lost credentials."""
    said = "; ".join(messages_of(body))
    said = said if len(said) <= _LONGEST else f"{said[:_LONGEST]}…"
    told = f"{what}: {line} answered {status} {responses.get(status, '')}".rstrip() + (f": {said}" if said else "")
    captcha = headers.get("X-Authentication-Denied-Reason", "")
    match status:
        case 401:
            code, todo = PullCode.AUTH, remedy
        case 403 if captcha or denied_login(headers):
            code, todo = PullCode.AUTH, "sign in once in a browser to answer the CAPTCHA, then check the credentials"
        case 403:
            code, todo = PullCode.FORBIDDEN, "give the account the permission, or leave this out"
        case 400:
            code, todo = PullCode.UNREADABLE, "correct the query or the field that it names"
        case 404:
            code, todo = PullCode.GONE, "check `url` (with its context path), `deployment` and what was asked for"
        case 410:
            code, todo = PullCode.GONE, "this API is gone from Cloud: set `deployment: cloud`, or update goalsync"
        case _:
            code, todo = PullCode.BAD_ANSWER, "check `url`, and any proxy between"
    return Refused(code, told, remedy=todo, status=status, said=said)
