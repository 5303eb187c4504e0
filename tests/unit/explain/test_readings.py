"""What an explanation says of cells that were read some time ago, and of baselines that nobody declared."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from goalsync.model.explanation import Explanation
from goalsync.model.goals import Goal, Goals, MetricCriterion
from goalsync.model.measures import Bound, BoundKind, Change
from goalsync.model.metric import Evidence, Measurement
from goalsync.render.screen import Screen
from goalsync.render.text.explain import explanation
from support.judging import PLACE, QUARTER, key_result, pulled, read, row
from support.planning import key_results_of, situation

WIDE = Screen(width=200)
READ = datetime(2026, 1, 30, 23, 30, tzinfo=UTC)
AGAIN = datetime(2026, 2, 10, 8, tzinfo=UTC)
CELL = Evidence("numbers", "kpis.xlsx", "Haendler", ("A5",))
PLACED = {"source": "numbers", "partition": "kpis.csv"}


def explained(rows: list[Measurement], complete_at: datetime | None) -> Explanation:
    """One key result, whose partition was last read completely at a time."""
    goals = key_results_of([key_result(Change("m", 0, 10))])
    sources = pulled([read(complete_at=complete_at)], complete_at=complete_at)
    return situation(goals, rows, sources=sources, timezone=ZoneInfo("Europe/Berlin")).explain("O1.KR1")


def test_cells_are_those_of_the_day_they_were_read() -> None:
    """The partition was read again since: the row may stand elsewhere now, so the day is told, in the time zone."""
    found = explained([row("2026-01-28", 5, evidence=CELL, recorded_at=READ, **PLACED)], AGAIN)
    assert found.inputs[0].recorded_at == "2026-01-31T00:30:00+01:00"
    assert "Haendler!A5, as read on 2026-01-31" in explanation(found, WIDE)


@pytest.mark.parametrize(
    ("complete_at", "more"),
    [(READ, PLACED), (None, PLACED), (AGAIN, {"source": "numbers", "partition": "other.csv"}), (AGAIN, {})],
    ids=["the last time", "never completely", "another partition", "no partition"],
)
def test_what_was_not_read_again_stands_where_it_stood(complete_at: datetime | None, more: dict[str, str]) -> None:
    """Without a later complete reading of the same place there is nothing to add."""
    found = explained([row("2026-01-28", 5, evidence=CELL, recorded_at=READ, **more)], complete_at)
    assert found.inputs[0].recorded_at is not None
    assert "as read on" not in explanation(found, WIDE)


def test_what_is_left_out_has_its_day_too() -> None:
    """An address that may be outdated is told as such wherever it stands."""
    old = row("2025-12-01", 5, evidence=CELL, recorded_at=READ, **PLACED)
    found = explained([old, row("2026-02-01", 6, recorded_at=AGAIN, **PLACED)], AGAIN)
    assert found.excluded[0].evidence is not None
    assert found.excluded[0].evidence.read_at == "2026-01-31T00:30:00+01:00"


@pytest.mark.parametrize(
    ("first", "declared", "said"),
    [
        ("2026-01-05", None, "baseline 3 (inferred: its first value in the period)"),
        ("2025-12-05", None, "baseline 3 (inferred: its last value before the period)"),
        ("2026-01-05", 2.0, "baseline 2"),
    ],
)
def test_criteria_read_as_sentences(first: str, declared: float | None, said: str) -> None:
    """Each criterion says its bound in words, where it starts from, and where that comes from."""
    criteria = (
        MetricCriterion("m", Bound(BoundKind.AT_LEAST, 10), declared),
        MetricCriterion("m", Bound(BoundKind.BETWEEN, 4, 6), 1),
    )
    goal = Goal("G1", "A goal", QUARTER, criteria, PLACE, owner="kim")
    rows = [row(first, 3), row("2026-02-01", 5)]
    text = explanation(situation(Goals(goals={"G1": goal}), rows, today=date(2026, 2, 14)).explain("G1"), WIDE)
    assert (
        f"declared: start 2026-01-01, due 2026-03-31, today 2026-02-14; criterion 1: m at least 10, {said}; "
        "criterion 2: m between 4 and 6, baseline 1\n"
    ) in text
