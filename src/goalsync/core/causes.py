"""Why something is no longer what it was, other than by new values: it was edited, or old values were corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from goalsync.core.measure import needed, of_period
from goalsync.core.periods import keys_of
from goalsync.core.replay import Replay, as_last_computed
from goalsync.core.since import was_known
from goalsync.core.subjects import Subject, last_computed, metrics_of
from goalsync.core.verdicts import verdict_of
from goalsync.core.wording import listed, number
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import Goal, KeyResult
from goalsync.model.metric import Measurement
from goalsync.model.run import Snapshot, Verdict
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Origin

_MOST = 3
"""Corrections that are told; the others are counted."""


@dataclass(frozen=True, slots=True)
class Causes:
    """What is known of the time since the last computed check-ins; replays of the key results among them."""

    snapshot: Snapshot
    configuration: Configuration
    replays: Mapping[str, Replay]

    def of(self, subject: Subject) -> Iterator[str]:
        """What was done since the last computed check-in of a subject; nothing where it has none."""
        base = last_computed(self.snapshot, subject.id)
        if base is None:
            return
        if self._edited(subject, base):
            metric = " or its metric" if metrics_of(subject) else ""
            yield f"the {_word(subject)}{metric} was edited since the last run"
        replayed = self.replays.get(subject.id)
        if replayed is not None and replayed.edited.progress != replayed.then.progress:
            yield "its metric was edited since the last run: old values are read otherwise now"
        corrected = list(self._corrections(subject, base))
        if corrected:
            yield f"corrected: {listed(corrected, at_most=_MOST)}"

    def _edited(self, subject: Subject, base: CheckIn) -> bool:
        """Whether the same values, judged on the same day, now come to something else."""
        if base.value is base.progress is None:
            return False
        if isinstance(subject, KeyResult):
            replayed = self.replays.get(subject.id)
            return replayed is not None and _differs(replayed.then, base)
        digests = (run.config_digest for run in self.snapshot.runs if run.id == base.run)
        if next(digests, None) == self.configuration.digest:
            return False
        then = verdict_of(subject, as_last_computed(self.snapshot, self.configuration, subject))
        return _differs(then, base) or then.value != base.value

    def _corrections(self, subject: Subject, base: CheckIn) -> Iterator[str]:
        """`2026-10-09 5 → gone` of each old value that is another one now, the newest first."""
        metrics = self.configuration.mappings.metrics
        names = needed(metrics, metrics_of(subject))
        found = [one for name in names for one in _corrected(self._rows(subject, name), base)]
        for before, after in sorted(found, key=lambda pair: pair[0].at, reverse=True):
            metric = f"{before.metric} " if len(names) > 1 else ""
            yield f"{metric}{before.at} {_value(before)} → {_value(after)}"

    def _rows(self, subject: Subject, name: str) -> tuple[Measurement, ...]:
        """What a subject reads of a metric: of one that is counted for periods, what is for its own."""
        rows = self.snapshot.measurements.get(name, ())
        if not of_period(self.configuration.mappings.metrics, name):
            return rows
        is_its_own = keys_of(subject, self.configuration.settings.fiscal_year_starts)
        return tuple(row for row in rows if is_its_own(row.key))


def _corrected(rows: tuple[Measurement, ...], base: CheckIn) -> Iterator[tuple[Measurement, Measurement]]:
    """What counted at a check-in of each row that was corrected since, and what counts now."""
    later = [row for row in rows if row.origin is Origin.CORRECTION and not was_known(row, base=base)]
    places = {(row.at, row.key) for row in later}
    before: dict[tuple[str, str], Measurement] = {}
    after: dict[tuple[str, str], Measurement] = {}
    for row in rows if places else ():
        place = (row.at, row.key)
        if place in places:
            after[place] = row
            if was_known(row, base=base):
                before[place] = row
    for place, old in before.items():
        if _value(old) != _value(after[place]):
            yield old, after[place]


def _value(row: Measurement) -> str:
    if row.retracted:
        return "gone"
    return "unknown" if row.value is None else number(row.value)


def _differs(then: Verdict, base: CheckIn) -> bool:
    return (then.progress, then.status.value) != (base.progress, base.status)


def _word(subject: Subject) -> str:
    if isinstance(subject, KeyResult):
        return "key result"
    return "goal" if isinstance(subject, Goal) else "KPI"
