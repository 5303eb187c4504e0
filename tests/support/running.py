"""A workspace over a scripted system that can be run again and again, with a real store."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from goalsync.job.options import Options
from goalsync.job.outcome import Outcome
from goalsync.job.reading import report_once
from goalsync.job.saved import apply_file
from goalsync.job.sync import plan_once, sync_once
from goalsync.model.copies import replace
from goalsync.model.goals import Goals, KeyResult
from goalsync.model.measures import Change
from goalsync.model.report import Report
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync.workspace import Workspace
from support.judging import QUARTER, key_result
from support.world import World, connectors, series, workspace

NOW = datetime(2026, 2, 14, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
GONE = SourceError(PullCode.UNREACHABLE, "data/b.csv: no such file", remedy="check the path")


def key_results(*metrics: str, target: float = 10) -> list[KeyResult]:
    """O1.KR1 of the first metric, and so on."""
    return [
        key_result(Change(metric, 0, target), QUARTER, f"O1.KR{number}")
        for number, metric in enumerate(metrics, start=1)
    ]


def world(**partitions: Mapping[str, Mapping[str, float | None]]) -> World:
    """Partition → metric → day → value."""
    found = World()
    for name, metrics in partitions.items():
        found.holds(name, *(series(metric, values) for metric, values in metrics.items()))
    return found


def two() -> World:
    """Two partitions with a metric each."""
    return world(a={"x": {"2026-02-01": 5}}, b={"y": {"2026-02-01": 6}})


class Place:
    """A workspace that can be run again and again, its world changing in between."""

    def __init__(self, directory: Path, found: World, goals: Goals, **settings: Any) -> None:
        self.directory = directory
        self.world = found
        self.goals = goals
        self.settings = settings
        self.metrics = {metric: ("numbers", part) for metric, part in found.metrics().items()}
        self.runs = 0

    @property
    def workspace(self) -> Workspace:
        """As loaded now."""
        worlds = {"numbers": self.world}
        found = workspace(self.directory, worlds, goals=self.goals, metrics=self.metrics, **self.settings)
        digest = hashlib.sha256(repr(self.goals).encode()).hexdigest()
        return replace(found, configuration=replace(found.configuration, digest=digest))

    def sync(self, now: datetime = NOW, options: Options | None = None, **more: Any) -> Outcome:
        """One run."""
        self.runs += 1
        return sync_once(
            self.workspace,
            connectors({"numbers": self.world}),
            now=now,
            run_id=f"run-{self.runs}",
            options=options,
            **more,
        )

    def plan(self, now: datetime = NOW, options: Options | None = None, out: Path | None = None) -> Outcome:
        """What the next one would do."""
        return plan_once(
            self.workspace, connectors({"numbers": self.world}), now=now, run_id="plan", options=options, out=out
        )

    def apply(self, path: Path, now: datetime = LATER, **more: Any) -> Outcome:
        """Apply a saved plan."""
        self.runs += 1
        return apply_file(self.workspace, path, now=now, run_id=f"run-{self.runs}", **more)

    def report(self, now: datetime = LATER, **more: Any) -> Outcome:
        """What the store holds."""
        return report_once(self.workspace, now=now, **more)


def progress(report: Report) -> dict[str, float | None]:
    """Of each key result."""
    return {part.id: part.progress for part in report.key_results}
