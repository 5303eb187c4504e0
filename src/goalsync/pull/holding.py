"""The holding brake `source_shrunk`: a metric that suddenly lost much of what it had moves nothing. Pure."""

from __future__ import annotations

from goalsync.model.plan import BrakeResult
from goalsync.pull.difference import Difference
from goalsync.sdk.connector import MetricRequest, MetricResult

NAME = "source_shrunk"

SMALL = 10
"""Brakes are ignored below this many of a thing."""


def brake(
    request: MetricRequest | None,
    result: MetricResult,
    change: Difference,
    *,
    matched_before: bool,
    edited: bool,
    limit: float | None,
    allowed: bool,
) -> BrakeResult | None:
    """The brake, if it is pulled: rows lost of those that counted, above `limit` (None: off) or down to none.

    `matched_before` matters only for a level: a series is judged by its stored rows. Where the metric's definition was
    `edited`, only losing all of them counts.
    """
    if limit is None or result.problem:
        return None
    total = change.live if result.whole else int(matched_before)
    lost = total - change.found if result.whole else total
    vanished = change.found == 0 and total > 0
    shrunk = not edited and result.whole and total >= SMALL and lost > limit * total
    if not (vanished or shrunk):
        return None
    where = f"{request.place}: " if request else ""
    if vanished:
        what = f"no value is left of {total}" if result.matched or not result.whole else f"no row matches, {total} did"
    else:
        what = f"only {change.found} rows are left of {total}, more than {limit:.0%} were lost at once"
    message = (
        f"{where}metric {result.metric}: {what}; check the source and the metric's keys, "
        f"or run once with --allow {NAME} if it is true"
    )
    return BrakeResult(NAME, "hold", lost, total, limit, message, overridden=allowed)
