"""When the credentials end, as far as Jira tells. Pure.

Cloud has no way to ask: its API tokens live at most a year. Data Center lists the account's personal access tokens, but
not which of them is in use.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import decode
from goalsync.sdk.connector import Examination, Soundness
from goalsync_jira.facts.moments import moment

NAME: Final = "token"
_SOON: Final = timedelta(days=14)


class _Token(Struct, rename="camel"):
    name: str = ""
    expiring_at: str | None = None


_TOKENS: Final = msgspec.json.Decoder(list[_Token])


def untold(why: str) -> Examination:
    """The end of the credentials is not known."""
    remedy = "note the day it ends where you keep it, and make a new one in time"
    return Examination(NAME, Soundness.NOTE, f"when it ends cannot be told: {why}", remedy)


def cloud(*, email: bool) -> Examination:
    """Of a Cloud site."""
    return untold("Jira Cloud does not say; API tokens live a year at most" if email else "Jira Cloud does not say")


def datacenter(body: bytes, request: str, now: datetime) -> Examination:
    """From the list of the account's personal access tokens; raises SourceError for a body that is none."""
    tokens = decode(_TOKENS, body, request)
    ends = sorted(end for token in tokens if (end := moment(token.expiring_at)) is not None)
    if not tokens:
        return untold("the account has no personal access token")
    if not ends:
        return Examination(NAME, Soundness.OK, "the account's personal access tokens do not end")
    of = "the personal access token ends" if len(tokens) == 1 else f"of {len(tokens)} tokens the first ends"
    found = f"{of} on {ends[0].date()}"
    if ends[0] - now <= _SOON:
        return Examination(NAME, Soundness.WARNING, found, "make a new one and put it where `token` points")
    return Examination(NAME, Soundness.OK, found)
