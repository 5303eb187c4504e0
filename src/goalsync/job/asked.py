"""What a person asks for on the command line, and what cannot be done of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from goalsync.model.near import nearest
from goalsync.sdk.errors import GoalsyncError


class AskedError(GoalsyncError):
    """Something was asked for that is not there or cannot be: a usage error (exit code 5), nothing was done."""


def unknown_id(name: str, known: Collection[str], what: str) -> AskedError:
    """There is no such thing, and which id is near."""
    near = nearest(name, known)
    return AskedError(f"there is no {what} '{name}'", remedy=None if near is None else f"did you mean '{near}'?")


def happened(day: date | None, today: date) -> date:
    """The day that was given, today unless given; raises AskedError when it is yet to come."""
    if day is not None and day > today:
        raise AskedError(f"{day} is after today, {today}", remedy="record what has happened")
    return day or today
