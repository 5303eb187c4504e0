"""Progress as distance covered from a baseline to a target; signs cancel, so decreasing is no other formula."""

from __future__ import annotations

import math

from goalsync.core.maths.compare import at_least, at_most, close
from goalsync.core.wording import exact
from goalsync.model.measures import Change
from goalsync.model.vocabulary import Direction


def ungradable(baseline: float, target: float, direction: Direction | None) -> str | None:
    """Why no progress can be computed between the two, or None when it can."""
    if close(baseline, target):
        if direction is None:
            return f"baseline and target are equal ({exact(target)}) and no direction is given"
        return None
    if direction is Direction.INCREASE and target < baseline:
        return f"the target {exact(target)} lies below the baseline {exact(baseline)}, but the direction is increase"
    if direction is Direction.DECREASE and target > baseline:
        return f"the target {exact(target)} lies above the baseline {exact(baseline)}, but the direction is decrease"
    return None


def progress(baseline: float, target: float, current: float, direction: Direction | None = None) -> float | None:
    """(c − b) / (t − b), unclamped; where t = b, 1 while c is at or beyond t and 0 otherwise.

    None when it is not `ungradable` only by being too large to compute.
    """
    if close(baseline, target):
        beyond = at_most(current, target) if direction is Direction.DECREASE else at_least(current, target)
        return 1.0 if beyond else 0.0
    if close(current, target):
        return 1.0
    share = (current - baseline) / (target - baseline) + 0.0  # never -0.0
    return share if math.isfinite(share) else None


def target_of(measure: Change, baseline: float) -> float | None:
    """The declared target, or the one relative to the baseline; None where zero has no percentage."""
    if measure.by_percent is not None:
        return None if close(baseline, 0.0) else baseline + abs(baseline) * measure.by_percent / 100
    if measure.by is not None:
        return baseline + measure.by
    if measure.times is not None:
        return baseline * measure.times
    return measure.target
