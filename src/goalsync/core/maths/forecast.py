"""The value to expect at the end of the period, with its 80 % interval."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final

from goalsync.core.maths.student import ninetieth
from goalsync.core.maths.term import Term
from goalsync.model.metric import Point
from goalsync.model.run import Forecast

WEEK: Final = 7
TOO_LARGE: Final = "the numbers are too large to compute with"


def trend(points: Sequence[Point], term: Term) -> Forecast:
    """Least squares over the period's values on days since its start; needs 3 values on at least 2 days."""
    reason = _no_need(term)
    if reason:
        return Forecast(reason=reason)
    count = len(points)
    days = [float((point.day - term.period.start).days) for point in points]
    if count < 3 or len(set(days)) < 2:
        return Forecast(reason="needs 3 values on at least 2 days of the period")
    try:
        return _fitted(days, [point.value for point in points], float((term.period.end - term.period.start).days))
    except OverflowError:
        return Forecast(reason=TOO_LARGE)


def _fitted(days: Sequence[float], values: Sequence[float], end: float) -> Forecast:
    count = len(days)
    middle, level = math.fsum(days) / count, math.fsum(values) / count
    spread = math.fsum((day - middle) ** 2 for day in days)
    slope = math.fsum((day - middle) * (value - level) for day, value in zip(days, values, strict=True)) / spread
    misses = [value - level - slope * (day - middle) for day, value in zip(days, values, strict=True)]
    deviation = math.sqrt(math.fsum(miss**2 for miss in misses) / (count - 2))
    margin = ninetieth(count - 2) * deviation * math.sqrt(1 + 1 / count + (end - middle) ** 2 / spread)
    return _around(level + slope * (end - middle), margin)


def throughput(events: Sequence[Point], amounts: Sequence[float], term: Term) -> Forecast:
    """What is there plus the mean of the ended weeks for each week left; needs 2 ended weeks.

    Weeks are counted from the start. What is left is counted from tomorrow on, in weeks and parts of one, so that
    the running week is neither counted twice nor lost.
    """
    reason = _no_need(term)
    if reason:
        return Forecast(reason=reason)
    ended = ((term.today - term.period.start).days + 1) // WEEK
    if ended < 2:
        return Forecast(reason="needs 2 ended weeks")
    weeks = [0.0] * ended
    for event, amount in zip(events, amounts, strict=True):
        week = (event.day - term.period.start).days // WEEK
        if week < ended:
            weeks[week] += amount
    left = (term.period.end - term.today).days / WEEK
    try:
        return _continued(math.fsum(amounts), weeks, left)
    except OverflowError:
        return Forecast(reason=TOO_LARGE)


def _continued(so_far: float, weeks: Sequence[float], left: float) -> Forecast:
    ended = len(weeks)
    mean = math.fsum(weeks) / ended
    deviation = math.sqrt(math.fsum((week - mean) ** 2 for week in weeks) / (ended - 1))
    margin = ninetieth(ended - 1) * deviation * math.sqrt(left + left**2 / ended)
    return _around(so_far + left * mean, margin)


def _no_need(term: Term) -> str | None:
    if not term.started:
        return "the period has not started"
    return "the period is over" if term.ended else None


def _around(end: float, margin: float) -> Forecast:
    if not (math.isfinite(end) and math.isfinite(margin)):
        return Forecast(reason=TOO_LARGE)
    return Forecast(end, end - margin, end + margin)
