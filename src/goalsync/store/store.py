"""The store: everything that is kept, behind one object that one thread uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.metric import Measurement
from goalsync.model.run import Pulled, Run, Snapshot, SourceReport
from goalsync.model.vocabulary import Origin
from goalsync.model.work import ItemFacts, ItemRow, ParentFacts
from goalsync.store import check_ins, item_reads, kin, measurements, runs, sources, transfer
from goalsync.store.connection import Attached, connect, sqlite_path, use_wal
from goalsync.store.errors import explained
from goalsync.store.measurements import Stamp
from goalsync.store.migrations import migrate, up_to_date
from goalsync.store.overlay import lay_over
from goalsync.store.snapshot import snapshot
from goalsync.store.sources import StoredPartition

if TYPE_CHECKING:
    from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class History:
    """All that was ever recorded of a metric (by at, then recorded order) and of a subject (in recorded order)."""

    measurements: tuple[Measurement, ...] = ()
    check_ins: tuple[CheckIn, ...] = ()


class Store:
    """Measurements, check-ins, items, findings, sources and runs. Every method raises StoreError."""

    def __init__(self, db: Database, path: Path, close: Callable[[], None]) -> None:
        self.db = db
        self.path = path
        self._close = close

    @classmethod
    def open(cls, location: str | Path, *, now: datetime) -> Store:
        """The store at a path, made or brought up to date if need be, for reading and writing."""
        path = sqlite_path(location)
        with explained(path):
            db = connect(path)
            try:
                migrate(db, path, now)
                use_wal(db)
            except BaseException:
                db.close()
                raise
        return cls(db, path, db.close)

    @classmethod
    def scratch(cls, location: str | Path, *, now: datetime) -> Store:
        """What the store at a path holds, for dry runs and for reading: what is written is thrown away at the end.

        No byte of the store changes; there need not be one, and it may be read-only. Memory is bounded: what is
        written goes to a temporary file of the system's that has no name.
        """
        path = sqlite_path(location)
        overlay = Attached(path)
        try:
            with explained(path):
                over = overlay.attached
                if over and not up_to_date(overlay.db, path, "store"):
                    overlay.copy()
                    over = False
                migrate(overlay.db, path, now)
                overlay.db.conn.execute("BEGIN")
                if over:
                    lay_over(overlay.db)
        except BaseException:
            overlay.close()
            raise
        return cls(overlay.db, path, overlay.close)

    def close(self) -> None:
        """Let go of the file; of a scratch store, of all that was written."""
        self._close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def transaction(self) -> Iterator[Database]:
        """All that is written inside or, on an error, nothing of it. Within another one it is a part of that."""
        with explained(self.path):
            if self.db.conn.in_transaction:
                with self.db.atomic():
                    yield self.db
                return
            self.db.conn.execute("BEGIN IMMEDIATE")
            try:
                yield self.db
                self.db.conn.execute("COMMIT")
            except BaseException:
                self.db.rollback()
                raise

    def snapshot(
        self,
        now: datetime,
        today: date,
        *,
        as_of: date | None = None,
        known_at: datetime | None = None,
        renames: Iterable[tuple[str, str]] = (),
        timezone: tzinfo = UTC,
    ) -> Snapshot:
        """The store, frozen: all of it, or what is true for a day (`as_of`), or what was known at a time."""
        with explained(self.path):
            return snapshot(
                self.db,
                now,
                today,
                as_of=as_of,
                known_at=known_at,
                renames=renames,
                timezone=timezone,
            )

    def history(self, name: str, *, renames: Iterable[tuple[str, str]] = ()) -> History:
        """All that was ever recorded under the id of a metric, key result, goal or KPI."""
        with explained(self.path):
            return History(
                measurements=measurements.history(self.db, name).get(name, ()),
                check_ins=check_ins.history(self.db, check_ins.all_renames(self.db, renames)).get(name, ()),
            )

    def items(self, *, sources: Sequence[str] = (), projects: Sequence[str] = ()) -> Iterator[ItemRow]:
        """The work items of these sources and projects (none named: of all), in order of uid, streamed."""
        with explained(self.path):
            yield from item_reads.listed(self.db, sources=sources, projects=projects)

    def item_facts(self, *, sources: Sequence[str] = ()) -> Iterator[ItemFacts]:
        """Every stored item of these sources (none named: of all) as conditions look at it, streamed likewise.

        Absent ones, too: `presence` says it. To be read to the end before anything is written.
        """
        with explained(self.path):
            yield from item_reads.stream(self.db, sources=sources)

    def parent_facts(self) -> Iterator[ParentFacts]:
        """Every stored item that is the parent of another, streamed likewise."""
        with explained(self.path):
            yield from kin.parent_facts(self.db)

    def called(self, names: Iterable[str]) -> Mapping[str, tuple[ItemFacts, ...]]:
        """The items that each name may mean: a key, a key of before, a uid, or `SOURCE:KEY`; none where it has none."""
        with explained(self.path):
            return kin.called(self.db, names)

    def partitions(self, source: str | None = None) -> Sequence[StoredPartition]:
        """All partitions ever pulled, with their last reports."""
        with explained(self.path):
            return sources.partitions(self.db, source)

    def begin_run(self, run: Run) -> None:
        """Record that a run started; nothing when it is there."""
        with self.transaction() as db:
            runs.begin(db, run)

    def end_run(self, run: Run, reports: Iterable[SourceReport] = ()) -> Run:
        """Record how a run ended and what its sources reported; returns what is stored."""
        with self.transaction() as db:
            return runs.end(db, run, reports)

    def base(self) -> Run | None:
        """The last run that changed the store."""
        with explained(self.path):
            return runs.last_changed(self.db)

    def last_run(self) -> Run | None:
        """The last run that came to its end."""
        with explained(self.path):
            return runs.last_ended(self.db)

    def ended_runs(self, until: datetime | None = None) -> tuple[Run, ...]:
        """All runs that came to their end (up to a moment), in their order."""
        with explained(self.path):
            return runs.ended(self.db, until)

    def unapplied_runs(self, until: datetime | None = None) -> tuple[Run, ...]:
        """The runs after the last applied one (up to a moment) that were refused or never came to their end."""
        with explained(self.path):
            return runs.unapplied(self.db, until)

    def changed_since(self, base: str | None) -> tuple[Run, ...]:
        """The runs that changed the store after run `base` (None: ever)."""
        with explained(self.path):
            return runs.changed_since(self.db, base)

    def record(self, measurement: Measurement, run: Run, *, one_per_date: bool) -> Measurement:
        """Store a value that a person gives, as the run `run`; returns what was stored.

        A second one for a date corrects the first where the metric is read as one number per date, else it is one
        more event.
        """
        with self.transaction() as db:
            stored = measurements.record(db, measurement, Stamp(run.started, run.id), one_per_date=one_per_date)
            runs.end(db, replace(run, changed=True))
        return stored

    def check_in(self, check_in: CheckIn, run: Run) -> CheckIn:
        """Store what a person says of a key result, KPI or goal, as the run `run`; returns what was stored."""
        stored = replace(check_in, origin=Origin.MANUAL, run=run.id, recorded_at=run.started)
        with self.transaction() as db:
            check_ins.append(db, [stored], run=run.id, recorded_at=run.started)
            runs.end(db, replace(run, changed=True))
        return stored

    def pulled(self, run: str, reports: Iterable[SourceReport]) -> Pulled:
        """What a run pulled into this scratch store, for a saved plan; `reports` are those that `pull_all` gave."""
        with explained(self.path):
            return transfer.pulled(self.db, run, reports)

    def add_pulled(self, content: Pulled, run: Run) -> None:
        """Store what was pulled for a saved plan, as pulled by `run`, in one transaction."""
        with self.transaction() as db:
            runs.begin(db, run)
            transfer.add(db, content, run=run.id, now=run.started)
