"""record: a value that a person gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from goalsync.job.asked import AskedError, happened, unknown_id
from goalsync.job.computed import today_of
from goalsync.job.stores import writable
from goalsync.model.metric import Manual, Measurement, Metric
from goalsync.model.run import Run
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin
from goalsync.pull.requests import one_per_date
from goalsync.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Recorded:
    """A value that was stored, and the unit of its metric."""

    run: str
    measurement: Measurement
    unit: str | None

    @property
    def corrected(self) -> bool:
        """It took the place of an earlier value of its day."""
        return self.measurement.origin is Origin.CORRECTION


def record_once(
    workspace: Workspace,
    name: str,
    value: float,
    *,
    now: datetime,
    run_id: str,
    percent: bool = False,
    on: date | None = None,
    by: str | None = None,
    note: str | None = None,
) -> Recorded:
    """Store one value of a manual metric, of today unless `on` says otherwise; `percent`: it was written with a %.

    Raises AskedError when there is no such metric or day, when the metric is not recorded by hand, or when its unit is
    not percent though the value is; LockHeldError, StoreError.
    """
    configuration = workspace.configuration
    metric = _manual(name, configuration)
    if percent and metric.unit != "%":
        raise AskedError(f"{name} is not measured in %: {metric.place}", remedy="give the value without the sign")
    day = happened(on, today_of(configuration, now))
    given = Measurement(name, day.isoformat(), value, origin=Origin.MANUAL, by=by, note=note)
    run = Run(run_id, now, ended=now, outcome="recorded", config_digest=configuration.digest)
    with writable(workspace, now) as store:
        stored = store.record(given, run, one_per_date=name in one_per_date(configuration))
    return Recorded(run_id, stored, metric.unit)


def _manual(name: str, configuration: Configuration) -> Metric:
    metrics = configuration.mappings.metrics
    if name not in metrics:
        manual = [id_ for id_, metric in metrics.items() if isinstance(metric.definition, Manual)]
        raise unknown_id(name, manual, "metric")
    found = metrics[name]
    if not isinstance(found.definition, Manual):
        message = f"{name} is not recorded by hand: {found.place} says where it comes from"
        raise AskedError(message, remedy="`manual: true` there would change that")
    return found
