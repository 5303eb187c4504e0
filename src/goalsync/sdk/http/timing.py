"""Time and chance as arguments, so that tests never really wait."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Timing:
    """Clocks in seconds, a sleep, and a source of numbers in [0, 1).

    `monotonic` measures pauses; `wall` (seconds since 1970, UTC) reads dates that a server wrote.
    """

    monotonic: Callable[[], float] = time.monotonic
    wall: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random
