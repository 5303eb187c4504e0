"""A flat goal: all of its criteria must hold on the due date; no partial credit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from goalsync.core.maths.compare import clamped, total
from goalsync.core.maths.status import worst
from goalsync.core.maths.term import Term
from goalsync.model.vocabulary import Status


@dataclass(frozen=True, slots=True)
class Part:
    """A criterion as far as the goal needs it; None: not known."""

    progress: float | None
    expected: float
    status: Status
    holds: bool | None
    milestone: bool = False


@dataclass(frozen=True, slots=True)
class GoalOutcome:
    """What a goal's criteria add up to. `progress` None: a criterion is not known."""

    progress: float | None
    expected: float
    score: float | None
    status: Status


def goal(parts: Sequence[Part], term: Term) -> GoalOutcome:
    """Mean progress of the criteria (each 0–1), their worst status; a score only once the due date has passed.

    A goal of milestones only is met, with score 1, as soon as all are done in time.
    """
    expected = total(part.expected for part in parts) / len(parts) if parts else term.expected
    progresses = [clamped(part.progress) for part in parts if part.progress is not None]
    progress = total(progresses) / len(parts) if parts and len(progresses) == len(parts) else None
    achieved = bool(parts) and all(part.milestone and part.holds for part in parts)
    if achieved:
        return GoalOutcome(progress, expected, 1.0, Status.MET)
    if not term.started:
        return GoalOutcome(progress, expected, None, Status.NOT_STARTED)
    status = worst(part.status for part in parts)
    return GoalOutcome(progress, expected, _score(parts) if term.ended else None, status)


def _score(parts: Sequence[Part]) -> float | None:
    if any(part.holds is False for part in parts):
        return 0.0
    return 1.0 if parts and all(part.holds for part in parts) else None


def colour(status: Status) -> str | None:
    """green, yellow or red, as such goals are spoken of; None where none of them says it."""
    match status:
        case Status.ON_TRACK | Status.MET:
            return "green"
        case Status.AT_RISK:
            return "yellow"
        case Status.OFF_TRACK | Status.MISSED:
            return "red"
        case _:
            return None
