"""The pulls of one run: tasks are handed out, and what they bring is written in the order in which it comes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import assert_never

from goalsync.core.measure.reading import EVERYTHING
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.vocabulary import PullCode
from goalsync.pull.coverage import forget, missed
from goalsync.pull.holding import NAME
from goalsync.pull.known import Known
from goalsync.pull.opening import Failure, Opened, failure_of
from goalsync.pull.partition import Pulling
from goalsync.pull.progress import Progress
from goalsync.pull.reading import Brought, Ended, Found, Message, Searched, Unopened, locating, reading
from goalsync.pull.workers import Workers
from goalsync.pull.writer import Writer
from goalsync.sdk.connector import Locates, Page, Source


@dataclass(slots=True)
class Pulls:
    """Started with sources, finished with their reports."""

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
    sources: dict[str, Opened] = field(default_factory=dict)

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
                    self._read(message.pulling, None if message.error is None else failure_of(message.error))
                case Found():
                    self.writer.searcher.found(message.pulling, message.located, self._partitions(message.pulling))
                case Searched():
                    self._searched(message)
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
        self.sources[known.settings.name] = opened
        unlisted = list(missed(self.writer.searcher, known, names))
        kept = [*names, *(pulling.partition.name for pulling, _ in unlisted)]
        forget(self.writer.searcher, known.settings.name, kept)
        self.outstanding += len(names) + len(unlisted) - 1
        self.total += len(names) + len(unlisted)
        for pulling, failure in unlisted:
            self._ended(pulling, failure, asked=False)
        for partition, metrics in opened.partitions:
            pulling = known.pulling(partition, metrics)
            self.workers.add(reading(opened.source, pulling, None if self.full else pulling.cursor))

    def _failed(self, known: Known, failure: Failure) -> None:
        self.failed[known.settings.name] = failure
        names = known.names or (EVERYTHING,)
        self.outstanding += len(names) - 1
        self.total += len(names)
        for name in names:
            self._ended(known.pulling(known.partition(name)), failure, asked=False)

    def _brought(self, pulling: Pulling, page: Page) -> None:
        place = (pulling.source, pulling.partition.name)
        before = self.waiting.pop(place, None)
        if before is not None:
            self.writer.page(pulling, before)
        self.waiting[place] = page
        pulling.census = page.census or pulling.census
        rows = pulling.items + len(page.items) + _rows(page)
        self.progress(Progress(*place, None, rows, self.done, self.total, expected=pulling.expected))

    def _read(self, pulling: Pulling, failure: Failure | None) -> None:
        """All pages came, or not; if so, look for what the census lacks."""
        if failure is not None or pulling.census is None:
            self._ended(pulling, failure)
            return
        last = self.waiting.pop((pulling.source, pulling.partition.name), None)
        if last is not None:
            self.writer.page(pulling, last)
        source = self.sources[pulling.source].source
        ask = self.writer.searcher.compare(pulling, pulling.census, locates=isinstance(source, Locates)).ask
        if ask and isinstance(source, Locates):
            self.workers.add(locating(source, pulling, self.writer.searcher.sought(pulling, ask)))
        else:
            self._ended(pulling, None)

    def _searched(self, message: Searched) -> None:
        pulling = message.pulling
        if message.error is not None:
            pulling.trouble = pulling.trouble or failure_of(message.error)
            pulling.unobserved = {*pulling.unobserved, *(pulling.missing & message.unanswered)}
        self.writer.searcher.settle(pulling)
        self._ended(pulling, None)

    def _partitions(self, pulling: Pulling) -> frozenset[str]:
        return frozenset(partition.name for partition, _ in self.sources[pulling.source].partitions)

    def _ended(self, pulling: Pulling, failure: Failure | None, *, asked: bool = True) -> None:
        place = (pulling.source, pulling.partition.name)
        report = self.writer.finish(pulling, self.waiting.pop(place, None), failure, asked=asked)
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
