"""Pulling all sources: threads read partitions, the calling thread writes what they bring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import ExitStack
from datetime import date, datetime

from goalsync.model.run import Run, SourceReport
from goalsync.pull.census import ITEMS_VANISHED, census_every, due
from goalsync.pull.coverage import forget_sources
from goalsync.pull.holding import NAME
from goalsync.pull.known import Known
from goalsync.pull.opening import context_of
from goalsync.pull.progress import Progress, unseen
from goalsync.pull.pulls import Pulls
from goalsync.pull.reading import Message, opening
from goalsync.pull.requests import metric_requests
from goalsync.pull.searching import Searcher
from goalsync.pull.skipping import skipped, why_fresh
from goalsync.pull.workers import Workers
from goalsync.pull.writer import Writer
from goalsync.sdk.connector import Connector
from goalsync.store import Store
from goalsync.store.parents import adopt
from goalsync.workspace import Workspace


def pull_all(
    workspace: Workspace,
    connectors: Mapping[str, Connector],
    store: Store,
    *,
    run_id: str,
    now: datetime,
    today: date,
    full: bool = False,
    only: Collection[str] | None = None,
    force: bool = False,
    allow: Collection[str] = (),
    progress: Callable[[Progress], None] = unseen,
) -> tuple[SourceReport, ...]:
    """Pull every source (`only`: those; the others are skipped) into the store; reports in order of name.

    Whatever a connector raises fails its partition or source, never the run. Raises StoreError when the store cannot
    be written; what was stored before stands, and the next pull resumes there.
    """
    configuration = workspace.configuration
    settings = configuration.settings
    store.begin_run(Run(run_id, now, config_digest=configuration.digest))
    searcher = Searcher(store, run_id, now, settings.brakes.items_vanished, force or ITEMS_VANISHED in allow)
    writer = Writer(searcher, store, run_id, now, today, settings.brakes.source_shrunk, force or NAME in allow)
    left_out: list[SourceReport] = []
    with ExitStack() as resources, Workers[Message](settings.concurrency) as workers:
        pulls = Pulls(writer, workers, resources, progress, full=full)
        for name, source in sorted(settings.sources.items()):
            stored = {part.report.name: part for part in store.partitions(name)}
            known = Known(source, metric_requests(configuration, name), stored)
            reason = "left out by --source" if only is not None and name not in only else None
            if reason is None and not full:
                reason = why_fresh(source, known.current, known.requests, now)
            if reason is not None:
                left_out.append(skipped(source, known.current, reason))
                continue
            listed = due(census_every(source, connectors), stored.values(), now, full=full)
            context = context_of(
                workspace,
                source,
                known.requests,
                now=now,
                today=today,
                full=full,
                census=listed,
                pulled=frozenset(known.names),
            )
            pulls.start(known, opening(connectors, source, context))
        pulled = pulls.finish()
    if only is None:
        forget_sources(searcher, settings.sources)
    with store.transaction() as db:
        adopt(db)
    return tuple(sorted([*left_out, *pulled], key=lambda report: report.name))
