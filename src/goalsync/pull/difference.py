"""What the measurements of one metric change of the rows that count: pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from goalsync.model.copies import replace
from goalsync.model.metric import Measurement
from goalsync.store.measurements import Live
from goalsync.store.rows import number, storable


@dataclass(slots=True)
class Difference:
    """What to append, in order of (at, key), and the numbers that the brakes look at."""

    added: list[Measurement] = field(default_factory=list)
    """Rows that were not there, or stood in another place with the same value."""
    corrected: list[Measurement] = field(default_factory=list)
    """Rows that had another value, or had been gone."""
    gone: list[int] = field(default_factory=list)
    """Ids of rows of the same place that are missing now; only of a whole series."""
    live: int = 0
    """How many rows of the same place counted before."""
    found: int = 0
    """How many different rows there are now."""


def difference(
    found: Sequence[Measurement], live: Iterable[Live], *, source: str, partition: str, whole: bool
) -> Difference:
    """Compare what was found in a partition with the rows that count, which come in order of (at, key).

    A row that stands in another partition (or was recorded by hand) is never gone; with another value it is
    corrected, with the same value it is taken over. Of several found with one at and key, the last counts.
    """
    result = Difference()
    before = iter(live)
    row = next(before, None)

    def count(one: Live) -> bool:
        """Whether a row of this place counted until now."""
        mine = one.source == source and one.partition == partition and not one.retracted
        result.live += mine
        return mine

    for at, key, measurement in _distinct(found):
        result.found += 1
        while row is not None and (row.at, row.key) < (at, key):
            if count(row) and whole:
                result.gone.append(row.id)
            row = next(before, None)
        if row is None or (row.at, row.key) != (at, key):
            result.added.append(measurement)
            continue
        mine = count(row)
        if row.retracted or row.value != number(measurement.value):
            result.corrected.append(measurement)
        elif not mine:
            result.added.append(measurement)
        row = next(before, None)
    while row is not None:
        if count(row) and whole:
            result.gone.append(row.id)
        row = next(before, None)
    return result


def _distinct(found: Sequence[Measurement]) -> Iterator[tuple[str, str, Measurement]]:
    """The measurements in order of (at, key), of each the last."""
    ordered = [_storable(measurement) for measurement in found]
    ordered.sort(key=attrgetter("key"))  # twice rather than once by pairs: no object per row
    ordered.sort(key=attrgetter("at"))
    for index, measurement in enumerate(ordered, start=1):
        following = ordered[index] if index < len(ordered) else None
        if following is None or (following.at, following.key) != (measurement.at, measurement.key):
            yield measurement.at, measurement.key, measurement


def _storable(measurement: Measurement) -> Measurement:
    key = storable(measurement.key)
    return measurement if key == measurement.key else replace(measurement, key=key)
