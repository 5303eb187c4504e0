"""How old values may be."""

from __future__ import annotations

from datetime import timedelta

from goalsync.model.metric import Fresh
from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.written.fields import Freshness


def fresh_of(
    part: Part, path: tuple[Key, ...], written: Freshness | None, inherited: Fresh, problems: Problems
) -> Fresh:
    """What is written, else what is inherited, each limit for itself."""
    if written is None:
        return inherited
    fresh = Fresh(written.warn_after or inherited.warn_after, written.error_after or inherited.error_after)
    if written.warn_after and fresh.error_after and written.warn_after >= fresh.error_after:
        problems.error(
            part,
            (*path, "warn_after"),
            f"warns after {_days(written.warn_after)}, not before error_after, {_days(fresh.error_after)}",
            rule="fresh",
            remedy="make warn_after shorter than error_after",
        )
    return fresh


def _days(length: timedelta) -> str:
    days = length / timedelta(days=1)
    return f"{days:g} day" if days == 1 else f"{days:g} days"
