"""The progress that a day calls for."""

from __future__ import annotations

from datetime import date, timedelta

from goalsync.core.maths.compare import clamped
from goalsync.model.goals import Checkpoint, Pacing
from goalsync.model.period import Period


def elapsed(period: Period, today: date) -> float:
    """The share of the period's days that have begun, today counted: 0 before it, 1 from its last day on."""
    return min(max(((today - period.start).days + 1) / period.days, 0.0), 1.0)


def expected_progress(period: Period, today: date, pacing: Pacing = "linear") -> float:
    """Progress expected by the end of `today`, 0–1."""
    share = elapsed(period, today)
    match pacing:
        case "back_loaded":
            return share**2
        case "front_loaded":
            return 1.0 - (1.0 - share) ** 2
        case tuple():
            return _between(pacing, period, today)
        case _:
            return share


def _between(checkpoints: tuple[Checkpoint, ...], period: Period, today: date) -> float:
    """Linear from 0 on the day before the start, between the checkpoints, and on to 1 on the last day."""
    day, progress = period.start - timedelta(days=1), 0.0
    line = sorted(checkpoints, key=lambda checkpoint: checkpoint.day)
    if not line or line[-1].day < period.end:
        line.append(Checkpoint(period.end, 1.0))
    for checkpoint in line:
        if today < checkpoint.day:
            length = (checkpoint.day - day).days
            part = (today - day).days / length if length > 0 else 1.0
            return clamped(progress + (checkpoint.progress - progress) * max(part, 0.0))
        day, progress = checkpoint.day, checkpoint.progress
    return clamped(progress)
