"""How old a value may be."""

from __future__ import annotations

from datetime import date, timedelta

from goalsync.model.metric import Fresh, Metric
from goalsync.model.settings import Settings


def oldest_allowed(own: Fresh, metric: Metric | None, settings: Settings) -> timedelta | None:
    """`fresh.error_after` of a thing, else of its metric, else of the workspace; None: any age."""
    for fresh in (own, metric.fresh if metric is not None else None, settings.fresh):
        if fresh is not None and fresh.error_after is not None:
            return fresh.error_after
    return None


def is_stale(measured_at: date | None, today: date, limit: timedelta | None) -> bool:
    """Whether a value is older than allowed, in days from the day it is dated to today."""
    return measured_at is not None and limit is not None and today - measured_at > limit


def stale_reason(measured_at: date | None, limit: timedelta | None) -> str | None:
    """Why it is stale, in words."""
    if measured_at is None or limit is None:
        return None
    days = limit / timedelta(days=1)
    return f"the newest value is of {measured_at}, more than {days:g} {'day' if days == 1 else 'days'} ago"
