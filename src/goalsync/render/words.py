"""Statuses, severities and kinds as words and signs. Colour never stands alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from goalsync.model.vocabulary import KpiStatus, PullState, Severity, Status
from goalsync.render.screen import Paint


@dataclass(frozen=True, slots=True)
class Sign:
    """How one judgement looks: a sign, a word, a colour."""

    sign: str
    word: str
    paint: Paint

    def __str__(self) -> str:
        return f"{self.sign} {self.word}".lstrip()


_SIGNS: Final[dict[str, tuple[str, Paint]]] = {
    Status.MET: ("✔", Paint.GOOD),
    Status.ON_TRACK: ("●", Paint.GOOD),
    Status.AT_RISK: ("▲", Paint.WARN),
    Status.OFF_TRACK: ("✖", Paint.BAD),
    Status.MISSED: ("✘", Paint.BAD),
    Status.PARTLY_MET: ("◐", Paint.WARN),
    Status.NOT_STARTED: ("○", Paint.FAINT),
    Status.STALE: ("◌", Paint.WARN),
    Status.NO_DATA: ("?", Paint.WARN),
    KpiStatus.HEALTHY: ("●", Paint.GOOD),
    KpiStatus.UNHEALTHY: ("✖", Paint.BAD),
    PullState.COMPLETE: ("●", Paint.GOOD),
    PullState.PARTIAL: ("▲", Paint.WARN),
    PullState.FAILED: ("✖", Paint.BAD),
    PullState.SKIPPED: ("○", Paint.FAINT),
    "green": ("●", Paint.GOOD),
    "yellow": ("▲", Paint.WARN),
    "red": ("✖", Paint.BAD),
    Severity.ERROR: ("✖", Paint.BAD),
    Severity.WARNING: ("▲", Paint.WARN),
    Severity.INFO: ("ⓘ", Paint.FAINT),
}

STATUS_ORDER: Final = (
    *(status.value for status in (Status.OFF_TRACK, Status.MISSED, Status.AT_RISK, Status.PARTLY_MET, Status.STALE)),
    *(status.value for status in (Status.NO_DATA, Status.ON_TRACK, Status.MET, Status.NOT_STARTED)),
    *(status.value for status in (KpiStatus.UNHEALTHY, KpiStatus.HEALTHY)),
)
"""What needs a decision comes first."""


def words(value: str) -> str:
    """`off_track` as `off track`."""
    return value.replace("_", " ")


def sign(value: str) -> Sign:
    """The look of a status, pull state or severity; of a word that is not known, the word itself."""
    mark, paint = _SIGNS.get(value, ("", Paint.NONE))
    return Sign(mark, words(value), paint)


def tally(statuses: Iterable[str]) -> list[tuple[str, int]]:
    """(status, how many), worst first."""
    found: dict[str, int] = {}
    for status in statuses:
        found[status] = found.get(status, 0) + 1
    known = [(status, found.pop(status)) for status in STATUS_ORDER if status in found]
    return known + sorted(found.items())
