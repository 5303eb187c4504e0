"""The pure middle of every job: from a frozen store to numbers and judgements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from goalsync.core.evaluate import Evaluations, evaluate
from goalsync.core.measure import Series, measure
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration


@dataclass(frozen=True, slots=True)
class Computed:
    """A snapshot, and what the configuration makes of it."""

    snapshot: Snapshot
    configuration: Configuration
    series: Mapping[str, Series]
    evaluations: Evaluations


def compute(snapshot: Snapshot, configuration: Configuration) -> Computed:
    """Measure and evaluate everything declared."""
    series = measure(snapshot, configuration.mappings.metrics)
    return Computed(snapshot, configuration, series, evaluate(snapshot, configuration, series))


def today_of(configuration: Configuration, now: datetime) -> date:
    """The workspace's day of `now`."""
    return now.astimezone(configuration.settings.timezone).date()
