"""Who GitHub takes us for. Nothing is believed before it is known: anonymous answers leave out what is private."""

from __future__ import annotations

from typing import Final

import msgspec
from msgspec import Struct

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.site.asking import Asking
from goalsync_github.site.refusals import Refused


class Identity(Struct, frozen=True):
    """`login` of a user; None for an App's installation, which sees `installation/repositories` instead."""

    login: str | None
    scopes: tuple[str, ...] | None = None
    """Of a classic token; None for any other."""

    @property
    def is_installation(self) -> bool:
        """Whether it is an App's installation (also the token of GitHub Actions)."""
        return self.login is None


class _User(Struct):
    login: str = ""


class _Installed(Struct):
    total_count: int


_USER: Final = msgspec.json.Decoder(_User)
_INSTALLED: Final = msgspec.json.Decoder(_Installed)
_WHAT: Final = "who we are"


def prove(asking: Asking, *, installation: bool) -> Identity:
    """Ask who we are (one request, two for an installation's token given as `token`); raises SourceError (auth).

    An installation may not ask for its user: https://docs.github.com/en/rest/users/users#get-the-authenticated-user
    """
    if not installation:
        try:
            return _user(asking)
        except Refused as refused:
            if refused.status not in (403, 404):
                raise
    answer = asking.get("installation/repositories", params={"per_page": 1}, what=_WHAT)
    try:
        _INSTALLED.decode(answer.body)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise _nobody(asking, answer.line) from None
    return Identity(None)


def _user(asking: Asking) -> Identity:
    answer = asking.get("user", what=_WHAT)
    try:
        login = _USER.decode(answer.body).login
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        login = ""
    if not login:
        raise _nobody(asking, answer.line)
    scopes = answer.headers.get("X-OAuth-Scopes")
    found = None if scopes is None else tuple(sorted(filter(None, (scope.strip() for scope in scopes.split(",")))))
    return Identity(login, found)


def _nobody(asking: Asking, line: str) -> SourceError:
    return SourceError(PullCode.AUTH, f"{line} names nobody: the visit may be anonymous", remedy=asking.remedy)
