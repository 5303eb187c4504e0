"""One call of a session: what is sent, how, and what is known of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.addresses import request_line
from goalsync.sdk.http.gate import Gate
from goalsync.sdk.http.policy import SAFE_METHODS
from goalsync.sdk.http.scopes import is_reading

if TYPE_CHECKING:
    from requests import PreparedRequest

Timeout = float | tuple[float, float] | tuple[float, None] | None
Certificate = bytes | str | tuple[bytes | str, bytes | str] | None


@dataclass(frozen=True, slots=True)
class Call:
    """A request, how to send it, the gate it passes, what counts it, and whether its session was closed meanwhile."""

    request: PreparedRequest
    stream: bool
    timeout: tuple[float, float]
    verify: bool | str
    cert: Certificate
    proxies: Mapping[str, str]
    gate: Gate
    traffic: Traffic
    stopped: Callable[[], bool]

    @property
    def safe(self) -> bool:
        """Whether it may be repeated whatever became of it."""
        return (self.request.method or "GET").upper() in SAFE_METHODS or is_reading()

    @property
    def resendable(self) -> bool:
        """Whether its body is still there to be sent once more (a file or a generator is used up)."""
        return self.request.body is None or isinstance(self.request.body, bytes | str)

    @property
    def path(self) -> str:
        """The path of its URL."""
        return urlsplit(self.request.url or "").path

    def count_wait(self, seconds: float) -> None:
        """Count a pause that was slept."""
        self.traffic.waited_seconds += seconds

    def error(self, code: PullCode, what: str, remedy: str) -> SourceError:
        """An error that names the request."""
        return SourceError(code, f"{request_line(self.request.method, self.request.url)}{what}", remedy=remedy)
