"""The brake `source_shrunk`: when it is pulled, and with what numbers."""

from __future__ import annotations

import pytest

from goalsync.model.place import Place
from goalsync.pull.difference import Difference
from goalsync.pull.holding import brake
from goalsync.sdk.connector import MetricConfig, MetricRequest, MetricResult

REQUEST = MetricRequest("nps", MetricConfig(), Place("mappings/metrics.yaml", 12, 5))


def _brake(
    live: int,
    found: int,
    *,
    whole: bool = True,
    before: bool = True,
    edited: bool = False,
    limit: float | None = 0.5,
    problem: str | None = None,
):
    result = MetricResult("nps", (), whole=whole, matched=found, problem=problem)
    change = Difference(live=live, found=found)
    return brake(REQUEST, result, change, matched_before=before, edited=edited, limit=limit, allowed=False)


@pytest.mark.parametrize(
    ("live", "found", "held"),
    [
        (0, 0, False),
        (0, 5, False),
        (20, 20, False),
        (20, 40, False),
        (20, 10, False),  # half is not more than half
        (20, 9, True),
        (10, 4, True),
        (9, 1, False),  # too few to judge
        (9, 0, True),  # but none is none
        (1, 0, True),
    ],
)
def test_series(live: int, found: int, held: bool) -> None:
    """A series is held above the limit from ten rows on, and always when nothing is left."""
    assert (_brake(live, found) is not None) == held


@pytest.mark.parametrize(("before", "found", "held"), [(True, 0, True), (False, 0, False), (True, 1, False)])
def test_level(before: bool, found: int, held: bool) -> None:
    """A level is held when there was a value and there is none now."""
    assert (_brake(0, found, whole=False, before=before) is not None) == held


@pytest.mark.parametrize(("found", "held"), [(1, False), (0, True)])
def test_edited(found: int, held: bool) -> None:
    """Another selection has other rows: only when it matches none is the metric held."""
    assert (_brake(20, found, edited=True) is not None) == held


def test_blanked() -> None:
    """A row that is still there with all its values erased has lost them as much as one that is gone."""
    result = MetricResult("nps", (), whole=True, looked_at=6, matched=1)
    found = brake(REQUEST, result, Difference(live=6), matched_before=True, edited=False, limit=0.5, allowed=False)
    assert found is not None
    assert "metric nps: no value is left of 6; check" in found.message


def test_off() -> None:
    """`source_shrunk: off` is off, for all of it."""
    assert _brake(20, 0, limit=None) is None


def test_unreadable_is_not_shrunk() -> None:
    """A metric that could not be read is held for that reason, not for another one."""
    assert _brake(20, 0, problem="metrics.yaml:1:1: no") is None


def test_says_the_numbers() -> None:
    """The refusal carries place, metric, numbers and the way out."""
    shrunk, vanished = _brake(20, 4), _brake(20, 0)
    assert shrunk is not None
    assert vanished is not None
    assert (shrunk.count, shrunk.total, shrunk.limit, shrunk.effect) == (16, 20, 0.5, "hold")
    assert shrunk.message == (
        "mappings/metrics.yaml:12:5: metric nps: only 4 rows are left of 20, more than 50% were lost at once; "
        "check the source and the metric's keys, or run once with --allow source_shrunk if it is true"
    )
    assert "metric nps: no row matches, 20 did; check" in vanished.message
