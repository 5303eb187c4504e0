"""What was computed before, computed again: the data of a check-in, by the configuration as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial

from goalsync.core.evaluate import Evaluations, evaluate
from goalsync.core.evaluate.check_ins import CheckIns
from goalsync.core.evaluate.standing import status_of
from goalsync.core.measure import measure, needed
from goalsync.core.since import Since, was_known
from goalsync.core.subjects import Subject, last_computed, metrics_of
from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.goals import Goal, Goals, KeyResult, Kpi
from goalsync.model.linked import WorkReading
from goalsync.model.metric import Measurement
from goalsync.model.run import Snapshot, Verdict
from goalsync.model.settings import Configuration, Mappings
from goalsync.model.vocabulary import Origin


@dataclass(frozen=True, slots=True)
class Replay:
    """One key result as today's configuration judges what its last computed check-in was made from, on its day."""

    then: Verdict
    edited: Verdict
    """Had the values been read then as their metrics are defined now."""
    corrected: Verdict
    """Had the corrections since been known as well."""


def replay(snapshot: Snapshot, configuration: Configuration, names: Iterable[str]) -> Mapping[str, Replay]:
    """Replays of the key results that have a computed check-in.

    Computed only where the configuration is no longer what it was, or something that was known then was read anew
    since. What was graded is beyond the edits of its metrics.
    """
    found: dict[str, Replay] = {}
    check_ins = CheckIns.of(snapshot, configuration)
    computed_with = {run.id: run.config_digest for run in snapshot.runs}
    for base, group in _by_check_in(snapshot, configuration, names):
        day = base.day(configuration.settings.timezone)
        if base.run is not None and computed_with.get(base.run) == configuration.digest:
            then = {one.id: _recorded(last_computed(snapshot, one.id) or base) for one in group}
        else:
            known = partial(was_known, base=base)
            then = _verdicts(_evaluated(snapshot, _part(configuration, group), day, base, known))
        read = needed(configuration.mappings.metrics, [name for one in group for name in metrics_of(one)])
        since = Since.of(snapshot, read, base)
        again = partial(_again, snapshot, configuration, day, since)
        graded = {one.id for one in group if check_ins.graded_at(one.id, one.period) is not None}
        running = [one for one in group if one.id not in graded]
        edited = {**then, **again(running, (Origin.SYNC,))}
        corrected = {
            **edited,
            **again(running, (Origin.SYNC, Origin.CORRECTION)),
            **again([one for one in group if one.id in graded], (Origin.CORRECTION,)),
        }
        found.update({one.id: Replay(then[one.id], edited[one.id], corrected[one.id]) for one in group})
    return found


def undisturbed(snapshot: Snapshot, configuration: Configuration, names: Iterable[str]) -> Mapping[str, Verdict]:
    """Key results as they would be today, had nothing come since their last computed check-in."""
    found: dict[str, Verdict] = {}
    for base, group in _by_check_in(snapshot, configuration, names):
        part, known = _part(configuration, group), partial(was_known, base=base)
        found.update(_verdicts(_evaluated(snapshot, part, snapshot.today, base, known)))
    return found


def as_last_computed(snapshot: Snapshot, configuration: Configuration, subject: Subject) -> Evaluations:
    """A subject as it was at its last computed check-in, whatever is incomplete now; empty where it has none."""
    base = last_computed(snapshot, subject.id)
    if base is None:
        return Evaluations(snapshot.today)
    part, day = _part(configuration, [subject]), base.day(configuration.settings.timezone)
    return _evaluated(replace(snapshot, sources=()), part, day, base, partial(was_known, base=base))


def _by_check_in(
    snapshot: Snapshot, configuration: Configuration, names: Iterable[str]
) -> Iterator[tuple[CheckIn, list[KeyResult]]]:
    """The key results that have a computed check-in, those of one moment and run together."""
    found: dict[tuple[str, str], tuple[CheckIn, list[KeyResult]]] = {}
    for name in names:
        base = last_computed(snapshot, name)
        if base is not None and base.recorded_at is not None:
            moment = (base.recorded_at.isoformat(), base.run or "")
            found.setdefault(moment, (base, []))[1].append(configuration.goals.key_results[name])
    yield from found.values()


def _recorded(check_in: CheckIn) -> Verdict:
    """What a computed check-in says."""
    return Verdict(progress=check_in.progress, status=status_of(check_in))


def _verdicts(evaluations: Evaluations) -> dict[str, Verdict]:
    return {name: one.verdict for name, one in evaluations.key_results.items()}


def _again(
    snapshot: Snapshot,
    configuration: Configuration,
    day: date,
    since: Since,
    group: Iterable[KeyResult],
    origins: tuple[Origin, ...],
) -> Mapping[str, Verdict]:
    """Key results with what is said anew from these origins; those that the last of the origins touches."""
    metrics = configuration.mappings.metrics
    touched = [one for one in group if since.touched[origins[-1]] & needed(metrics, metrics_of(one)).keys()]
    if not touched:
        return {}
    part = _part(configuration, touched)
    return _verdicts(_evaluated(snapshot, part, day, since.base, partial(since.admits, origins=origins)))


def _part(configuration: Configuration, subjects: Iterable[Subject]) -> Configuration:
    """The configuration of these alone."""
    ones = tuple(subjects)
    goals = Goals(
        key_results={one.id: one for one in ones if isinstance(one, KeyResult)},
        goals={one.id: one for one in ones if isinstance(one, Goal)},
        kpis={one.id: one for one in ones if isinstance(one, Kpi)},
        initiatives=configuration.goals.initiatives,
    )
    wanted = [metric for one in ones for metric in metrics_of(one)]
    return replace(
        configuration, goals=goals, mappings=Mappings(metrics=needed(configuration.mappings.metrics, wanted))
    )


def _evaluated(
    snapshot: Snapshot,
    configuration: Configuration,
    day: date,
    base: CheckIn,
    known: Callable[[Measurement], bool],
) -> Evaluations:
    metrics, goals = configuration.mappings.metrics, configuration.goals
    then = replace(
        snapshot,
        now=snapshot.now if day == snapshot.today else base.recorded_at or snapshot.now,
        today=day,
        measurements={
            name: tuple(row for row in snapshot.measurements.get(name, ()) if known(row)) for name in metrics
        },
        work={name: _readings_at(readings, base) for name, readings in snapshot.work.items()},
        check_ins={name: _earlier(snapshot, name, base) for name in (*goals.key_results, *goals.goals, *goals.kpis)},
        runs=tuple(run for run in snapshot.runs if base.recorded_at is None or run.started < base.recorded_at),
    )
    return evaluate(then, configuration, measure(then, metrics))


def _readings_at(readings: tuple[WorkReading, ...], base: CheckIn) -> tuple[WorkReading, ...]:
    """The readings of work that were known at a check-in."""
    then = base.recorded_at
    return (
        readings
        if then is None
        else tuple(one for one in readings if one.recorded_at is None or one.recorded_at <= then)
    )


def _earlier(snapshot: Snapshot, subject: str, base: CheckIn) -> tuple[CheckIn, ...]:
    rows = snapshot.check_ins.get(subject, ())
    last = last_computed(snapshot, subject)
    return tuple(row for row in rows if row is not last and _time(row) <= _time(base))


def _time(check_in: CheckIn) -> str:
    return check_in.recorded_at.isoformat() if check_in.recorded_at is not None else ""
