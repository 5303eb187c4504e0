"""Contexts for tests of connectors and the SDK."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from goalsync.sdk.connector import Context, MetricRequest
from goalsync.sdk.secrets import Secrets

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def context(
    directory: Path | None = None,
    *,
    max_wait: float = 300,
    concurrency: int = 8,
    proxy: str | None = None,
    ca: str | None = None,
    environment: dict[str, str] | None = None,
    metrics: tuple[MetricRequest, ...] = (),
) -> Context:
    """What a source named `numbers` knows of its run on 21 November 2026."""
    where = directory or Path("/nowhere")
    return Context(
        name="numbers",
        directory=where,
        now=NOW,
        today=NOW.date(),
        timezone=ZoneInfo("UTC"),
        secrets=Secrets(where, environment or {}),
        metrics=metrics,
        concurrency=concurrency,
        max_wait=timedelta(seconds=max_wait),
        proxy=proxy,
        ca=ca,
    )
