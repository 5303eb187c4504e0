"""What was computed before, computed again: the data of a check-in, by the configuration as it is now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from goalsync.core.evaluate import Evaluations, evaluate
from goalsync.core.evaluate.standing import status_of
from goalsync.core.measure import measure, needed
from goalsync.core.subjects import Subject, last_computed, metrics_of
from goalsync.model.goals import Goal, Goals, KeyResult, Kpi
from goalsync.model.metric import Measurement
from goalsync.model.run import CheckIn, Snapshot, Verdict
from goalsync.model.settings import Configuration, Mappings
from goalsync.model.vocabulary import Origin


@dataclass(frozen=True, slots=True)
class Replay:
    """One key result as today's configuration judges what its last computed check-in was made from, on its day."""

    then: Verdict
    corrected: Verdict
    """Had the corrections since been known."""


def replay(snapshot: Snapshot, configuration: Configuration, names: Iterable[str]) -> Mapping[str, Replay]:
    """Replays of the key results that have a computed check-in.

    Computed only where the configuration is no longer what it was, or something was corrected since.
    """
    found: dict[str, Replay] = {}
    for base, group in _by_check_in(snapshot, configuration, names):
        day = day_of(base, configuration)
        if base.run is not None and snapshot.configurations.get(base.run) == configuration.digest:
            then = {one.id: _recorded(last_computed(snapshot, one.id) or base) for one in group}
        else:
            known = partial(_known, base=base)
            then = _verdicts(_evaluated(snapshot, _part(configuration, group), day, base, known))
        changed = [one for one in group if _corrected(snapshot, configuration, one, base)]
        known = partial(_known, base=base, corrections=True)
        corrected = _verdicts(_evaluated(snapshot, _part(configuration, changed), day, base, known)) if changed else {}
        found.update({one.id: Replay(then[one.id], corrected.get(one.id, then[one.id])) for one in group})
    return found


def undisturbed(snapshot: Snapshot, configuration: Configuration, names: Iterable[str]) -> Mapping[str, Verdict]:
    """Key results as they would be today, had nothing come since their last computed check-in."""
    found: dict[str, Verdict] = {}
    for base, group in _by_check_in(snapshot, configuration, names):
        part, known = _part(configuration, group), partial(_known, base=base)
        found.update(_verdicts(_evaluated(snapshot, part, snapshot.today, base, known)))
    return found


def as_last_computed(snapshot: Snapshot, configuration: Configuration, subject: Subject) -> Evaluations:
    """A subject as it was at its last computed check-in, whatever is incomplete now; empty where it has none."""
    base = last_computed(snapshot, subject.id)
    if base is None:
        return Evaluations(snapshot.today)
    part, day = _part(configuration, [subject]), day_of(base, configuration)
    return _evaluated(replace(snapshot, sources=()), part, day, base, partial(_known, base=base))


def day_of(check_in: CheckIn, configuration: Configuration) -> date:
    """The workspace's day on which a check-in was recorded."""
    if check_in.recorded_at is None:
        return date.fromisoformat(check_in.at[:10])
    return check_in.recorded_at.astimezone(configuration.settings.timezone).date()


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


def _corrected(snapshot: Snapshot, configuration: Configuration, subject: Subject, base: CheckIn) -> bool:
    """Whether anything that a subject reads was corrected since."""
    return any(
        row.origin is Origin.CORRECTION and not _known(row, base=base)
        for metric in needed(configuration.mappings.metrics, metrics_of(subject))
        for row in snapshot.measurements.get(metric, ())
    )


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
        check_ins={name: _earlier(snapshot, name, base) for name in (*goals.key_results, *goals.goals, *goals.kpis)},
    )
    return evaluate(then, configuration, measure(then, metrics))


def _earlier(snapshot: Snapshot, subject: str, base: CheckIn) -> tuple[CheckIn, ...]:
    rows = snapshot.check_ins.get(subject, ())
    last = last_computed(snapshot, subject)
    return tuple(row for row in rows if row is not last and _time(row) <= _time(base))


def _time(check_in: CheckIn) -> str:
    return check_in.recorded_at.isoformat() if check_in.recorded_at is not None else ""


def _known(row: Measurement, *, base: CheckIn, corrections: bool = False) -> bool:
    """Whether a row was known at a check-in; with the same time, only what the run that made it had stored."""
    if row.recorded_at is None or base.recorded_at is None or row.recorded_at < base.recorded_at:
        return True
    if row.recorded_at == base.recorded_at and row.run in (None, base.run):
        return True
    return corrections and row.origin is Origin.CORRECTION
