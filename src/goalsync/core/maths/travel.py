"""What change, share and accumulate have in common: they travel from a baseline to a target."""

from __future__ import annotations

from goalsync.core.maths.compare import close
from goalsync.core.maths.distance import progress, ungradable
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.wording import exact
from goalsync.model.vocabulary import Direction, Status


def travelled(
    *, baseline: float, target: float, current: float, direction: Direction | None, term: Term, expected: float
) -> Outcome:
    """How far `current` is on the way, and how that is judged."""
    reason = ungradable(baseline, target, direction)
    covered = None if reason else progress(baseline, target, current, direction)
    if covered is None:
        reason = reason or "the numbers are too large to compute with"
        return Outcome(expected=expected, value=current, baseline=baseline, target=target, reason=reason)
    if close(baseline, target):
        word = "at most" if direction is Direction.DECREASE else "at least"
        return Outcome(
            expected=expected,
            value=current,
            progress=covered,
            running=Status.ON_TRACK if covered else Status.OFF_TRACK,
            final=Status.MET if covered else Status.MISSED,
            baseline=baseline,
            target=target,
            formula=f"{exact(current)} is {'' if covered else 'not '}{word} {exact(target)}",
        )
    return Outcome(
        expected=expected,
        value=current,
        progress=covered,
        running=term.running(covered, expected),
        final=term.final(covered),
        baseline=baseline,
        target=target,
        formula=(f"({exact(current)} − {exact(baseline)}) ÷ ({exact(target)} − {exact(baseline)}) = {exact(covered)}"),
    )
