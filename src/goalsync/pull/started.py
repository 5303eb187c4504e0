"""Which work items a metric needs to know the start of: asking a tracker for histories is not cheap."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from goalsync.core.match import may_match
from goalsync.model.metric import OverWork
from goalsync.model.settings import Configuration
from goalsync.model.work import WorkItem

_FROM_ITS_START: Final = "cycle_days"


def started_needed(configuration: Configuration, source: str) -> Callable[[WorkItem], bool] | None:
    """Whether an item of the source could enter a metric that counts days from its start; None: no metric does.

    Every finished item within reach counts, whatever else the metric says of it: what a person makes of `kind` or
    `closed_in` tomorrow must not find items whose history was never asked for.
    """
    within = started_within(configuration, source)
    if within is None:
        return None

    def needed(item: WorkItem) -> bool:
        return item.phase == "done" and within(item.project)

    return needed


def started_within(configuration: Configuration, source: str) -> Callable[[str], bool] | None:
    """Whether an item of a project of the source could enter such a metric; None: no metric counts from the start."""
    definitions = [one.definition for one in configuration.mappings.metrics.values()]
    reaches = [
        selector
        for one in definitions
        if isinstance(one, OverWork) and one.field == _FROM_ITS_START and source in one.sources
        for selector in one.selectors
    ]
    if not reaches:
        return None

    @cache
    def within(project: str) -> bool:
        return any(may_match(one, source, project) for one in reaches)

    return within
