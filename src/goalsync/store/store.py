"""The store: everything that is kept, behind one object that one thread uses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.linked import TieRow
from goalsync.model.metric import Measurement
from goalsync.model.run import Pulled, Run, Snapshot, SourceReport
from goalsync.model.vocabulary import Origin
from goalsync.model.work import ItemFacts, ItemRow, ParentFacts
from goalsync.store import check_ins, findings, item_reads, kin, links, measurements, runs, sources, surveys, transfer
from goalsync.store.connection import Attached, connect, sqlite_path, use_wal
from goalsync.store.errors import explained
from goalsync.store.measurements import Stamp
from goalsync.store.migrations import migrate, up_to_date
from goalsync.store.overlay import lay_over
from goalsync.store.snapshot import snapshot
from goalsync.store.sources import StoredPartition
from goalsync.store.surveys import Absent, Group, Placed

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

    def items(
        self,
        *,
        sources: Sequence[str] = (),
        projects: Sequence[str] = (),
        scope: str | None = None,
        linked_to: Sequence[str] = (),
    ) -> Iterator[ItemRow]:
        """The items of these sources and projects, of a scope, linked to one of these ids (none named: all), by uid."""
        with explained(self.path):
            yield from item_reads.listed(self.db, sources=sources, projects=projects, scope=scope, linked_to=linked_to)

    def labels(self) -> tuple[str, ...]:
        """Every label that a stored item has, in order."""
        with explained(self.path):
            return item_reads.labels(self.db)

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

    def has_items(self) -> bool:
        """Whether any work item is stored."""
        with explained(self.path):
            return self.db.conn.execute("SELECT 1 FROM items LIMIT 1").fetchone() is not None

    def projects(self, source: str) -> tuple[str, ...]:
        """The projects of a source of which items are stored, in order."""
        with explained(self.path):
            return links.projects(self.db, source)

    def item_columns(self, columns: Sequence[str], uids: Sequence[str] | None = None) -> Iterator[tuple[Any, ...]]:
        """These columns (uid first) of every stored item, or of those in order, as plain rows by uid, streamed."""
        with explained(self.path):
            return links.rows(self.db, columns, uids)

    def item_tags(self, names: Sequence[str], uids: Sequence[str] | None = None) -> Iterator[tuple[str, str, str]]:
        """(uid, tag, value) of these tags of all items, or of those in order, by uid, streamed."""
        with explained(self.path):
            return links.tags(self.db, names, uids)

    def former_keys(self, uids: Sequence[str] | None = None) -> Iterator[tuple[str, str]]:
        """(uid, key) of the keys that items, or those in order, had before, by uid, streamed."""
        with explained(self.path):
            return links.former_keys(self.db, uids)

    def changed_items(self, run: str) -> list[str] | None:
        """The uids, in order, of what was stored after a run; None: there was no such run."""
        with explained(self.path):
            return links.changed(self.db, run)

    def has_new_key(self, uids: Sequence[str], run: str) -> bool:
        """Whether one of these items got another key after a run."""
        with explained(self.path):
            return links.renamed_keys(self.db, uids, run)

    def ties_of(self, uids: Iterable[str]) -> Mapping[str, TieRow]:
        """How these items were tied, of those that were."""
        with explained(self.path):
            return links.ties_of(self.db, uids)

    def children_of(self, uids: Iterable[str]) -> Mapping[str, Sequence[str]]:
        """The stored children of items, by uid."""
        with explained(self.path):
            return links.children_of(self.db, uids)

    def parent_uids(self) -> Iterator[str]:
        """The uids of all items that others name as their parent, streamed."""
        with explained(self.path):
            return links.parents(self.db)

    def keys_of(self, uids: Sequence[str]) -> Mapping[str, str]:
        """The keys of some hundred items, by uid."""
        with explained(self.path):
            return links.keys(self.db, uids)

    def link_state(self) -> tuple[str, str] | None:
        """The run that tied work last, and what it kept for the next; None: none did."""
        with explained(self.path):
            return links.state(self.db)

    def stored_ties(self, uids: Sequence[str] | None = None) -> Iterator[Any]:
        """Every stored item (or those in order) beside how it was tied, as `core.links.compare` reads it, by uid."""
        with explained(self.path):
            return links.stored(self.db, uids)

    def standing_ties(self, places: Iterable[tuple[str, str]]) -> Iterator[tuple[str, int, int]]:
        """(uid, tie that counts, profile) of the items of these (source, project) that were tied."""
        with explained(self.path):
            yield from links.standing(self.db, places)

    def lay_ties(self, rows: Iterable[TieRow]) -> None:
        """Lay the ties of this run over the stored ones for the questions below; they are not stored by that."""
        with explained(self.path):
            surveys.lay(self.db, rows)

    def tied_groups(self, ties: Sequence[int]) -> Iterator[Group]:
        """All items with one of these ties (by number), counted by profile and parent; a group may come twice."""
        with explained(self.path):
            yield from surveys.groups(self.db, ties)

    def waiting_items(self, ties: Sequence[int]) -> Iterator[tuple[str, str, str]]:
        """(source, key, key of the parent) of items with one of these ties whose parent is known by key alone."""
        with explained(self.path):
            yield from surveys.waiting(self.db, ties)

    def placed_items(self, uids: Iterable[str]) -> Iterator[Placed]:
        """These items with their parent, tie and profile; those that are stored, in no order."""
        with explained(self.path):
            yield from surveys.placed(self.db, uids)

    def tied_beside(self, parents: Iterable[str], ties: Sequence[int]) -> Iterator[tuple[str, int, str]]:
        """(parent, tie, key) of the children of these parents that have one of these ties, in no order."""
        with explained(self.path):
            yield from surveys.beside(self.db, parents, ties)

    def absent_items(self, ties: Sequence[int], deleted_since: datetime) -> Iterator[Absent]:
        """Items with one of these ties that are not there, counted; deleted ones if they were open and it is recent."""
        with explained(self.path):
            yield from surveys.absent(self.db, ties, deleted_since)

    def items_tied(self, ties: Sequence[int]) -> Iterator[tuple[int, str]]:
        """(tie, key) of all items with one of these ties, in order."""
        with explained(self.path):
            yield from surveys.alike(self.db, ties)

    def unmapped_statuses(self) -> Iterator[tuple[str, str, str | None, int, str, str]]:
        """(source, status, category, how many, two keys) of statuses without a category, of sources that know such."""
        with explained(self.path):
            yield from surveys.unmapped(self.db)

    def partitions(self, source: str | None = None) -> Sequence[StoredPartition]:
        """All partitions ever pulled, with their last reports."""
        with explained(self.path):
            return sources.partitions(self.db, source)

    def open_findings(self) -> tuple[Finding, ...]:
        """The findings that the last applied run left open, in order of kind and subject."""
        with explained(self.path):
            return findings.open_at(self.db)

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
