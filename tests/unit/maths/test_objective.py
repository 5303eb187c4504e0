"""Objectives: what key results come to."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goalsync.core.maths.objective import Part, objective
from goalsync.core.maths.term import Term
from goalsync.model.measures import Bound, BoundKind, Change, Maintain
from goalsync.model.vocabulary import Ambition, Rollup, Status
from support.judging import MIDDLE, QUARTER, everything, key_result, objective_of, row, rows, sourced

TERM = Term(QUARTER, MIDDLE)
OVER = Term(QUARTER, date(2026, 4, 1))


def part(progress: float | None, status: str = "on_track", weight: float = 1, **more: Any) -> Part:
    """A key result as judged."""
    score = None if progress is None else min(max(progress, 0.0), 1.0)
    return Part(progress, more.pop("score", score), Status(status), weight, **more)


@pytest.mark.parametrize(
    ("parts", "rollup", "progress", "score", "status"),
    [
        ([part(1, "met"), part(0, "off_track"), part(0, "off_track")], "mean", 1 / 3, 1 / 3, "off_track"),
        ([part(2, "met"), part(0, "off_track")], "mean", 0.5, 0.5, "off_track"),
        ([part(-0.5, "off_track"), part(1, "met")], "mean", 0.5, 0.5, "off_track"),
        ([part(1, "met", 3), part(0, "at_risk", 1)], "mean", 0.75, 0.75, "at_risk"),
        ([part(0.6), part(0.9)], "min", 0.6, 0.6, "on_track"),
        ([part(1, "met"), part(0.9)], "all_of", 0.95, 0.0, "on_track"),
        ([part(1, "met"), part(0.7, "met", ambition=Ambition.MOONSHOT)], "all_of", 0.85, 1.0, "met"),
        ([part(1, "missed", score=0.0), part(1, "met")], "mean", 1.0, 0.5, "missed"),
        ([part(0.1, "off_track", 0), part(0.6)], "min", 0.6, 0.6, "off_track"),
    ],
)
def test_rollup(parts: list[Part], rollup: str, progress: float, score: float, status: str) -> None:
    """Clamped before it is averaged; a late milestone scores 0; the worst status wins."""
    outcome = objective(parts, Rollup(rollup), TERM)
    assert outcome.progress == pytest.approx(progress)
    assert outcome.score == pytest.approx(score)
    assert (outcome.status, outcome.known_share, outcome.expected) == (Status(status), 1.0, 0.5)


def test_unknown_parts() -> None:
    """What has no data counts as 0, and the objective says how much is known and how high it could be."""
    outcome = objective([part(0.8), part(None, "no_data", 3)], Rollup.MEAN, TERM)
    assert outcome.progress == pytest.approx(0.2)
    assert outcome.progress_high == pytest.approx(0.95)
    assert (outcome.known_share, outcome.status) == (0.25, Status.NO_DATA)
    low = objective([part(0.8), part(None, "no_data")], Rollup.MIN, TERM)
    assert (low.progress, low.progress_high) == (0.0, 0.8)


def test_nothing_known() -> None:
    """Where nothing has data there is no progress, not 0."""
    outcome = objective([part(None, "no_data"), part(None, "stale")], Rollup.MEAN, TERM)
    assert (outcome.progress, outcome.score, outcome.known_share) == (None, None, 0.0)
    assert outcome.status is Status.NO_DATA
    empty = objective([], Rollup.MEAN, TERM)
    assert (empty.progress, empty.known_share, empty.status) == (None, None, Status.NO_DATA)


@pytest.mark.parametrize(
    ("guard", "term", "status"),
    [
        (part(1.0, "on_track", guardrail=True), TERM, "on_track"),
        (part(0.0, "off_track", guardrail=True), TERM, "off_track"),
        (part(0.0, "off_track", guardrail=True), OVER, "missed"),
        (part(0.0, "missed", guardrail=True), OVER, "missed"),
        (part(1.0, "at_risk", guardrail=True), TERM, "at_risk"),
        (part(None, "no_data", guardrail=True), TERM, "no_data"),
    ],
)
def test_guardrail(guard: Part, term: Term, status: str) -> None:
    """A guardrail is not averaged; a broken one makes the objective off track, and at the end missed."""
    outcome = objective([part(0.6), guard], Rollup.MEAN, term)
    assert (outcome.progress, outcome.known_share, outcome.status) == (0.6, 1.0, Status(status))


def test_ambitions_apart() -> None:
    """Moonshots and roofshots of one objective are shown apart, only where there are both."""
    moon = part(0.4, ambition=Ambition.MOONSHOT)
    assert objective([part(1.0), part(0.5), moon], Rollup.MEAN, TERM).by_ambition == {
        "roofshot": 0.75,
        "moonshot": 0.4,
    }
    assert objective([part(1.0)], Rollup.MEAN, TERM).by_ambition == {}


def test_from_key_results() -> None:
    """Through the evaluation: a known key result, one without data, and a broken guardrail."""
    known = key_result(Change("m", 0, 10), name="O1.KR1")
    unknown = key_result(Change("n", 0, 10), name="O1.KR2")
    guard = key_result(Maintain("g", Bound(BoundKind.BELOW, 40)), name="O1.KR3", guardrail=True)
    stored = [*rows(("2026-02-14", 8)), row("2026-02-14", 41, metric="g")]
    metrics = [sourced(name) for name in "mng"]
    found = everything(objective_of(known, unknown, guard), MIDDLE, stored, metrics=metrics).objectives["O1"]
    assert (found.progress, found.progress_high, found.known_share) == (0.4, 0.9, 0.5)
    assert (found.status, found.expected_progress) == (Status.OFF_TRACK, 0.5)
