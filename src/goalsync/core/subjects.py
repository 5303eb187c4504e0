"""What check-ins are recorded of: key results, goals and KPIs, and the metrics behind them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from operator import itemgetter

from goalsync.core.measure import needed
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import DoneWhen, Goal, Goals, KeyResult, Kpi, MetricCriterion
from goalsync.model.measures import Milestone
from goalsync.model.metric import Metric
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Mode, Origin

Subject = KeyResult | Goal | Kpi


def subjects(goals: Goals) -> Iterator[Subject]:
    """Everything that gets check-ins, in the order of declaration."""
    yield from goals.key_results.values()
    yield from goals.goals.values()
    yield from goals.kpis.values()


def metrics_of(subject: Subject) -> tuple[str, ...]:
    """The metrics it reads itself, in order, each once."""
    if isinstance(subject, Goal):
        found = [criterion.metric for criterion in subject.criteria if isinstance(criterion, MetricCriterion)]
        return tuple(dict.fromkeys(found))
    return (subject.metric,) if subject.metric is not None else ()


def readers(goals: Goals, metrics: Mapping[str, Metric]) -> Mapping[str, tuple[str, ...]]:
    """Per metric: the key results, goals and KPIs that need it, themselves or through a formula."""
    found: dict[str, list[str]] = {}
    for subject in subjects(goals):
        for metric in needed(metrics, metrics_of(subject)):
            found.setdefault(metric, []).append(subject.id)
    return {metric: tuple(names) for metric, names in found.items()}


def awaited(goals: Goals) -> tuple[str, ...]:
    """The initiatives that something is done with, in order."""
    return tuple(sorted(_done_whens(goals) & goals.initiatives.keys()))


def done_whens(goals: Goals) -> tuple[str, ...]:
    """The items that something is done with, as they are called there, each once; initiatives are none."""
    return tuple(sorted(_done_whens(goals) - goals.initiatives.keys()))


def _done_whens(goals: Goals) -> set[str]:
    found = [one.measure.done_when for one in goals.key_results.values() if isinstance(one.measure, Milestone)]
    found += [one.subject for goal in goals.goals.values() for one in goal.criteria if isinstance(one, DoneWhen)]
    return {name for name in found if name is not None}


def observed(subject: Subject) -> bool:
    """Whether it is computed and shown, but never written."""
    return not isinstance(subject, Kpi) and subject.mode is Mode.OBSERVE


def last_computed(snapshot: Snapshot, subject: str) -> CheckIn | None:
    """The check-in that was last computed of a subject."""
    found = (one for one in reversed(snapshot.check_ins.get(subject, ())) if one.origin is Origin.SYNC)
    return next(found, None)


def written(configuration: Configuration) -> Mapping[str, tuple[CheckIn, ...]]:
    """The check-ins written in the workspace, by subject."""
    found: dict[str, list[CheckIn]] = {}
    for one in configuration.check_ins:
        found.setdefault(one.subject, []).append(one)
    return {subject: tuple(rows) for subject, rows in found.items()}


def said(
    snapshot: Snapshot, configuration: Configuration, subject: str, in_workspace: Iterable[CheckIn] = ()
) -> tuple[CheckIn, ...]:
    """What people said of a subject up to today, recorded or written in the workspace, in order of its day."""
    zone = configuration.settings.timezone
    stored = (one for one in snapshot.check_ins.get(subject, ()) if one.origin is Origin.MANUAL)
    dated = ((one.day(zone), one) for one in (*in_workspace, *stored))
    return tuple(one for _, one in sorted((pair for pair in dated if pair[0] <= snapshot.today), key=itemgetter(0)))
