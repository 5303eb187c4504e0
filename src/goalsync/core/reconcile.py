"""Compare what is true now with what was last recorded: the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from goalsync.core.causes import Causes
from goalsync.core.evaluate import Evaluations
from goalsync.core.links.linkage import Linkage
from goalsync.core.links.moves import waterfall as work_waterfall
from goalsync.core.links.planning import link_changes
from goalsync.core.measure import Series
from goalsync.core.replay import Replay, replay
from goalsync.core.subjects import Subject, last_computed, metrics_of, observed, subjects
from goalsync.core.verdicts import is_held, verdict_of
from goalsync.core.waterfall import waterfall
from goalsync.core.wording import dated, plural
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import KeyResult
from goalsync.model.linked import WorkReading
from goalsync.model.measures import Work
from goalsync.model.metric import Point
from goalsync.model.plan import Change, Fields, Plan
from goalsync.model.run import Snapshot, Verdict
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import ChangeKind

_TWO: Final = 2


def reconcile(
    snapshot: Snapshot,
    configuration: Configuration,
    series: Mapping[str, Series],
    evaluations: Evaluations,
    linkage: Linkage | None = None,
) -> Plan:
    """The check-ins to record: where value, progress, status or truth differ from the last computed check-in.

    And, where work was tied anew (`linkage`), the links and flags that differ.

    What is held is left as it stands, and so is `mode: observe`. The first judgement of a thing is recorded even
    when it is that there is no data, so that a report can say since when. Key results whose progress moved carry
    a waterfall.
    """
    found: list[tuple[Subject, Fields | None, Fields]] = []
    for subject in subjects(configuration.goals):
        verdict = verdict_of(subject, evaluations)
        if observed(subject) or is_held(subject, verdict, series):
            continue
        before, after = recorded(last_computed(snapshot, subject.id)), judged(verdict)
        if before != after:
            found.append((subject, before, after))
    replays = replay(snapshot, configuration, [one.id for one, *_ in found if isinstance(one, KeyResult)])
    causes = Causes(snapshot, configuration, replays)
    changes = [
        Change(
            ChangeKind.RECORD_CHECK_IN,
            subject.id,
            before,
            after,
            (*_because(subject, before, after, series, evaluations), *causes.of(subject)),
        )
        for subject, before, after in found
    ]
    tied = link_changes(linkage, configuration) if linkage is not None else ()
    ordered = tuple(sorted((*changes, *tied), key=lambda change: change.order))
    return Plan(changes=ordered, waterfalls=_waterfalls(ordered, replays, snapshot, configuration))


def judged(verdict: Verdict) -> Fields:
    """What a computed check-in records of a verdict; no times."""
    return {
        "value": _exact(verdict.value),
        "progress": _exact(verdict.progress),
        "status": verdict.status.value,
        "truth": verdict.truth.value,
    }


def _exact(value: float | None) -> float | None:
    """As it is stored: 5 and 5.0 are one number, and have one digest."""
    return None if value is None else float(value)


def recorded(check_in: CheckIn | None) -> Fields | None:
    """The same of a stored check-in."""
    if check_in is None:
        return None
    return {
        "value": check_in.value,
        "progress": check_in.progress,
        "status": check_in.status,
        "truth": check_in.truth.value if check_in.truth is not None else None,
    }


def _waterfalls(
    changes: tuple[Change, ...], replays: Mapping[str, Replay], snapshot: Snapshot, configuration: Configuration
) -> Mapping[str, Mapping[str, float]]:
    moved = {
        change.subject: (before, after)
        for change in changes
        if change.kind is ChangeKind.RECORD_CHECK_IN
        and change.subject in replays
        and (before := _progress(change.before)) is not None
        and (after := _progress(change.after)) is not None
        and before != after
    }
    return {
        name: _of_work(*moved[name], measure, snapshot.work.get(name, ()), snapshot.now)
        if isinstance(measure := configuration.goals.key_results[name].measure, Work)
        else waterfall(*moved[name], replays[name])
        for name in moved
    }


def _of_work(
    before: float, after: float, measure: Work, readings: Sequence[WorkReading], now: datetime
) -> Mapping[str, float]:
    """The parts of a move in work: from the reading before to this run's, if it made one."""
    last = readings[-1] if readings else WorkReading("")
    if last.recorded_at != now or len(readings) < _TWO:
        return work_waterfall(before, after, last.stock, last.stock, {}, measure)
    return work_waterfall(before, after, readings[-2].stock, last.stock, last.moved, measure)


def _progress(fields: Fields | None) -> float | None:
    value = fields["progress"] if fields is not None else None
    return float(value) if isinstance(value, (int, float)) else None


def _because(
    subject: Subject,
    before: Fields | None,
    after: Fields,
    series: Mapping[str, Series],
    evaluations: Evaluations,
) -> Iterator[str]:
    """Where it is declared, each metric with its place, and the newest value used with its cells."""
    yield f"{subject.place}: {subject.id}"
    for name in metrics_of(subject):
        if name in series:
            yield f"{series[name].metric.place}: metric {name}"
    used = evaluations.used(subject.id)
    if used:
        yield _newest(used)
    reason = verdict_of(subject, evaluations).reason
    if reason:
        yield reason
    if before is not None and all(before[name] == after[name] for name in ("value", "progress", "truth")):
        yield "no new value: the date and the declaration alone"


def _newest(used: tuple[Point, ...]) -> str:
    newest = max(used, key=lambda point: point.day)
    return dated(newest) if len(used) == 1 else f"{plural(len(used), 'value')}, the newest {dated(newest)}"
