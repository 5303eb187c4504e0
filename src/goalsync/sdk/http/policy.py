"""The one retry policy: numbers, and the pure decisions made with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing, so that repeating them is safe whatever became of the reply."""

_FOR_GOOD: Final = frozenset({501, 505, 511})
"""Server errors that asking again does not mend."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How often, how long and how much. All times in seconds, sizes in bytes."""

    attempts: int = 6
    """Requests sent for one call at most, the first included."""
    attempts_in_silence: int = 3
    """The same where the server does not answer in time: each attempt costs a whole timeout."""
    attempts_broken: int = 3
    """The same where an answer is not whole though it ended as it should: most such answers stay so."""
    first_pause: float = 0.5
    """Own pause after a first failure; doubles with each further one, less up to half of it by chance."""
    first_pause_limited: float = 4.0
    """The same where a server limits us without saying for how long: all pauses together outlast a minute."""
    longest_pause: float = 64.0
    max_wait: float = 300.0
    """A pause the server asks for that is longer than this is not slept but raised."""
    connect_timeout: float = 10.0
    read_timeout: float = 60.0
    """Longest silence while waiting for an answer or its next bytes."""
    body_timeout: float = 600.0
    """Longest time spent waiting for one whole answer, its status line and headers included; see `least_rate`."""
    least_rate: float = 32_000
    """Bytes that earn a long answer one second more: a large file may take longer than `body_timeout` as long as it
    does not come slower than this."""
    body_limit: int = 256 * 1024 * 1024
    """Largest answer, unpacked, that is held in memory."""

    def backoff(self, attempt: int, chance: float, *, limited: bool) -> float:
        """Own pause after the failed `attempt` (from 1); `chance` in [0, 1). Never longer than `max_wait`."""
        first = self.first_pause_limited if limited else self.first_pause
        pause = min(first * 2.0 ** (attempt - 1), self.longest_pause)
        return min(pause * (1 - chance / 2), self.max_wait)


def is_server_failure(status: int) -> bool:
    """Whether a status means that the same request may succeed later (not a limit: see `limits`)."""
    return status in (408, 425) or (status >= 500 and status not in _FOR_GOOD)


def was_not_processed(status: int, *, pause_asked: bool, limited: bool) -> bool:
    """Whether an answer says that the request was turned away undone, so that any method may be sent again."""
    return limited or status in (425, 429) or (status == 503 and pause_asked)
