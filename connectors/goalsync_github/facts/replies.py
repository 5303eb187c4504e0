"""Answers of GraphQL: 200 even for errors, and data beside them that is not all there. Pure.

Types of errors: https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from msgspec import Struct

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.answers import bad_answer, decode
from goalsync.sdk.errors import SourceError

REQUEST: Final = "GraphQL"
_SCOPES: Final = "INSUFFICIENT_SCOPES"
_HIDDEN: Final = frozenset({"FORBIDDEN", "NOT_FOUND"})
_LIMITS: Final = frozenset({"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED", "RATE_LIMITED", "RATE_LIMIT"})
_LATER: Final = "try again later; if it stays, check the address and the proxy"


class Problem(Struct, frozen=True):
    """One error of an answer; `path` leads to the field that is null because of it."""

    type: str | None = None
    message: str | None = None
    path: list[str | int] | None = None

    @property
    def hides(self) -> bool:
        """Whether it only says that something may not be seen."""
        return self.type in _HIDDEN

    @property
    def told(self) -> str:
        """On one line."""
        return " ".join(f"{self.type or 'error'}: {self.message or 'no reason was given'}".split())[:300]


class Reply(Struct, frozen=True):
    """What came: data in part or whole, and errors."""

    data: msgspec.Raw = msgspec.Raw(b"null")
    errors: list[Problem] | None = None

    @property
    def empty(self) -> bool:
        """Whether there is no data at all."""
        return bytes(self.data).strip() in (b"", b"null")

    @property
    def problems(self) -> Sequence[Problem]:
        """The errors, if any."""
        return self.errors or ()


_REPLY: Final = msgspec.json.Decoder(Reply)


def reply_of(body: bytes) -> Reply:
    """An answer with data or errors; raises SourceError (bad_answer) for anything else."""
    found = decode(_REPLY, body, REQUEST)
    if found.empty and not found.errors:
        raise bad_answer(REQUEST, "neither data nor errors")
    return found


def refusal(problems: Sequence[Problem], what: str) -> SourceError:
    """The error for an answer that did not bring `what`."""
    first = next((one for one in problems if one.type == _SCOPES), problems[0])
    told = f"{what}: GraphQL answered {first.told}"
    if first.type == _SCOPES:
        remedy = "give the token the scope read:project; a fine-grained one the organization permission Projects: read"
        return SourceError(PullCode.FORBIDDEN, told, remedy=remedy)
    if first.hides:
        remedy = (
            "check the owner and the number, and that the token may see it: scope read:project; a fine-grained token "
            "sees projects of organizations only (permission Projects: read)"
        )
        return SourceError(PullCode.FORBIDDEN, told, remedy=remedy)
    if first.type in _LIMITS:
        return SourceError(PullCode.LIMITED, told, remedy="run again later; the values are held until then")
    return SourceError(PullCode.BAD_ANSWER, told, remedy=_LATER)
