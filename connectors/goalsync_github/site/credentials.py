"""Credentials: a token, or an App's installation whose tokens are renewed before they end. PyGithub does both."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Final, Protocol

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import reading
from goalsync_github.site.refusals import APP_REMEDY, TOKEN_REMEDY

if TYPE_CHECKING:
    from github import GithubIntegration
    from github.Auth import Auth

_EARLY: Final = 120.0
"""A token is renewed this many seconds before it ends: a long answer must end before it does."""
_AT_LEAST: Final = 60.0
"""What a token is used for where, by this machine's clock, it has ended already: that clock is wrong."""


class Credentials(Protocol):
    """What signs requests. Threads share it."""

    remedy: str
    """What to do where they are not accepted."""

    def sign(self) -> str:
        """The value of the Authorization header now; raises SourceError where none can be had."""
        ...

    def renew(self, refused: str) -> bool:
        """Whether there is another one to try than the one that was refused."""
        ...

    @property
    def digest(self) -> str | None:
        """A short name for the token, not to be turned back; None where it changes from run to run."""
        ...


class TokenCredentials:
    """One token for good."""

    remedy = TOKEN_REMEDY

    def __init__(self, auth: Auth) -> None:
        headers: dict[str, str] = {}
        auth.authentication(headers)
        self._value = headers["Authorization"]

    def sign(self) -> str:
        """`token …`."""
        return self._value

    def renew(self, refused: str) -> bool:
        """Never."""
        del refused
        return False

    @property
    def digest(self) -> str | None:
        """Of the token."""
        return hashlib.sha256(self._value.encode()).hexdigest()[:12]


class AppCredentials:
    """Tokens of an App's installation, made by `integration`, whose session sends by the policy.

    `wall` are seconds since 1970; how long a token lasts is counted from when it came, by `monotonic`.
    """

    remedy = APP_REMEDY

    def __init__(
        self,
        integration: GithubIntegration,
        installation: int,
        *,
        wall: Callable[[], float],
        monotonic: Callable[[], float],
    ) -> None:
        self._integration = integration
        self._installation = installation
        self._wall = wall
        self._monotonic = monotonic
        self._lock = Lock()
        self._value: str | None = None
        self._ends = 0.0

    def sign(self) -> str:
        """`token ghs_…`, made anew where the last one is about to end; raises SourceError."""
        with self._lock:
            value = self._value
            if value is None or self._monotonic() >= self._ends:
                value = self._value = self._made()
            return value

    def renew(self, refused: str) -> bool:
        """Forget the token that was refused, unless another thread did."""
        with self._lock:
            if self._value == refused:
                self._value = None
            return True

    @property
    def digest(self) -> str | None:
        """None: each run has a token of its own."""
        return None

    def _made(self) -> str:
        from github import GithubException  # noqa: PLC0415 - optional, and slow to import
        from jwt import PyJWTError  # noqa: PLC0415 - likewise

        what = f"installation {self._installation} of the App"
        try:
            with reading():  # two tokens instead of one do no harm
                made = self._integration.get_access_token(self._installation)
        except SourceError:
            raise
        except GithubException as error:
            code = PullCode.AUTH if error.status in (401, 403, 404) else PullCode.BAD_ANSWER
            message = f"{what}: no token is given for it ({error.status})"
            raise SourceError(code, message, remedy=APP_REMEDY) from None
        except (PyJWTError, ValueError, TypeError, AssertionError, KeyError) as error:  # of the key, or of an answer
            message = f"{what}: no token can be made ({type(error).__name__})"
            raise SourceError(PullCode.AUTH, message, remedy=APP_REMEDY) from None
        lasts = made.expires_at.timestamp() - self._wall()
        self._ends = self._monotonic() + (max(lasts - _EARLY, lasts / 2) if lasts > 0 else _AT_LEAST)
        return f"token {made.token}"
