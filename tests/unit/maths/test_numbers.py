"""Comparisons, bounds, pacing, judgements: what every kind is made of."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync.core.maths.bound import headroom, holds, warned
from goalsync.core.maths.compare import above, at_least, at_most, below, clamped, nearest_rank
from goalsync.core.maths.pacing import expected_progress
from goalsync.core.maths.status import final, running, worst
from goalsync.core.maths.term import Term
from goalsync.model.goals import Checkpoint
from goalsync.model.measures import Bound, BoundKind
from goalsync.model.period import Period
from goalsync.model.settings import Bands, Grace, StatusRules
from goalsync.model.vocabulary import Ambition, Status
from support.judging import QUARTER, day

RULES = StatusRules()


def test_noise() -> None:
    """Float noise decides nothing, at zero neither; a real difference does."""
    third = 0.1 + 0.2
    assert at_least(0.3, third)
    assert at_most(third, 0.3)
    assert not above(third, 0.3)
    assert not below(0.3, third)
    assert at_most(third - 0.3, 0.0)
    assert above(0.3000001, 0.3)
    assert clamped(1 - 1e-12) == 1.0
    assert clamped(-0.5) == 0.0


@pytest.mark.parametrize(
    ("percentile", "values", "value"),
    [(95, [1, 2, 3], 3), (95, range(1, 21), 19), (95, range(1, 11), 10), (50, [4, 1, 3, 2], 2), (0, [5, 6], 5)],
)
def test_nearest_rank(percentile: float, values: list[float], value: float) -> None:
    """The nearest rank is one of the values, never something between two."""
    assert nearest_rank(list(values), percentile) == value


@pytest.mark.parametrize(
    ("bound", "value", "kept", "room"),
    [
        (Bound(BoundKind.BELOW, 40), 40, False, 0),
        (Bound(BoundKind.BELOW, 40), 39, True, 1),
        (Bound(BoundKind.AT_MOST, 40), 40, True, 0),
        (Bound(BoundKind.AT_MOST, 40), 41, False, -1),
        (Bound(BoundKind.ABOVE, 11), 11, False, 0),
        (Bound(BoundKind.ABOVE, 11), 12.5, True, 1.5),
        (Bound(BoundKind.AT_LEAST, 4), 4, True, 0),
        (Bound(BoundKind.BETWEEN, 0.9, 1.1), 0.9, True, 0),
        (Bound(BoundKind.BETWEEN, 0.9, 1.1), 1.1, True, 0),
        (Bound(BoundKind.BETWEEN, 2, 6), 3, True, 1),
        (Bound(BoundKind.BETWEEN, 2, 6), 8, False, -2),
        (Bound(BoundKind.AT_MOST, 0.3), 0.1 + 0.2, True, 0),
        (Bound(BoundKind.BELOW, 0.1 + 0.2), 0.3, False, 0),
    ],
)
def test_bound(bound: Bound, value: float, kept: bool, room: float) -> None:
    """below and above are strict, the others include their ends; headroom is the distance to the nearest limit."""
    assert holds(bound, value) is kept
    assert headroom(bound, value) == pytest.approx(room, abs=1e-9)


@pytest.mark.parametrize(
    ("bound", "warn", "quiet", "loud"),
    [
        (Bound(BoundKind.BELOW, 40), 38, 37.9, 38),
        (Bound(BoundKind.AT_MOST, 40), 38, 38, 38.1),
        (Bound(BoundKind.AT_LEAST, 4), 4.2, 4.2, 4.1),
        (Bound(BoundKind.ABOVE, 4), 4.2, 4.3, 4.2),
        (Bound(BoundKind.BETWEEN, 0, 10), 8, 8, 9),
        (Bound(BoundKind.BETWEEN, 0, 10), 2, 2, 1),
        (Bound(BoundKind.BELOW, 40), None, 39.9, None),
    ],
)
def test_warning(bound: Bound, warn: float | None, quiet: float, loud: float | None) -> None:
    """A warning is the same bound, moved inside."""
    assert not warned(bound, warn, quiet)
    if loud is not None:
        assert warned(bound, warn, loud)


CHECKPOINTS = (Checkpoint(day("2026-01-10"), 0.5), Checkpoint(day("2026-01-20"), 0.6))
JANUARY = Period(date(2026, 1, 1), date(2026, 1, 30))


@pytest.mark.parametrize(
    ("today", "pacing", "expected"),
    [
        ("2025-12-31", "linear", 0.0),
        ("2026-01-01", "linear", 1 / 30),
        ("2026-01-15", "linear", 0.5),
        ("2026-01-30", "linear", 1.0),
        ("2026-02-15", "linear", 1.0),
        ("2026-01-15", "back_loaded", 0.25),
        ("2026-01-15", "front_loaded", 0.75),
        ("2025-12-31", CHECKPOINTS, 0.0),
        ("2026-01-01", CHECKPOINTS, 0.05),
        ("2026-01-05", CHECKPOINTS, 0.25),
        ("2026-01-10", CHECKPOINTS, 0.5),
        ("2026-01-15", CHECKPOINTS, 0.55),
        ("2026-01-25", CHECKPOINTS, 0.8),
        ("2026-01-30", CHECKPOINTS, 1.0),
        ("2026-03-01", CHECKPOINTS, 1.0),
        ("2026-01-25", (Checkpoint(day("2026-01-30"), 0.8),), 0.8 * 25 / 30),
        ("2026-01-15", (), 0.5),
    ],
)
def test_pacing(today: str, pacing: object, expected: float) -> None:
    """Both ends count; checkpoints are joined by lines from the day before the start to the end."""
    assert expected_progress(JANUARY, day(today), pacing) == pytest.approx(expected)  # type: ignore[arg-type]


def test_one_day() -> None:
    """A period of one day expects everything on that day."""
    only = Period(date(2026, 2, 14), date(2026, 2, 14))
    assert expected_progress(only, date(2026, 2, 13)) == 0
    assert expected_progress(only, date(2026, 2, 14)) == 1


@pytest.mark.parametrize(
    ("progress", "expected", "status", "moonshot"),
    [
        (1.0, 0.5, Status.MET, Status.MET),
        (0.45, 0.5, Status.ON_TRACK, Status.ON_TRACK),
        (0.449, 0.5, Status.AT_RISK, Status.ON_TRACK),
        (0.35, 0.5, Status.AT_RISK, Status.ON_TRACK),
        (0.349, 0.5, Status.OFF_TRACK, Status.AT_RISK),
        (0.15, 0.5, Status.OFF_TRACK, Status.AT_RISK),
        (0.149, 0.5, Status.OFF_TRACK, Status.OFF_TRACK),
        (0.0, 0.05, Status.ON_TRACK, Status.ON_TRACK),
        (0.0, 0.1, Status.AT_RISK, Status.AT_RISK),
        (0.0, 0.101, Status.OFF_TRACK, Status.OFF_TRACK),
        (-0.5, 0.0, Status.OFF_TRACK, Status.OFF_TRACK),
        (0.1 + 0.2, 1 / 3, Status.ON_TRACK, Status.ON_TRACK),
    ],
)
def test_running(progress: float, expected: float, status: Status, moonshot: Status) -> None:
    """The bands and the grace of both ambitions, on their edges too."""
    assert running(progress, expected, RULES.roofshot, RULES.grace) is status
    assert running(progress, expected, RULES.moonshot, RULES.grace) is moonshot


@pytest.mark.parametrize(
    ("progress", "roofshot", "moonshot"),
    [
        (1.0, Status.MET, Status.MET),
        (0.999, Status.MISSED, Status.MET),
        (0.7, Status.MISSED, Status.MET),
        (0.6999, Status.MISSED, Status.PARTLY_MET),
        (0.3, Status.MISSED, Status.PARTLY_MET),
        (0.2999, Status.MISSED, Status.MISSED),
    ],
)
def test_final(progress: float, roofshot: Status, moonshot: Status) -> None:
    """The grades of both ambitions."""
    assert final(progress, RULES.roofshot) is roofshot
    assert final(progress, RULES.moonshot) is moonshot


def test_rules_are_settings() -> None:
    """Bands and grace come from the workspace, not from the code."""
    rules = StatusRules(roofshot=Bands(0.5, 0.2, 0.9), grace=Grace(0.0, 0.0))
    term = Term(QUARTER, day("2026-02-14"), rules=rules)
    assert term.running(0.25, 0.5) is Status.ON_TRACK
    assert term.running(0.24, 0.5) is Status.AT_RISK
    assert term.final(0.9) is Status.MET
    assert Term(QUARTER, day("2026-02-14"), ambition=Ambition.MOONSHOT, rules=rules).final(0.5) is Status.PARTLY_MET


def test_worst() -> None:
    """The order of the statuses, from best to worst."""
    order = ["met", "on_track", "not_started", "stale", "no_data", "partly_met", "at_risk", "off_track", "missed"]
    for position, name in enumerate(order):
        assert worst(Status(one) for one in order[: position + 1]) == name
    assert worst(()) is Status.NO_DATA
