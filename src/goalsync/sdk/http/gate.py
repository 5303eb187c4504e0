"""One gate per host for all threads of the process: requests in flight, requests per second, and pauses."""

from __future__ import annotations

from collections.abc import Callable
from threading import Condition, Lock
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from goalsync.sdk.http.timing import Timing

if TYPE_CHECKING:
    from pyrate_limiter import InMemoryBucket

_SLICE: Final = 1.0
"""Pauses are slept in slices, so that a longer one asked for meanwhile, or the end of the run, is noticed."""


class PauseTooLong(Exception):  # noqa: N818 - an answer to a question, turned into a SourceError where it is known what for
    """The gate stays shut for `seconds`, longer than the caller would wait."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"shut for {seconds:.0f} s")
        self.seconds = seconds


class Stopped(Exception):  # noqa: N818 - likewise
    """The session was closed while a request waited at the gate."""


class Gate:
    """The gate of one host. Every request enters before it is sent and leaves when it is answered."""

    def __init__(self, timing: Timing) -> None:
        self._timing = timing
        self._changed = Condition(Lock())
        self._in_flight = 0
        self._most: int | None = None
        self._shut_until: dict[str | None, float] = {}
        self._rate: float | None = None
        self._bucket: InMemoryBucket | None = None

    def tighten(self, most: int, per_second: float | None) -> None:
        """Bound the requests in flight and per second; where sources share a host, the lower bound holds."""
        with self._changed:
            self._most = most if self._most is None else min(self._most, most)
            if per_second is not None and (self._rate is None or per_second < self._rate):
                self._rate, self._bucket = per_second, _bucket(per_second)
            self._changed.notify_all()

    def shut(self, seconds: float, path: str | None = None) -> None:
        """Let no request pass for `seconds` from now (only those to `path`, where given)."""
        until = self._timing.monotonic() + seconds
        with self._changed:
            self._shut_until[path] = max(until, self._shut_until.get(path, until))

    def enter(self, path: str, max_wait: float, slept: Callable[[float], None], stopped: Callable[[], bool]) -> None:
        """Wait for one's turn, telling `slept` of each pause; raises PauseTooLong or Stopped instead of waiting."""
        while True:
            if stopped():
                raise Stopped
            with self._changed:
                pause = self._pause(path)
                if pause <= 0:
                    if self._most is not None and self._in_flight >= self._most:
                        self._changed.wait(_SLICE)
                        continue
                    pause = self._take_turn()
                    if pause <= 0:
                        self._in_flight += 1
                        return
            if pause > max_wait:
                raise PauseTooLong(pause)
            self.sleep(min(pause, _SLICE), slept)

    def leave(self) -> None:
        """Make room for the next request."""
        with self._changed:
            self._in_flight -= 1
            self._changed.notify()

    def sleep(self, seconds: float, slept: Callable[[float], None]) -> None:
        """Sleep once and say so."""
        self._timing.sleep(seconds)
        slept(seconds)

    def _pause(self, path: str) -> float:
        now = self._timing.monotonic()
        self._shut_until = {key: until for key, until in self._shut_until.items() if until > now}
        return max(self._shut_until.get(key, now) for key in (None, path)) - now

    def _take_turn(self) -> float:
        """0 when the budget per second allows a request now (and it is counted), else seconds to wait."""
        if self._bucket is None:
            return 0.0
        from pyrate_limiter import RateItem  # noqa: PLC0415 - only for those who set a budget

        milliseconds = int(self._timing.monotonic() * 1000)
        self._bucket.leak(milliseconds)
        item = RateItem("request", milliseconds)
        if self._bucket.put(item):
            return 0.0
        wait = self._bucket.waiting(item)
        return max(wait if isinstance(wait, int) else 0, 1) / 1000


def _bucket(per_second: float) -> InMemoryBucket:
    from pyrate_limiter import InMemoryBucket, Rate  # noqa: PLC0415 - only for those who set a budget

    if per_second >= 1:
        return InMemoryBucket([Rate(int(per_second), 1000)])
    return InMemoryBucket([Rate(1, int(1000 / per_second))])


class Gates:
    """The gates of all hosts that share a `timing`."""

    def __init__(self, timing: Timing | None = None) -> None:
        self.timing = timing or Timing()
        self._gates: dict[tuple[str, int | None], Gate] = {}
        self._lock = Lock()

    def of(self, url: str) -> Gate:
        """The gate of a URL's host and port."""
        parts = urlsplit(url)
        key = ((parts.hostname or "").lower(), parts.port or {"http": 80, "https": 443}.get(parts.scheme))
        with self._lock:
            return self._gates.setdefault(key, Gate(self.timing))


PROCESS_GATES: Final = Gates()
"""The gates of this process: every session uses them unless a test brings its own."""
