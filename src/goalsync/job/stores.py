"""Opening the store of a workspace, for writing or to look at."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path

from goalsync.core.subjects import done_whens
from goalsync.job.computed import Computed, compute, today_of
from goalsync.job.lock import only_run
from goalsync.model.copies import replace
from goalsync.model.run import Snapshot
from goalsync.store import Store
from goalsync.workspace import Workspace


@contextmanager
def writable(workspace: Workspace, now: datetime) -> Iterator[Store]:
    """The real store, under the workspace's lock; made when there is none."""
    with only_run(workspace.directory, now), Store.open(location_of(workspace), now=now) as store:
        yield store


@contextmanager
def looked_at(workspace: Workspace, now: datetime) -> Iterator[Store]:
    """What the store holds; whatever is written is thrown away, and no lock is needed."""
    with Store.scratch(location_of(workspace), now=now) as store:
        yield store


def location_of(workspace: Workspace) -> str | Path:
    """Where the store is: a path relative to the workspace, or an address as it stands."""
    location = workspace.configuration.settings.store
    return location if "://" in location else workspace.directory / location


def snapshot_of(
    workspace: Workspace,
    store: Store,
    now: datetime,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Snapshot:
    """The store frozen for the configuration as it is now."""
    configuration = workspace.configuration
    snapshot = store.snapshot(
        now,
        today_of(configuration, now),
        as_of=as_of,
        known_at=known_at,
        renames=tuple(configuration.goals.renames()),
        timezone=configuration.settings.timezone,
    )
    names = done_whens(configuration.goals)
    if not names:
        return snapshot
    found = store.called(name.removeprefix("item:") for name in names)
    return replace(snapshot, named={name: found[name.removeprefix("item:")] for name in names})


def computed_of(
    workspace: Workspace,
    store: Store,
    now: datetime,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> Computed:
    """What the configuration makes of the store."""
    return compute(snapshot_of(workspace, store, now, as_of=as_of, known_at=known_at), workspace.configuration)
