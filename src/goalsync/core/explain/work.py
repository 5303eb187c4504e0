"""The items behind a count of work: found again in the store, each with what it adds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from goalsync.core.match import Lineage
from goalsync.core.maths.compare import close
from goalsync.core.measure.over_work import days_of
from goalsync.core.tally import Counted, Task, count, needs_lineage
from goalsync.core.tally.task import digest_of
from goalsync.core.wording import exact
from goalsync.model.explanation import ExcludedPart, ItemPart, LinkPart, Parameter
from goalsync.model.linked import Kin, TiedItem
from goalsync.model.metric import Measurement, Metric, OverWork, Point
from goalsync.model.period import Period
from goalsync.model.settings import Configuration
from goalsync.model.work import ItemFacts, ParentFacts


class StoredWork(Protocol):
    """All work items that are stored with what ties them; what may be much is streamed."""

    def item_facts(self, *, sources: Sequence[str] = ()) -> Iterable[ItemFacts]: ...
    def parent_facts(self) -> Iterable[ParentFacts]: ...
    def called(self, name: str) -> tuple[ItemFacts, ...]: ...
    def ancestors(self, item: ItemFacts) -> tuple[ItemFacts, ...]: ...
    def state(self) -> str | None: ...
    def tie_of(self, uid: str) -> TiedItem | None: ...
    def linked_to(self, goals: Collection[str]) -> Iterable[TiedItem]: ...
    def owning(self, ties: Collection[int]) -> Iterable[TiedItem]: ...
    def kin(self, uids: Collection[str]) -> Mapping[str, Kin]: ...


@dataclass(frozen=True, slots=True)
class Behind:
    """The items behind one number, and what that number follows from."""

    items: tuple[ItemPart, ...] = ()
    excluded: tuple[ExcludedPart, ...] = ()
    parameters: dict[str, Parameter] | None = None
    remark: str | None = None
    """Where they no longer come to the number: why."""


def items_behind(
    metric: Metric, newest: Sequence[Point], work: StoredWork | None, configuration: Configuration
) -> Behind:
    """The items that the newest number of a metric over work was counted from, in order of key.

    They are found as they are stored now. Where they come to another number (they changed since it was counted, or a
    day in the past is asked for), that is said.
    """
    definition = metric.definition
    rows = newest[-1].measurements if newest else ()
    if not isinstance(definition, OverWork) or work is None or len(rows) != 1 or rows[0].recorded_at is None:
        return Behind()
    counted = _again(metric, definition, rows[0], rows[0].recorded_at, work, configuration)
    link = LinkPart(None, metric.place.file, metric.place.line, f"metric {metric.id}")
    items = [
        ItemPart(one.item.uid, one.item.key, one.item.phase, one.weight, 1.0, link, _part(definition, one.selector))
        for one in counted.counted
    ]
    items.sort(key=lambda one: (one.part or "", one.key, one.uid))
    excluded = sorted((item.key, item.uid, reason) for item, reason in counted.left_out)
    return Behind(
        tuple(items),
        tuple(ExcludedPart(uid, key, reason, metric.id) for key, uid, reason in excluded),
        _parameters(definition, counted.task),
        _remark(counted, newest[-1].value),
    )


def _again(
    metric: Metric,
    definition: OverWork,
    row: Measurement,
    recorded_at: datetime,
    work: StoredWork,
    configuration: Configuration,
) -> Counted:
    """Count once more, as of when it was counted."""
    days = days_of(row.key)
    settings = configuration.settings
    period = None if days is None else Period(*days)
    digest = digest_of(definition, configuration)
    task = Task(metric, definition, period, recorded_at, settings.timezone, digest)
    asked = needs_lineage([task], settings.teams)
    (counted,) = count(
        work.item_facts(sources=definition.sources),
        [task],
        zone=settings.timezone,
        teams=settings.teams,
        lineage=Lineage.of(work.parent_facts()) if asked else Lineage(),
        keep=True,
    )
    return counted


def _part(definition: OverWork, selector: int) -> str | None:
    if definition.how != "ratio":
        return None
    return "denominator" if selector else "numerator"


def _parameters(definition: OverWork, task: Task) -> dict[str, Parameter]:
    """What the number follows from, beside the items: `work` is count, sum, percentile or ratio."""
    found: dict[str, Parameter] = {"work": definition.how}
    if definition.field is not None:
        found["field"] = definition.field
    if definition.percentile is not None:
        found["percentile"] = definition.percentile
    if task.period is not None:
        found["closed_in"] = f"{task.period.start} to {task.period.end}"
    return found


def _remark(counted: Counted, value: float) -> str | None:
    if counted.value is not None and close(counted.value, value):
        return None
    now = "no number" if counted.value is None else exact(counted.value)
    return f"counted again as of then, the items as they are stored now come to {now}"
