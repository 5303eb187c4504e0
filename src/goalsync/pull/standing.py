"""What the store holds of the metrics of a page, asked for many at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Final

from goalsync.sdk.connector import MetricResult
from goalsync.store import measurements, reads
from goalsync.store.measurements import Live

if TYPE_CHECKING:
    from sqlite_utils import Database

_MOST: Final = 400
"""Metrics asked for at once: a parameter each, of which older SQLite takes 999."""


def batches(results: Iterable[MetricResult]) -> Iterator[list[MetricResult]]:
    """The results in order of metric, some at a time, each metric once among them.

    A second result of a metric is compared with what the first one left, so it comes in a later batch.
    """
    batch: list[MetricResult] = []
    for result in sorted(results, key=attrgetter("metric")):
        if batch and (len(batch) == _MOST or batch[-1].metric == result.metric):
            yield batch
            batch = []
        batch.append(result)
    if batch:
        yield batch


@dataclass(frozen=True, slots=True)
class Standing:
    """What is stored of a batch. `definitions`: by what metrics that have no read of their own were last read."""

    definitions: Mapping[str, str]
    _series: _Streamed
    _of_days: Mapping[str, Sequence[Live]]

    @classmethod
    def of(cls, db: Database, batch: Sequence[MetricResult], unread: Sequence[str]) -> Standing:
        """Ask for all of it; `unread` are the metrics of the batch that have no read of their own."""
        return cls(
            definitions=reads.last_definitions(db, unread),
            _series=_Streamed(measurements.live_of(db, [result.metric for result in batch if result.whole])),
            _of_days=_of_days(db, [result for result in batch if not result.whole]),
        )

    def rows(self, result: MetricResult) -> Iterable[Live]:
        """The rows of a result's metric that count, in order of (at, key): all, or of its days where not `whole`.

        Streamed: to be asked in order of metric, and read to the end before anything is written.
        """
        return self._series.of(result.metric) if result.whole else self._of_days.get(result.metric, ())


class _Streamed:
    """Groups of rows in order of metric, taken one after the other from one query."""

    def __init__(self, groups: Iterator[tuple[str, Iterator[Live]]]) -> None:
        self._groups = groups
        self._next = next(groups, None)

    def of(self, metric: str) -> Iterable[Live]:
        """The rows of a metric that comes after those asked for before."""
        while self._next is not None and self._next[0] < metric:
            self._next = next(self._groups, None)
        return self._next[1] if self._next is not None and self._next[0] == metric else ()


def _of_days(db: Database, results: Iterable[MetricResult]) -> dict[str, list[Live]]:
    """Metric → its rows of the days that its result has a value for."""
    metrics: dict[str, set[str]] = {}
    for result in results:
        for measurement in result.measurements:
            metrics.setdefault(measurement.at, set()).add(result.metric)
    found: dict[str, list[Live]] = {}
    for day in sorted(metrics):
        for metric, rows in measurements.live_of(db, sorted(metrics[day]), day):
            found.setdefault(metric, []).extend(rows)
    return found
