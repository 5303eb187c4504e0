"""A workspace in which pulls can be tried: worlds, a store, and days that pass."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from goalsync.model.metric import Measurement
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.pull import Progress, pull_all
from goalsync.store import Store
from support.stores import NOW, store_path
from support.world import World, connectors, workspace


@dataclass
class Trial:
    """Pulls `worlds` into a store; `metrics` as `support.world.workspace` takes them."""

    directory: Path
    store: Store
    worlds: dict[str, World] = field(default_factory=dict)
    metrics: Mapping[str, tuple[str, ...]] | None = None
    settings: dict[str, Any] = field(default_factory=dict)
    steps: list[Progress] = field(default_factory=list)
    runs: int = 0

    def pull(
        self,
        *,
        day: int = 0,
        minute: int = 0,
        full: bool = False,
        only: Collection[str] | None = None,
        force: bool = False,
        allow: Collection[str] = (),
    ) -> dict[str, SourceReport]:
        """One run, so many days and minutes after NOW."""
        self.runs += 1
        now: datetime = NOW + timedelta(days=day, minutes=minute)
        reports = pull_all(
            workspace(self.directory, self.worlds, metrics=self.metrics, **self.settings),
            connectors(self.worlds),
            self.store,
            run_id=f"run-{self.runs}",
            now=now,
            today=now.date(),
            full=full,
            only=only,
            force=force,
            allow=allow,
            progress=self.steps.append,
        )
        return {report.name: report for report in reports}

    def part(self, **how: Any) -> PartitionReport:
        """One run of one source with one partition: its report."""
        (report,) = self.pull(**how).values()
        (part,) = report.partitions
        return part

    def rows(self, metric: str) -> tuple[Measurement, ...]:
        """All rows of a metric."""
        return self.store.history(metric).measurements

    def values(self, metric: str) -> dict[str, float | None]:
        """What counts of a metric: at → value of the live rows."""
        latest = {(row.at, row.key): row for row in self.rows(metric)}
        return {
            at if key == "1" else f"{at}/{key}": row.value for (at, key), row in latest.items() if not row.retracted
        }


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """One source, `numbers`, that holds nothing yet."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        yield Trial(tmp_path, store, {"numbers": World()})
