"""What there is to count in a run: each metric over work, for each period for which something reads it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from goalsync.core.document import plain
from goalsync.core.measure import key_of, needed
from goalsync.core.measure.over_work import reach_of
from goalsync.core.measure.reading import Sources
from goalsync.core.periods import counted_periods
from goalsync.core.subjects import metrics_of, subjects
from goalsync.model.metric import Metric, OverWork
from goalsync.model.period import Period
from goalsync.model.run import SourceReport
from goalsync.model.settings import Configuration


@dataclass(frozen=True, slots=True)
class Task:
    """One number to count. `now` is when all it is counted from was read: the number is dated by that day.

    What is counted for a period that is over is dated by its last day.
    """

    metric: Metric
    definition: OverWork
    period: Period | None
    now: datetime
    zone: ZoneInfo
    digest: str
    """Of the definition: it changes when anything does that decides what is counted."""

    @property
    def key(self) -> str:
        """Of its measurement."""
        return key_of(self.period)

    @property
    def at(self) -> str:
        """The day of its measurement."""
        today = self.now.astimezone(self.zone).date()
        return (today if self.period is None else min(today, self.period.end)).isoformat()

    @property
    def over(self) -> bool:
        """Whether its period is over: then it is counted once more, and no more."""
        return self.is_over(self.now)

    def is_over(self, moment: datetime) -> bool:
        """Whether its period was over at a moment."""
        return self.period is not None and self.period.end < moment.astimezone(self.zone).date()


def tasks_of(configuration: Configuration, reports: tuple[SourceReport, ...]) -> tuple[Task, ...]:
    """All that can be counted now, in order of metric and period. What reaches into something incomplete cannot."""
    metrics = configuration.mappings.metrics
    over_work = {name: one.definition for name, one in sorted(metrics.items()) if isinstance(one.definition, OverWork)}
    if not over_work:
        return ()
    sources = Sources.of(reports)
    found: list[Task] = []
    periods: list[Period | None]
    for name, definition in over_work.items():
        reach = reach_of(definition, sources)
        if reach.read_at is None:
            continue
        zone = configuration.settings.timezone
        day = reach.read_at.astimezone(zone).date()
        periods = _periods(configuration, name, day) if definition.of_period else [None]
        digest = digest_of(definition, configuration)
        found += [Task(metrics[name], definition, period, reach.read_at, zone, digest) for period in periods]
    return tuple(found)


def digest_of(definition: OverWork, configuration: Configuration) -> str:
    """`sha256:…` of what decides which items count, and for how much."""
    teams = configuration.settings.teams if any(_by_team(definition)) else {}
    content = [plain(definition), [[name, plain(one)] for name, one in teams.items()]]
    content.append(configuration.settings.timezone.key)
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def _by_team(definition: OverWork) -> Iterator[bool]:
    for selector in definition.selectors:
        yield from (bool(one.team) for one in selector.everywhere())


def _periods(configuration: Configuration, metric: str, today: date) -> list[Period | None]:
    """The periods of what reads the metric, itself or through a formula; each once, in order."""
    metrics = configuration.mappings.metrics
    starts = configuration.settings.fiscal_year_starts
    found: dict[str, Period] = {}
    for subject in subjects(configuration.goals):
        if any(metric in needed(metrics, [name]) for name in metrics_of(subject)):
            found.update((key_of(period), period) for period in counted_periods(subject, today, starts))
    return [found[key] for key in sorted(found)]
