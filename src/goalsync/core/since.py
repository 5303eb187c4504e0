"""What was recorded since a check-in, told apart: what was known at it and is said anew, and what is new."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from goalsync.model.check_in import CheckIn
from goalsync.model.metric import Measurement, Metric, OverWork
from goalsync.model.run import Snapshot
from goalsync.model.vocabulary import Origin


def was_known(row: Measurement, *, base: CheckIn) -> bool:
    """Whether a row was known at a check-in; with the same time, only what the run that made it had stored."""
    if row.recorded_at is None or base.recorded_at is None or row.recorded_at < base.recorded_at:
        return True
    return row.recorded_at == base.recorded_at and row.run in (None, base.run)


@dataclass(frozen=True, slots=True)
class Since:
    """What is said anew since `base`: corrections, and what edited metrics read instead of what they read before."""

    base: CheckIn
    edits: frozenset[tuple[str, str, str]]
    """Metric, at and key of what was known and has a later row of origin sync.

    Of a metric over work only where it was defined otherwise since: its day may have been counted while it still ran.
    """
    touched: Mapping[Origin, frozenset[str]]
    """The metrics with a correction, and those with an edit (origin sync)."""

    @classmethod
    def of(cls, snapshot: Snapshot, metrics: Mapping[str, Metric], base: CheckIn) -> Since:
        """That of some metrics."""
        edits: set[tuple[str, str, str]] = set()
        corrected: set[str] = set()
        for metric, declared in metrics.items():
            rows = snapshot.measurements.get(metric, ())
            later = [row for row in rows if not was_known(row, base=base)]
            if any(row.origin is Origin.CORRECTION for row in later):
                corrected.add(metric)
            places = {(row.at, row.key) for row in later if row.origin is Origin.SYNC}
            if places and not (isinstance(declared.definition, OverWork) and _is_the_same(metric, snapshot, base)):
                before = {(row.at, row.key) for row in rows if was_known(row, base=base)}
                edits.update((metric, at, key) for at, key in places & before)
        edited = frozenset(metric for metric, _, _ in edits)
        return cls(base, frozenset(edits), {Origin.CORRECTION: frozenset(corrected), Origin.SYNC: edited})

    def admits(self, row: Measurement, *, origins: Collection[Origin]) -> bool:
        """Whether a row was known at the check-in, or says anew and is of one of the origins."""
        if was_known(row, base=self.base):
            return True
        if row.origin not in origins:
            return False
        return row.origin is Origin.CORRECTION or (row.metric, row.at, row.key) in self.edits


def _is_the_same(metric: str, snapshot: Snapshot, base: CheckIn) -> bool:
    """Whether a metric over work is counted as it was at a check-in."""
    edited = snapshot.redefined.get(metric)
    return edited is None or (base.recorded_at is not None and edited <= base.recorded_at)
