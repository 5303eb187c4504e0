"""What explanations are made from, and what those of one or more metrics have in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict
from zoneinfo import ZoneInfo

from goalsync.core.evaluate import Evaluations
from goalsync.core.explain.values import Readings, definition_part, read_parts
from goalsync.core.explain.work import Behind, StoredWork, items_behind
from goalsync.core.measure import Series, measure, needed, of_period
from goalsync.core.parts import moment
from goalsync.core.periods import keys_of
from goalsync.core.replay import as_last_computed
from goalsync.core.subjects import Subject, metrics_of
from goalsync.core.verdicts import verdict_of
from goalsync.model.copies import replace
from goalsync.model.explanation import DefinitionPart, ReadPart
from goalsync.model.metric import Point
from goalsync.model.run import Snapshot, Verdict
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Truth


class MetricsBehind(TypedDict):
    """What stands behind the values of metrics: the same fields of every explanation."""

    read: tuple[ReadPart, ...]
    metrics: Mapping[str, str]
    definitions: Mapping[str, DefinitionPart]


@dataclass(frozen=True, slots=True)
class Known:
    """A frozen store and what the configuration makes of it."""

    snapshot: Snapshot
    configuration: Configuration
    series: Mapping[str, Series]
    evaluations: Evaluations
    work: StoredWork | None = None
    """The stored work items; None: they are not to be named."""

    def read_by(self, subject: Subject) -> Known:
        """The same with the series as a subject reads them: those that depend on its period, of its period."""
        metrics = self.configuration.mappings.metrics
        names = [name for name in metrics_of(subject) if name in metrics and of_period(metrics, name)]
        if not names:
            return self
        keys = keys_of(subject, self.configuration.settings.fiscal_year_starts)
        own = measure(self.snapshot, needed(metrics, names), keys)
        return replace(self, series={**self.series, **own})

    @property
    def zone(self) -> ZoneInfo:
        """The workspace's time zone."""
        return self.configuration.settings.timezone

    @property
    def readings(self) -> Readings:
        """When what stands in the store was read."""
        return Readings(self.series, self.zone)

    def behind(self, names: Sequence[str]) -> MetricsBehind:
        """The named metrics and those they are computed from, the named first."""
        metrics = self.configuration.mappings.metrics
        found = needed(metrics, names)
        ordered = [*(name for name in names if name in found), *sorted(set(found) - set(names))]
        return MetricsBehind(
            read=read_parts(self.series, ordered, self.zone),
            metrics={name: f"{metrics[name].place}, {self.series[name].formula or 'not read yet'}" for name in ordered},
            definitions={name: definition_part(metrics[name]) for name in ordered},
        )


def formula_of(known: Known, verdict: Verdict, computed: str) -> str:
    """The formula with its numbers; of what is held, that it stands as it was and since when."""
    if verdict.truth is not Truth.HELD:
        return computed or verdict.reason or ""
    since = moment(verdict.held_since, known.zone)
    stands = f"held{f' since {since}' if since else ''}: what was last computed stands"
    return f"{stands}; {computed}" if computed else stands


def basis_of(known: Known, subject: Subject) -> Evaluations:
    """What its verdict was computed from: of what is held, its last computed check-in, computed again.

    Empty where that gives another number, because the goal was edited or its data corrected while it is held.
    """
    verdict = verdict_of(subject, known.evaluations)
    if verdict.truth is not Truth.HELD:
        return known.evaluations
    then = as_last_computed(known.snapshot, known.configuration, subject)
    one = then.key_results.get(subject.id) or then.goals.get(subject.id) or then.kpis.get(subject.id)
    same = one is not None and (one.verdict.value, one.verdict.progress) == (verdict.value, verdict.progress)
    return then if same else Evaluations(then.today)


def items_behind_of(metric: str, used: Sequence[Point], known: Known) -> Behind:
    """The items behind the newest value used of a metric; none where it is not counted over work."""
    declared = known.configuration.mappings.metrics.get(metric)
    return items_behind(declared, used, known.work, known.configuration) if declared is not None else Behind()


def with_remark(formula: str, behind: Behind) -> str:
    """The formula, and that the items no longer come to its number, where they do not."""
    return "; ".join(filter(None, (formula, behind.remark)))


def counts_with(counts: Mapping[str, int], behind: Behind) -> dict[str, int]:
    """How many values and items were left out, by reason."""
    found = Counter(counts)
    found.update(one.reason for one in behind.excluded)
    return {reason: found[reason] for reason in sorted(found)}
