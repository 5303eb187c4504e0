"""One deadline for each answer as a whole, below everything that reads it.

A read timeout bounds each silence, not their sum: a server that sends a byte now and then keeps a connection open for
ever, in the status line, a header, the head of a chunk or a packed body, where nothing above the socket sees a byte of
it. So the time spent waiting for the socket is counted there, under any requests.Session and also while a caller
streams. What the caller does between two reads does not count.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPResponse
from typing import TYPE_CHECKING, Any, Final, NoReturn

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http.failures import AGAIN_LATER, duration
from goalsync.sdk.http.scopes import current_watch

if TYPE_CHECKING:
    import socket


@dataclass(frozen=True, slots=True)
class Allowance:
    """How long an answer may take: so many seconds, and one more for each `least_rate` bytes that came."""

    seconds: float
    least_rate: float

    def left(self, received: int, waited: float) -> float:
        """Seconds that may still be waited; 0 or less: none."""
        return self.seconds + received / self.least_rate - waited


@dataclass(slots=True)
class Watch:
    """The waiting for one answer: what was asked (without secrets), how long it may take, and what came so far."""

    line: str
    allowance: Allowance
    clock: Callable[[], float]
    received: int = 0
    waited: float = 0.0

    def read(self, raw: io.RawIOBase, sock: socket.socket, buffer: Any) -> int | None:
        """Read from the socket once, for no longer than is left; raises SourceError when nothing is."""
        left = self.allowance.left(self.received, self.waited)
        if left <= 0:
            self._give_up()
        silence = sock.gettimeout()
        shortened = silence is None or left < silence
        if shortened:
            sock.settimeout(left)
        began = self.clock()
        try:
            count = raw.readinto(buffer)
        except TimeoutError:
            if shortened:
                self._give_up()
            raise
        finally:
            self.waited += self.clock() - began
            if shortened:
                sock.settimeout(silence)
        self.received += count or 0
        return count

    def _give_up(self) -> NoReturn:
        what = f"the answer came too slowly: {self.received} bytes in {duration(self.allowance.seconds)}"
        if self.received > self.allowance.least_rate:
            what = f"the answer came too slowly: less than {self.allowance.least_rate / 1000:g} kB a second"
        remedy = f"{AGAIN_LATER}; if it stays so, check the network and the proxy, or ask the source for less"
        raise SourceError(PullCode.UNREACHABLE, f"{self.line}: {what}", remedy=remedy) from None


class _Watched(io.RawIOBase):
    """The bytes of a connection, each wait for them watched."""

    def __init__(self, raw: io.RawIOBase, sock: socket.socket, watch: Watch) -> None:
        super().__init__()
        self._raw = raw
        self._sock = sock
        self._watch = watch

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        return self._watch.read(self._raw, self._sock, buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()


class _Response(HTTPResponse):
    """An answer (also of a proxy that is asked for a tunnel) that is read under the watch of the request, if any."""

    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        watch = current_watch()
        if watch is not None:
            self.fp = io.BufferedReader(_Watched(self.fp.detach(), sock, watch))


class _HTTPPool(HTTPConnectionPool):
    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        connection.response_class = _Response  # type: ignore[attr-defined]  # of http.client, which urllib3 builds on
        return connection


class _HTTPSPool(HTTPSConnectionPool):
    def _new_conn(self) -> Any:
        connection = super()._new_conn()
        connection.response_class = _Response  # type: ignore[attr-defined]
        return connection


POOLS: Final = {"http": _HTTPPool, "https": _HTTPSPool}
"""For `pool_classes_by_scheme` of a pool manager."""
