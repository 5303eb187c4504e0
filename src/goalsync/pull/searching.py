"""What a census lacks, and what became of it: compared with the store, and concluded in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import Presence, PullCode
from goalsync.pull.census import Decision, cannot_be_found, decide, placed, unanswerable
from goalsync.pull.opening import Failure
from goalsync.pull.partition import Pulling
from goalsync.sdk.connector import Census, Located, Sought
from goalsync.store import Store, items, runs
from goalsync.store.presence import EXPECTED, Conclusions, compare, count, keys_of

if TYPE_CHECKING:
    from sqlite_utils import Database

_READABLE: Final = (Presence.PRESENT, Presence.UNOBSERVED, Presence.OUT_OF_COVERAGE)


@dataclass(frozen=True, slots=True)
class Searcher:
    """Concludes what became of items. `limit` is the brake `items_vanished` (None: off), `allowed` lets it pass."""

    store: Store
    run: str
    now: datetime
    limit: float | None
    allowed: bool

    def compare(self, pulling: Pulling, census: Census, *, locates: bool) -> Decision:
        """Lay a census beside the store, once all pages of its pull are stored."""
        with self.store.transaction() as db:
            compared = compare(db, pulling.source, pulling.partition.name, census.native_ids)
        before = pulling.before_this_run
        decision = decide(
            compared,
            pulling.partition.name,
            limit=self.limit,
            allowed=self.allowed,
            withdrawn=before is not None and before.report.withdrawn,
            locates=locates,
            edited=before is not None and before.report.definition not in (None, pulling.definition),
        )
        pulling.doubted, pulling.there = frozenset(decision.doubted), decision.there
        pulling.missing = frozenset(compared.missing)
        pulling.unobserved = decision.unobserved
        pulling.settled = True
        if not locates:
            unknown = len(compared.new) - self._restore(pulling, compared.new)
            if unknown or decision.unobserved:
                pulling.notes.append(unanswerable(pulling.partition.name, len(decision.unobserved), unknown))
        if decision.brake is not None:
            pulling.brakes.append(decision.brake)
            if not decision.brake.overridden:
                pulling.trouble = Failure(PullCode.VANISHED, decision.brake.message)
        return decision

    def sought(self, pulling: Pulling, native_ids: Collection[str]) -> tuple[Sought, ...]:
        """The items to ask for, with the keys they were last seen by."""
        keys = keys_of(self.store.db, pulling.source, native_ids)
        return tuple(Sought(id_, keys.get(id_)) for id_ in native_ids)

    def found(self, pulling: Pulling, located: Located, partitions: Collection[str]) -> None:
        """Store what became of some of them; `partitions` are those that the source has now."""
        with self.store.transaction() as db:
            counts = items.upsert(db, [placed(item, partitions) for item in located.items], run=self.run, now=self.now)
            conclusions = self._conclusions(pulling)
            if pulling.doubted:
                pulling.nowhere[Presence.DELETED] += located.gone
                pulling.nowhere[Presence.ACCESS_LOST] += located.lost
                located = Located(located.items)
            gone = conclusions.conclude(db, located.gone, Presence.DELETED)
            lost = conclusions.conclude(db, located.lost, Presence.ACCESS_LOST)
            pulling.new += counts.new
            pulling.changed += counts.changed + lost
            pulling.vanished += gone
            if counts.new or counts.changed or gone or lost:
                runs.mark_changed(db, self.run)

    def settle(self, pulling: Pulling) -> None:
        """Conclude of what is nowhere after an edit of the source's keys, once all were asked for, or hold it back."""
        doubted, pulling.doubted = pulling.doubted, frozenset()
        if not doubted:
            return
        nowhere = {id_ for ids in pulling.nowhere.values() for id_ in ids}
        vanished = len(nowhere & doubted)
        brake = cannot_be_found(pulling.partition.name, vanished, pulling.there, self.limit)
        if brake is not None:
            pulling.brakes.append(brake)
            pulling.trouble = pulling.trouble or Failure(PullCode.VANISHED, brake.message)
        if pulling.trouble is not None:
            pulling.unobserved = {*pulling.unobserved, *(nowhere & doubted)}
            return
        ids = pulling.nowhere
        self.found(pulling, Located((), tuple(ids[Presence.DELETED]), tuple(ids[Presence.ACCESS_LOST])), ())

    def _restore(self, pulling: Pulling, listed: Collection[str]) -> int:
        """What is listed is there, whatever was thought of it, where nobody can be asked for more."""
        with self.store.transaction() as db:
            restored = self._conclusions(pulling).conclude(db, listed, Presence.PRESENT)
            if restored:
                pulling.changed += restored
                runs.mark_changed(db, self.run)
        return restored

    def close(self, db: Database, pulling: Pulling) -> None:
        """Of the rest nothing is concluded; where the partition is out of reach as a whole, so is all that it held."""
        conclusions = self._conclusions(pulling)
        left = conclusions.conclude(db, pulling.unobserved, Presence.UNOBSERVED)
        if pulling.unlisted:
            left += conclusions.conclude_all(db, _READABLE, Presence.UNOBSERVED)
        if pulling.withdrawn:
            left += conclusions.conclude_all(db, _READABLE, Presence.ACCESS_LOST)
        if pulling.archived:
            left += conclusions.conclude_all(db, EXPECTED, Presence.ARCHIVED)
        if left:
            pulling.changed += left
            runs.mark_changed(db, self.run)

    def holds(self, source: str, partition: str) -> int:
        """How many items a partition holds, as far as is known."""
        return count(self.store.db, source, partition, EXPECTED)

    def _conclusions(self, pulling: Pulling) -> Conclusions:
        before = pulling.before_this_run
        census_at = before.report.census_at if before else None
        return Conclusions(pulling.source, pulling.partition.name, census_at, self.run, self.now)
