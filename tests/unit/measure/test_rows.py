"""Which recorded rows count, and what the one number of a date is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from goalsync.core.measure import Series, measure
from goalsync.model.metric import Evidence, Manual, Measurement, Metric
from goalsync.model.vocabulary import OnDuplicate, Origin, Truth
from support.judging import MIDDLE, RECORDED, day, row, rows, snapshot, sourced

LATER = datetime(2026, 1, 1, tzinfo=UTC)


def series(stored: Sequence[Measurement], on_duplicate: OnDuplicate = OnDuplicate.LAST) -> Series:
    """The series of one metric."""
    metrics = {"m": sourced(on_duplicate=on_duplicate)}
    return measure(snapshot(MIDDLE, stored, metrics=metrics), metrics)["m"]


def test_latest_recorded_counts() -> None:
    """Of one at and key the latest recorded row counts, whatever order the rows come in."""
    old, new = row("2026-01-05", 1), row("2026-01-05", 2, recorded_at=LATER, origin=Origin.CORRECTION)
    for stored in ([old, new], [new, old]):
        assert [point.value for point in series(stored).points] == [2]


def test_retracted() -> None:
    """A row that is gone counts no more; the others of its date do."""
    stored = [*rows(("2026-01-05", 1), ("2026-01-05", 2)), row("2026-01-05", None, retracted=True, recorded_at=LATER)]
    found = series(stored)
    assert [point.value for point in found.points] == [2]
    assert found.unknowns == ()
    assert series([row("2026-01-05", 1), row("2026-01-05", None, retracted=True, recorded_at=LATER)]).points == ()


def test_back_again() -> None:
    """A row that was gone and came back counts."""
    again = datetime(2026, 2, 1, tzinfo=UTC)
    stored = [
        row("2026-01-05", 1),
        row("2026-01-05", None, retracted=True, recorded_at=LATER),
        row("2026-01-05", 3, recorded_at=again),
    ]
    assert [point.value for point in series(stored).points] == [3]


def test_order() -> None:
    """In order of date and row: numbered rows by number, and times of a day after the day itself."""
    stored = [
        row("2026-01-06", 4),
        row("2026-01-05T12:00:00+00:00", 3),
        *(row("2026-01-05", float(number), key=str(number)) for number in (10, 2, 1)),
    ]
    found = series(stored)
    assert [point.value for point in found.points] == [1, 2, 10, 3, 4]
    assert [point.value for point in found.per_date] == [3, 4]


def test_unknown() -> None:
    """An error cell is no value: it is kept apart, with its cell, and its date has no number."""
    cell = Evidence("numbers", "kpis.xlsx", "KPIs", ("B4",), "#DIV/0!")
    found = series([row("2026-01-05", 1), row("2026-01-06", None, evidence=cell), row("2026-01-07", math.nan)])
    assert [point.value for point in found.points] == [1]
    assert [one.day for one in found.unknowns] == [day("2026-01-06"), day("2026-01-07")]
    assert [gap.reason for gap in found.gaps] == [
        "the value could not be read (KPIs!B4 holds #DIV/0!)",
        "the value could not be read",
    ]


@pytest.mark.parametrize(
    ("on_duplicate", "values", "number"),
    [
        (OnDuplicate.LAST, (1, 2), 2),
        (OnDuplicate.SUM, (1, 2), 3),
        (OnDuplicate.ERROR, (1, 2), None),
        (OnDuplicate.ERROR, (2, 2), None),
        (OnDuplicate.ERROR, (2,), 2),
        (OnDuplicate.LAST, (None, 2), 2),
        (OnDuplicate.LAST, (1, None), None),
        (OnDuplicate.SUM, (1, None), None),
        (OnDuplicate.ERROR, (1, None), None),
    ],
)
def test_one_number(on_duplicate: OnDuplicate, values: tuple[float | None, ...], number: float | None) -> None:
    """Rows of one date become one number or none; what could not be read is not left out of a sum."""
    found = series(rows(*(("2026-01-05", value) for value in values)), on_duplicate)
    assert [point.value for point in found.per_date] == ([] if number is None else [number])
    assert len(found.gaps) == (1 if number is None else 0)
    assert len(found.points) == sum(value is not None for value in values)


def test_sum_knows_its_rows() -> None:
    """A number made of several rows leads back to all of them."""
    (point,) = series(rows(("2026-01-05", 1), ("2026-01-05", 2)), OnDuplicate.SUM).per_date
    assert [one.value for one in point.measurements] == [1, 2]


def test_same_points() -> None:
    """Where each date has one row, the points are the one numbers: nothing is copied."""
    found = series(rows(("2026-01-05", 1), ("2026-01-06", 2)))
    assert found.per_date is found.points


def test_manual() -> None:
    """Of what people record twice for a day, the later counts; nothing recorded is unknown and says how to."""
    metrics = {"m": Metric("m", Manual(), sourced().place)}
    found = measure(snapshot(MIDDLE, rows(("2026-01-05", 1), ("2026-01-05", 2)), metrics=metrics, sources=()), metrics)
    assert [point.value for point in found["m"].per_date] == [2]
    none = measure(snapshot(MIDDLE, metrics=metrics, sources=()), metrics)["m"]
    assert (none.truth, none.complete) == (Truth.UNKNOWN, True)
    assert "goalsync record m" in (none.reason or "")


def test_recorded_at_missing() -> None:
    """Rows without a time of recording count in the order they come in."""
    stored = [row("2026-01-05", 1, recorded_at=None), row("2026-01-05", 2, recorded_at=RECORDED)]
    assert series(stored).points[0].value == 2
