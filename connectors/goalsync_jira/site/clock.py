"""What time it is on the server, by what it says itself: an update after that is in the future."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime

from goalsync_jira.facts.clocks import http_date
from goalsync_jira.facts.moments import milliseconds, moment


class Clock:
    """Hears the header Date of every answer, and `serverTime` once. `wall` is this machine's, None in a recording.

    A front may have a clock of its own, so where `serverTime` is known its distance from that answer's Date is kept.
    Threads share it.
    """

    def __init__(self, wall: Callable[[], float] | None = time.time) -> None:
        self._wall = wall
        self._date: str | None = None
        self._said: datetime | None = None
        self._said_with: datetime | None = None

    def hear(self, headers: Mapping[str, str]) -> None:
        """An answer came."""
        self._date = headers.get("Date") or self._date

    def told(self, server_time: str | None) -> None:
        """The server told its time in the answer that was heard last."""
        self._said = moment(server_time)
        self._said_with = http_date(self._date)

    def now(self) -> int | None:
        """Milliseconds since 1970 at the last answer, by the server's clock or this machine's if that is behind it.

        What was stored while a clock was ahead would else be taken for new when it is set right. None where neither
        is known.
        """
        found = http_date(self._date)
        if self._said is not None:
            later = found - self._said_with if found is not None and self._said_with is not None else None
            found = self._said if later is None else self._said + later
        known = [] if found is None else [milliseconds(found)]
        if self._wall is not None:
            known.append(int(self._wall() * 1000))
        return min(known, default=None)
