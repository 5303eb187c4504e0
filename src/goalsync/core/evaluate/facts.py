"""What people declared that holds on a day."""

from __future__ import annotations

from datetime import date

from goalsync.core.maths.milestone import Fact
from goalsync.model.goals import Override


def fact_of(done_when: str | None, done: date | None) -> Fact:
    """What is known of a milestone. No work is pulled yet, so what hangs on an item or initiative is not known."""
    if done_when is not None:
        return Fact(unknown=f"no work has been pulled that could tell whether {done_when} is done")
    return Fact(done=done)


def active(override: Override | None, today: date) -> Override | None:
    """An override until the end of its last day."""
    return override if override is not None and today <= override.until else None
