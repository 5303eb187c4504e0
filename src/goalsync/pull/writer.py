"""The one writer: each page is one transaction together with its cursor; what is gone goes last, if at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from goalsync.model.metric import Measurement
from goalsync.model.run import MetricRead, PartitionReport
from goalsync.model.vocabulary import Origin
from goalsync.pull.census import WITHDRAWN
from goalsync.pull.definition import digest_of, is_edited
from goalsync.pull.difference import Difference, difference
from goalsync.pull.holding import brake
from goalsync.pull.opening import Failure
from goalsync.pull.partition import CUT_SHORT, Pulling
from goalsync.pull.searching import Searcher
from goalsync.pull.standing import Standing, batches
from goalsync.sdk.connector import MetricResult, Page
from goalsync.store import Store, items, measurements, runs, sources
from goalsync.store.measurements import Stamp
from goalsync.store.sources import StoredPartition

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes what a run pulls. `limit` is the brake `source_shrunk` (None: off), `allowed` lets it pass."""

    searcher: Searcher

    store: Store
    run: str
    now: datetime
    today: date
    limit: float | None
    allowed: bool

    def page(self, pulling: Pulling, page: Page) -> None:
        """Store a page that is not the last: if the run dies now, the partition is known as cut short."""
        with self.store.transaction() as db:
            self._take(db, pulling, page)
            if not pulling.gone:
                pulling.cursor = pulling.next_cursor
            self._save(db, pulling, pulling.report(self.now, CUT_SHORT))

    def finish(
        self, pulling: Pulling, last: Page | None, failure: Failure | None, *, asked: bool = True
    ) -> PartitionReport:
        """Store the last page, if there was one, with the partition's report; retract only what was read completely.

        `asked`: the partition itself was tried; a source that could not be opened says nothing of what it holds.
        """
        with self.store.transaction() as db:
            if last is not None:
                self._take(db, pulling, last)
            if failure is None and pulling.gone:
                measurements.retract(db, pulling.gone, self._stamp(pulling))
                runs.mark_changed(db, self.run)
            if failure is None:
                pulling.settle()
            if failure is None or not pulling.gone:
                pulling.cursor = None if pulling.held else pulling.next_cursor
            pulling.withdrawn = asked and failure is not None and failure.code in WITHDRAWN and not pulling.pages
            self.searcher.close(db, pulling)
            report = pulling.report(self.now, failure)
            self._save(db, pulling, report)
        return report

    def _take(self, db: Database, pulling: Pulling, page: Page) -> None:
        counts = items.upsert(db, page.items, run=self.run, now=self.now)
        pulling.pages += 1
        pulling.archived = pulling.archived or page.archived
        pulling.items += len(page.items)
        pulling.new += counts.new
        pulling.changed += counts.changed
        wrote = counts.new + counts.changed
        for batch in batches(page.results):
            wrote += self._metrics(db, pulling, batch)
        if page.unchanged:
            wrote += self._date_anew(db, pulling)
        pulling.notes += [note for note in page.notes if note not in pulling.notes]
        pulling.next_cursor = pulling.next_cursor if page.cursor is None else page.cursor
        if wrote:
            runs.mark_changed(db, self.run)

    def _metrics(self, db: Database, pulling: Pulling, batch: Sequence[MetricResult]) -> int:
        """Append what is new or differs, of all metrics at once, when all of them have been compared.

        What differs is a correction, unless the metric's definition was edited: then it is appended like new.
        """
        unread = [result.metric for result in batch if result.metric not in pulling.reads]
        standing = Standing.of(db, batch, unread)
        synced: list[Measurement] = []
        corrected: list[Measurement] = []
        for result in batch:
            change, edited = self._metric(pulling, result, standing)
            synced += change.added
            (synced if edited else corrected).extend(change.corrected)
        stamp = self._stamp(pulling)
        measurements.append(db, synced, stamp, Origin.SYNC)
        measurements.append(db, corrected, stamp, Origin.CORRECTION)
        return len(synced) + len(corrected)

    def _metric(self, pulling: Pulling, result: MetricResult, standing: Standing) -> tuple[Difference, bool]:
        """What to append of a metric, and whether its definition was edited since it was last read completely.

        What is gone, and what a brake holds, is left for the end. What differs or is gone is a correction, unless the
        definition was edited: then its source may be as it was.
        """
        known = pulling.reads.get(result.metric)
        request = pulling.requests.get(result.metric)
        definition = None if request is None else digest_of(pulling.source, request)
        before = standing.definitions.get(result.metric) if known is None else known.definition
        edited = is_edited(before, definition)
        change = difference(
            result.measurements,
            standing.rows(result),
            source=pulling.source,
            partition=pulling.partition.name,
            whole=result.whole,
        )
        braked = brake(
            request,
            result,
            change,
            matched_before=known is not None and known.ever_matched,
            edited=edited,
            limit=self.limit,
            allowed=self.allowed,
        )
        problem = result.problem
        if braked is not None:
            pulling.brakes.append(braked)
            problem = None if braked.overridden else braked.message
        taken_in = not problem and not change.gone
        pulling.reads[result.metric] = self._read(
            pulling, result, problem, definition if taken_in else before, lost=braked is not None
        )
        if not problem:
            pulling.definitions[result.metric] = definition
            pulling.gone.update(dict.fromkeys(change.gone, Origin.SYNC if edited else Origin.CORRECTION))
        pulling.items += change.found
        pulling.new += len(change.added)
        pulling.changed += len(change.corrected)
        return change, edited

    def _read(
        self, pulling: Pulling, result: MetricResult, problem: str | None, definition: str | None, *, lost: bool
    ) -> MetricRead:
        before = pulling.reads.get(result.metric)
        there = bool(result.measurements) or (result.whole and result.matched > 0)
        settled = lost and problem is None and not there  # someone said that there is truly nothing any more
        today = self.today.isoformat()
        level = not result.whole and not result.dated and any(row.at == today for row in result.measurements)
        return MetricRead(
            metric=result.metric,
            source=pulling.source,
            partition=pulling.partition.name,
            looked_at=result.looked_at,
            matched=result.matched or len(result.measurements),
            skipped=dict(result.skipped),
            problem=problem,
            complete_at=before.complete_at if before else None,
            ever_matched=not settled and (there or (before is not None and before.ever_matched)),
            level=level or (not result.measurements and before is not None and before.level),
            definition=definition,
        )

    def _date_anew(self, db: Database, pulling: Pulling) -> int:
        """Date today what levels last were: the source says that nothing changed."""
        levels = [read.metric for read in pulling.reads.values() if read.level and not read.problem]
        place = (pulling.source, pulling.partition.name)
        dated = 0
        for metric in sorted(levels):
            rows = [row for row in measurements.live(db, metric) if (row.source, row.partition) == place]
            if rows and not rows[-1].retracted and rows[-1].at < self.today.isoformat():
                measurements.date_anew(db, rows[-1].id, self.today, self._stamp(pulling))
                dated += 1
        pulling.items += len(levels)
        pulling.new += dated
        return dated

    def _save(self, db: Database, pulling: Pulling, report: PartitionReport) -> None:
        stored = StoredPartition(pulling.source, pulling.connector, report, self.run)
        sources.save_partition(db, stored, before=pulling.stored_reads, now=self.now)
        pulling.before = stored

    def _stamp(self, pulling: Pulling) -> Stamp:
        return Stamp(self.now, self.run, pulling.source, pulling.partition.name)
