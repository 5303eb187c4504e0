"""history: earlier runs, and all that was ever recorded of one thing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from goalsync.core.subjects import subjects
from goalsync.job.asked import unknown_id
from goalsync.job.stores import looked_at
from goalsync.model.check_in import CheckIn
from goalsync.model.metric import Measurement
from goalsync.model.run import Run
from goalsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class SubjectHistory:
    """What was computed and said of a key result, goal or KPI, in recorded order."""

    id: str
    check_ins: tuple[CheckIn, ...]
    unit: str | None


@dataclass(frozen=True, slots=True)
class MetricHistory:
    """Every row ever recorded of a metric, corrections and retracted ones included."""

    id: str
    measurements: tuple[Measurement, ...]
    unit: str | None


def runs_once(workspace: Workspace, *, now: datetime) -> tuple[Run, ...]:
    """All runs that came to their end, in their order."""
    with looked_at(workspace, now) as store:
        return store.ended_runs()


def history_once(workspace: Workspace, name: str, *, now: datetime) -> SubjectHistory | MetricHistory:
    """How a key result, goal or KPI went, or the values of a metric; `metric:ID` means the metric outright.

    Raises AskedError when nothing has that id.
    """
    goals, metrics = workspace.configuration.goals, workspace.configuration.mappings.metrics
    known = {one.id: one for one in subjects(goals)}
    metric = name.removeprefix("metric:")
    if name not in known and metric not in metrics:
        raise unknown_id(name, [*known, *metrics], "key result, goal, KPI or metric")
    with looked_at(workspace, now) as store:
        if name in known:
            found = store.history(name, renames=tuple(goals.renames()))
            return SubjectHistory(name, found.check_ins, getattr(known[name], "unit", None))
        return MetricHistory(metric, store.history(metric).measurements, metrics[metric].unit)
