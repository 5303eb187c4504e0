"""Sources that are not pulled in a run, and how they are reported: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from goalsync.model.copies import replace
from goalsync.model.run import SourceReport
from goalsync.model.settings import SourceSettings
from goalsync.model.vocabulary import PullState
from goalsync.sdk.connector import MetricRequest
from goalsync.store.sources import StoredPartition


def why_fresh(
    settings: SourceSettings, stored: Sequence[StoredPartition], requests: Sequence[MetricRequest], now: datetime
) -> str | None:
    """Why a source need not be pulled: `every` has not passed since it was read. None: pull it.

    A partition that was broken, and a metric that was never read, are no reason to wait.
    """
    if settings.every is None or not stored:
        return None
    reads = {read.metric for part in stored for read in part.report.reads}
    times = [part.report.read_at for part in stored]
    if any(part.report.broken for part in stored) or any(request.metric not in reads for request in requests):
        return None
    oldest = min((time for time in times if time is not None), default=None)
    if oldest is None or None in times or now - oldest >= settings.every:
        return None
    return f"pulled {_ago(now, oldest)} ago; `every` is longer"


def skipped(settings: SourceSettings, stored: Sequence[StoredPartition], reason: str) -> SourceReport:
    """The report of a source that was not pulled; what is stored of it stands."""
    parts = tuple(
        replace(
            part.report,
            state=PullState.SKIPPED,
            code=None,
            reason=reason,
            items=0,
            new=0,
            changed=0,
            gone=0,
            requests=0,
            bytes=0,
            retries=0,
            waited_seconds=0.0,
        )
        for part in stored
    )
    return SourceReport(settings.name, settings.connector, parts, reason, skipped=True)


def _ago(now: datetime, then: datetime) -> str:
    seconds = int((now - then).total_seconds())
    for unit, size in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= size:
            number = seconds // size
            return f"{number} {unit}{'s' if number > 1 else ''}"
    return f"{seconds} second{'' if seconds == 1 else 's'}"
