"""Pulling all sources: threads read partitions, the calling thread writes what they bring."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import assert_never

from goalsync.model.run import PartitionReport, Run, SourceReport
from goalsync.model.vocabulary import PullCode
from goalsync.pull.holding import NAME
from goalsync.pull.known import EVERYTHING, Known
from goalsync.pull.opening import Failure, Opened, context_of, failure_of
from goalsync.pull.partition import Pulling
from goalsync.pull.progress import Progress, unseen
from goalsync.pull.reading import Brought, Ended, Message, Unopened, opening, reading
from goalsync.pull.requests import metric_requests
from goalsync.pull.skipping import skipped, why_fresh
from goalsync.pull.workers import Workers
from goalsync.pull.writer import Writer
from goalsync.sdk.connector import Connector, Page, Partition, Source
from goalsync.store import Store, sources
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
    writer = Writer(store, run_id, now, today, settings.brakes.source_shrunk, force or NAME in allow)
    left_out: list[SourceReport] = []
    with ExitStack() as resources, Workers[Message](settings.concurrency) as workers:
        pulls = _Pulls(writer, workers, resources, progress, full=full)
        for name, source in sorted(settings.sources.items()):
            stored = {part.report.name: part for part in store.partitions(name)}
            known = Known(source, metric_requests(configuration, name), stored)
            reason = "left out by --source" if only is not None and name not in only else None
            if reason is None and not full:
                reason = why_fresh(source, known.current, known.requests, now)
            if reason is not None:
                left_out.append(skipped(source, known.current, reason))
                continue
            context = context_of(workspace, source, known.requests, now=now, today=today, full=full)
            pulls.start(known, opening(connectors, source, context))
        pulled = pulls.finish()
    if only is None:
        _forget_sources(store, settings.sources)
    return tuple(sorted([*left_out, *pulled], key=lambda report: report.name))


@dataclass(slots=True)
class _Pulls:
    """The pulls of one run: hands out tasks, and writes what they bring in the order in which it comes."""

    writer: Writer
    workers: Workers[Message]
    resources: ExitStack
    progress: Callable[[Progress], None]
    full: bool = field(kw_only=True)
    known: dict[str, Known] = field(default_factory=dict)
    failed: dict[str, Failure] = field(default_factory=dict)
    reports: dict[str, list[PartitionReport]] = field(default_factory=dict)
    waiting: dict[tuple[str, str], Page] = field(default_factory=dict)
    """The last page of each partition: it is written with the next one, or with the report."""
    outstanding: int = 0
    total: int = 0
    done: int = 0

    def start(self, known: Known, task: Callable[..., None]) -> None:
        """Open a source."""
        name = known.settings.name
        self.known[name] = known
        self.reports[name] = []
        self.outstanding += 1
        self.workers.add(task)
        self.progress(Progress(name, None, None, done=self.done, total=self.total))

    def finish(self) -> list[SourceReport]:
        """Write until everything is through."""
        while self.outstanding:
            message = self.workers.next()
            match message:
                case Opened():
                    self._opened(message)
                case Unopened():
                    self._failed(self.known[message.settings.name], failure_of(message.error))
                case Brought():
                    self._brought(message.pulling, message.page)
                case Ended():
                    self._ended(message.pulling, None if message.error is None else failure_of(message.error))
                case _:
                    assert_never(message)
        return [self._report(name, known) for name, known in self.known.items()]

    def _opened(self, opened: Opened) -> None:
        self.resources.callback(_close, opened.source)
        known = self.known[opened.settings.name]
        names = [partition.name for partition, _ in opened.partitions]
        if not names and known.names and not self.writer.allowed:
            reason = f"{known.settings.name}: it lists no part any more, where it had {len(known.names)}"
            self._failed(known, Failure(PullCode.VANISHED, f"{reason}; check its keys, or --allow {NAME}"))
            return
        with self.writer.store.transaction() as db:
            sources.forget(db, known.settings.name, keep=names)
        self.outstanding += len(names) - 1
        self.total += len(names)
        for partition, metrics in opened.partitions:
            pulling = known.pulling(partition, metrics)
            self.workers.add(reading(opened.source, pulling, None if self.full else pulling.cursor))

    def _failed(self, known: Known, failure: Failure) -> None:
        self.failed[known.settings.name] = failure
        names = known.names or (EVERYTHING,)
        self.outstanding += len(names) - 1
        self.total += len(names)
        for name in names:
            self._ended(known.pulling(Partition(name)), failure)

    def _brought(self, pulling: Pulling, page: Page) -> None:
        place = (pulling.source, pulling.partition.name)
        before = self.waiting.pop(place, None)
        if before is not None:
            self.writer.page(pulling, before)
        self.waiting[place] = page
        self.progress(Progress(*place, None, pulling.items + len(page.items) + _rows(page), self.done, self.total))

    def _ended(self, pulling: Pulling, failure: Failure | None) -> None:
        place = (pulling.source, pulling.partition.name)
        report = self.writer.finish(pulling, self.waiting.pop(place, None), failure)
        self.reports[pulling.source].append(report)
        self.outstanding -= 1
        self.done += 1
        self.progress(Progress(*place, report.state, report.items, self.done, self.total, report.reason))

    def _report(self, name: str, known: Known) -> SourceReport:
        failure = self.failed.get(name)
        return SourceReport(
            name=name,
            connector=known.settings.connector,
            partitions=tuple(sorted(self.reports[name], key=lambda report: report.name)),
            reason=failure.reason if failure else None,
            failed=failure is not None,
        )


def _rows(page: Page) -> int:
    return sum(len(result.measurements) for result in page.results)


def _close(source: Source) -> None:
    with suppress(Exception):  # everything it brought is stored; there is nothing left to lose
        source.close()


def _forget_sources(store: Store, configured: Iterable[str]) -> None:
    """Mark the partitions of sources that are no longer configured."""
    removed = {part.source for part in store.partitions() if part.configured} - set(configured)
    if removed:
        with store.transaction() as db:
            for name in sorted(removed):
                sources.forget(db, name, keep=())
