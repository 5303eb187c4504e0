"""What the last pull says of a metric: known, unknown or held."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from goalsync.core.measure import Series, measure
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.vocabulary import PullCode, PullState, Truth
from support.judging import MIDDLE, pulled, read, rows, snapshot, sourced

MONDAY, TUESDAY = datetime(2026, 2, 9, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC)
FAILED, PARTIAL, COMPLETE, SKIPPED = PullState.FAILED, PullState.PARTIAL, PullState.COMPLETE, PullState.SKIPPED


def series(sources: tuple[SourceReport, ...], *, stored: bool = True) -> Series:
    """The metric m as those reports leave it."""
    metrics = {"m": sourced()}
    values = rows(("2026-01-05", 1)) if stored else ()
    return measure(snapshot(MIDDLE, values, metrics=metrics, sources=sources), metrics)["m"]


def source(*partitions: PartitionReport, **more: Any) -> tuple[SourceReport, ...]:
    """A source of several partitions."""
    return (SourceReport("numbers", "sheets", partitions, **more),)


OTHER_FAILED = PartitionReport("other.csv", FAILED, reason="gone", complete_at=MONDAY)


@pytest.mark.parametrize(
    ("sources", "truth", "complete", "since", "reason"),
    [
        (pulled([read()]), Truth.KNOWN, True, None, None),
        (pulled([read()], PARTIAL, code=PullCode.LIMITED, reason="limit"), Truth.HELD, False, None, "partial: limit"),
        (
            pulled([read(complete_at=MONDAY)], FAILED, reason="no such file"),
            Truth.HELD,
            False,
            MONDAY,
            "numbers: kpis.csv is failed: no such file",
        ),
        (pulled([read(problem="KPIs!B4", complete_at=MONDAY)]), Truth.HELD, False, MONDAY, "KPIs!B4"),
        (pulled([read(), read("n", problem="KPIs!B9")], PARTIAL), Truth.KNOWN, True, None, None),
        (pulled([read()], SKIPPED, complete_at=MONDAY), Truth.KNOWN, True, None, None),
        (pulled([read()], SKIPPED), Truth.KNOWN, False, None, None),
        (pulled([read(problem="KPIs!B4")], SKIPPED), Truth.HELD, False, None, "KPIs!B4"),
        (
            source(PartitionReport("kpis.csv", COMPLETE, reads=(read(),)), OTHER_FAILED),
            Truth.KNOWN,
            True,
            None,
            None,
        ),
        (source(PartitionReport("a.csv", COMPLETE), OTHER_FAILED), Truth.HELD, False, MONDAY, "other.csv"),
        (
            source(
                PartitionReport("a.csv", FAILED, reason="x", reads=(read(complete_at=TUESDAY),)),
                PartitionReport("b.csv", FAILED, reason="y", reads=(read(complete_at=MONDAY),)),
                PartitionReport("c.csv", COMPLETE, reads=(read(),)),
            ),
            Truth.HELD,
            False,
            MONDAY,
            "a.csv is failed: x",
        ),
        (source(failed=True, reason="no network"), Truth.HELD, False, None, "the source numbers failed: no network"),
        ((), Truth.KNOWN, False, None, None),
    ],
)
def test_truth(
    sources: tuple[SourceReport, ...], truth: Truth, complete: bool, since: datetime | None, reason: str | None
) -> None:
    """Held while a partition or the metric itself could not be read, since the earliest time all was complete."""
    found = series(sources)
    assert (found.truth, found.complete, found.held_since) == (truth, complete, since)
    assert (reason or "") in (found.reason or "")
    assert (found.reason is None) == (truth is Truth.KNOWN)
    assert len(found.points) == 1


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        ((), "the source numbers has not been pulled yet"),
        (pulled([]), "it has not been pulled yet"),
        (
            pulled([read(looked_at=7, matched=0, ever_matched=False)]),
            "no row matched of 7 looked at, and none ever did",
        ),
        (pulled([read(looked_at=7, matched=0)]), "no row matched of 7 looked at"),
        (pulled([read(looked_at=7, matched=2)]), "2 of 7 rows matched, none with a value"),
    ],
)
def test_no_value(sources: tuple[SourceReport, ...], reason: str) -> None:
    """No value at all is unknown, with what was looked at."""
    found = series(sources, stored=False)
    assert (found.truth, found.reason) == (Truth.UNKNOWN, reason)


def test_denominator() -> None:
    """What was looked at, matched and skipped comes along."""
    looked = read(looked_at=10, matched=7, skipped={"Stage": 3})
    assert series(pulled([looked])).read == (looked,)
