"""An objective: what its key results come to. Guardrails are watched, not averaged."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import assert_never

from goalsync.core.maths.compare import at_least, clamped, total
from goalsync.core.maths.status import worst
from goalsync.core.maths.term import Term
from goalsync.model.vocabulary import Ambition, Rollup, Status


@dataclass(frozen=True, slots=True)
class Part:
    """A key result as far as its objective needs it; progress None: without data."""

    progress: float | None
    score: float | None
    status: Status
    weight: float = 1.0
    ambition: Ambition = Ambition.ROOFSHOT
    guardrail: bool = False


@dataclass(frozen=True, slots=True)
class ObjectiveOutcome:
    """`progress` counts what has no data as 0, `progress_high` as 1; `known_share` is the weight that has data.

    All are None where nothing has data, or there is nothing to average.
    """

    expected: float
    status: Status
    progress: float | None = None
    progress_high: float | None = None
    known_share: float | None = None
    score: float | None = None
    by_ambition: Mapping[str, float] = field(default_factory=dict)
    """The score of the moonshots and of the roofshots apart, where there are both."""


def objective(parts: Sequence[Part], rollup: Rollup, term: Term) -> ObjectiveOutcome:
    """Roll key results up; the status is the worst of all of them, guardrails included."""
    averaged = [part for part in parts if not part.guardrail]
    statuses = [part.status for part in parts]
    if any(part.guardrail and part.status in (Status.OFF_TRACK, Status.MISSED) for part in parts):
        statuses.append(Status.MISSED if term.ended else Status.OFF_TRACK)
    status, expected = worst(statuses), term.expected
    whole = total(part.weight for part in averaged)
    known = total(part.weight for part in averaged if part.progress is not None)
    if whole <= 0:
        return ObjectiveOutcome(expected, status)
    if known <= 0:
        return ObjectiveOutcome(expected, status, known_share=0.0, progress_high=1.0)
    return ObjectiveOutcome(
        expected,
        status,
        progress=_rolled(averaged, rollup, _progress(0.0)),
        progress_high=_rolled(averaged, rollup, _progress(1.0)),
        known_share=known / whole,
        score=_score(averaged, rollup),
        by_ambition=_by_ambition(averaged, rollup),
    )


def _progress(unknown: float) -> Callable[[Part], float]:
    return lambda part: unknown if part.progress is None else clamped(part.progress)


def _rolled(parts: Sequence[Part], rollup: Rollup, number: Callable[[Part], float]) -> float:
    weighted = [part for part in parts if part.weight > 0]
    match rollup:
        case Rollup.MEAN | Rollup.ALL_OF:
            whole = total(part.weight for part in weighted)
            return clamped(total(number(part) * part.weight for part in weighted) / whole)
        case Rollup.MIN:
            return min(number(part) for part in weighted)
        case _:
            assert_never(rollup)


def _score(parts: Sequence[Part], rollup: Rollup) -> float:
    if rollup is Rollup.ALL_OF:
        return 1.0 if all(_achieved(part) for part in parts) else 0.0
    return _rolled(parts, rollup, lambda part: part.score or 0.0)


def _achieved(part: Part) -> bool:
    return part.status is Status.MET or (part.score is not None and at_least(part.score, 1.0))


def _by_ambition(parts: Sequence[Part], rollup: Rollup) -> Mapping[str, float]:
    groups = {ambition: [part for part in parts if part.ambition is ambition] for ambition in Ambition}
    if not all(any(part.weight > 0 for part in group) for group in groups.values()):
        return {}
    return {ambition.value: _score(group, rollup) for ambition, group in groups.items()}
