"""GitHub's answers decoded: issues, milestones, repositories, releases, deployments, runs. Pure.

Unknown keys and values are let through. An answer that is not as documented is a SourceError (bad_answer) that names
the request, which the caller may give: `GET https://api.github.com/repos/acme/shop/issues`.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import decode, parsed
from goalsync_github.facts.bodies import ANSWER, fits
from goalsync_github.facts.raw import (
    RawDeployment,
    RawDeploymentStatus,
    RawIssue,
    RawMilestone,
    RawPull,
    RawRelease,
    RawRepository,
    RawRun,
    RawUser,
)

S = TypeVar("S", bound=Struct)


class RunPage(Struct, frozen=True):
    """Runs, newest first, and how many there are in all; of filtered runs no more than 1,000 can be listed."""

    workflow_runs: list[RawRun]
    total_count: int | None = None


class _Installed(Struct, frozen=True):
    repositories: list[Any]


class _Refusal(Struct):
    message: Any = None
    errors: Any = None
    documentation_url: Any = None


_NUMBERED: Final = frozenset({"id", "number"})
_NAMED: Final = frozenset({"id", "full_name"})
_RAW: Final = msgspec.json.Decoder(object)
_RAWS: Final = msgspec.json.Decoder(list[Any])
_ISSUES: Final = msgspec.json.Decoder(list[RawIssue])
_ISSUE: Final = msgspec.json.Decoder(RawIssue)
_MILESTONES: Final = msgspec.json.Decoder(list[RawMilestone])
_MILESTONE: Final = msgspec.json.Decoder(RawMilestone)
_REPOSITORIES: Final = msgspec.json.Decoder(list[RawRepository])
_REPOSITORY: Final = msgspec.json.Decoder(RawRepository)
_INSTALLED: Final = msgspec.json.Decoder(_Installed)
_PULLS: Final = msgspec.json.Decoder(list[RawPull])
_RELEASES: Final = msgspec.json.Decoder(list[RawRelease])
_DEPLOYMENTS: Final = msgspec.json.Decoder(list[RawDeployment])
_STATUSES: Final = msgspec.json.Decoder(list[RawDeploymentStatus])
_RUNS: Final = msgspec.json.Decoder(RunPage)
_USER: Final = msgspec.json.Decoder(RawUser)
_REFUSAL: Final = msgspec.json.Decoder(_Refusal)


def decode_issues(body: bytes, request: str = ANSWER) -> list[RawIssue]:
    """`GET repos/OWNER/NAME/issues`, `…/sub_issues`: issues and pull requests, in the order of the answer."""
    return _several(_ISSUES, RawIssue, _NUMBERED, body, request)


def decode_issue(body: bytes, request: str = ANSWER) -> RawIssue:
    """`GET repos/OWNER/NAME/issues/12`."""
    return _one(_ISSUE, RawIssue, _NUMBERED, body, request)


def decode_milestones(body: bytes, request: str = ANSWER) -> list[RawMilestone]:
    """`GET repos/OWNER/NAME/milestones`."""
    return _several(_MILESTONES, RawMilestone, _NUMBERED, body, request)


def decode_milestone(body: bytes, request: str = ANSWER) -> RawMilestone:
    """`GET repos/OWNER/NAME/milestones/3`."""
    return _one(_MILESTONE, RawMilestone, _NUMBERED, body, request)


def decode_repository(body: bytes, request: str = ANSWER) -> RawRepository:
    """`GET repos/OWNER/NAME`, `GET repositories/ID`."""
    return _one(_REPOSITORY, RawRepository, _NAMED, body, request)


def decode_repositories(body: bytes, request: str = ANSWER) -> list[RawRepository]:
    """`GET orgs/OWNER/repos`, `users/OWNER/repos`, `user/repos`, or `installation/repositories` (in an object)."""
    if body.lstrip()[:1] == b"{":
        listed = decode(_INSTALLED, body, request).repositories
        return [fits(one, RawRepository, _NAMED, request) for one in listed]
    return _several(_REPOSITORIES, RawRepository, _NAMED, body, request)


def decode_pulls(body: bytes, request: str = ANSWER) -> list[RawPull]:
    """`GET repos/OWNER/NAME/pulls`: only what an old server leaves out of its issues."""
    return decode(_PULLS, body, request)


def decode_releases(body: bytes, request: str = ANSWER) -> list[RawRelease]:
    """`GET repos/OWNER/NAME/releases`, newest first; drafts are among them where the account may see them."""
    return decode(_RELEASES, body, request)


def decode_deployments(body: bytes, request: str = ANSWER) -> list[RawDeployment]:
    """`GET repos/OWNER/NAME/deployments`, newest first."""
    return decode(_DEPLOYMENTS, body, request)


def decode_deployment_statuses(body: bytes, request: str = ANSWER) -> list[RawDeploymentStatus]:
    """`GET repos/OWNER/NAME/deployments/ID/statuses`, newest first."""
    return decode(_STATUSES, body, request)


def decode_runs(body: bytes, request: str = ANSWER) -> RunPage:
    """`GET repos/OWNER/NAME/actions/runs`."""
    return decode(_RUNS, body, request)


def decode_user(body: bytes, request: str = ANSWER) -> RawUser:
    """`GET user`: whose the token is."""
    return decode(_USER, body, request)


def message_of(body: bytes) -> str:
    """What GitHub says in the body of a refusal, in its own words on one line; empty where nothing is readable."""
    try:
        found = parsed(_REFUSAL, body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return ""
    return " ".join(found.message.split()) if isinstance(found.message, str) else ""


def _several(
    decoder: msgspec.json.Decoder[list[S]], shape: type[S], needed: frozenset[str], body: bytes, request: str
) -> list[S]:
    try:
        return parsed(decoder, body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):  # odd somewhere, or no list at all
        return [fits(one, shape, needed, request) for one in decode(_RAWS, body, request)]


def _one(decoder: msgspec.json.Decoder[S], shape: type[S], needed: frozenset[str], body: bytes, request: str) -> S:
    try:
        return parsed(decoder, body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return fits(decode(_RAW, body, request), shape, needed, request)
