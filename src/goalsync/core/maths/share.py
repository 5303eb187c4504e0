"""share: a ratio in percent points, up to a target."""

from __future__ import annotations

from goalsync.core.maths.change import change
from goalsync.core.maths.outcome import Outcome
from goalsync.core.maths.term import Term
from goalsync.core.maths.values import Values
from goalsync.model.measures import Change, Share


def share(measure: Share, values: Values, term: Term) -> Outcome:
    """As change, from 0 unless a baseline is given."""
    baseline = 0.0 if measure.baseline is None else measure.baseline
    return change(Change(measure.metric, baseline, measure.target, direction=measure.direction), values, term)
