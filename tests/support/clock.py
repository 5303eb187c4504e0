"""A clock that moves only when somebody sleeps."""

from __future__ import annotations

import threading

from goalsync.sdk.http import Timing


class FakeClock:
    """Seconds that pass by sleeping; `slept` is every pause in order."""

    def __init__(self, start: float = 1_795_000_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> float:
        """The seconds."""
        with self._lock:
            return self._now

    def sleep(self, seconds: float) -> None:
        """Let time pass at once."""
        with self._lock:
            self._now += seconds
            self.slept.append(seconds)

    def timing(self, chance: float = 0.0) -> Timing:
        """A Timing on this clock; chance always gives the same number."""
        return Timing(monotonic=self.now, wall=self.now, sleep=self.sleep, chance=lambda: chance)
