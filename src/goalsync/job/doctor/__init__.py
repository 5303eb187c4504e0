"""doctor: what can be known before a run of the workspace, its store and its sources. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime

from goalsync.job.doctor.sources import examine_source
from goalsync.job.doctor.workspace import examine_workspace
from goalsync.sdk.connector import Connector, Examination
from goalsync.workspace import Workspace

Examined = tuple[str | None, Examination]
"""The source that was examined, None for the workspace itself, and one thing of it."""


def _untold(source: str | None) -> None:
    del source


def examinations(
    workspace: Workspace,
    connectors: Mapping[str, Connector],
    *,
    now: datetime,
    only: Collection[str] | None = None,
    told: Callable[[str | None], None] = _untold,
) -> Iterator[Examined]:
    """One examination after another, as each is found out: the workspace, then its sources (`only`: those) by name.

    `told` is called with what is examined next. Whatever fails is an examination, not an exception.
    """
    told(None)
    for found in examine_workspace(workspace, now):
        yield None, found
    for name, settings in sorted(workspace.configuration.settings.sources.items()):
        if only is None or name in only:
            told(name)
            for found in examine_source(workspace, connectors, settings, now):
                yield name, found
