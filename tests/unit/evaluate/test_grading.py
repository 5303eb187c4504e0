"""Graded once, through the real store: what moves a key result or goal after its last day, and what does not."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goalsync.model.copies import replace
from goalsync.model.goals import Goal, Goals, MetricCriterion
from goalsync.model.measures import Bound, BoundKind
from goalsync.model.report import Report
from support.judging import PLACE, QUARTER
from support.planning import key_results_of
from support.running import GONE, Place, key_results, world
from support.world import series

BEFORE = datetime(2026, 3, 20, 12, tzinfo=UTC)
AFTER = datetime(2026, 4, 2, 12, tzinfo=UTC)
NEXT = datetime(2026, 4, 3, 12, tzinfo=UTC)
MUCH_LATER = datetime(2026, 4, 20, 12, tzinfo=UTC)
MET = {"2026-03-19": 12.0}
LATE = {**MET, "2026-03-30": 4.0}
CORRECTED = {"2026-03-19": 6.0}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A key result and a goal, both met before their last day, as a run before it recorded."""
    criterion = MetricCriterion("x", Bound(BoundKind.AT_LEAST, 10), baseline=0)
    goals = Goals(
        key_results=key_results_of(key_results("x")).key_results,
        goals={"G1": Goal("G1", "A goal", QUARTER, (criterion,), PLACE, owner="kim")},
    )
    found = Place(tmp_path, world(a={"x": MET}), goals)
    found.sync(BEFORE)
    return found


def standing(report: Report) -> dict[str, tuple[float | None, str]]:
    """Progress and status of the key result and the goal."""
    return {part.id: (part.progress, part.status) for part in (*report.key_results, *report.goals)}


def test_late_rows_do_not_move_what_was_met(place: Place) -> None:
    """The first run after the end records nothing of what was met before, and yet is the one that graded it."""
    first = place.sync(AFTER)
    assert "O1.KR1" not in [change.subject for change in first.report.changes]
    place.world.holds("a", series("x", LATE))
    outcome = place.sync(NEXT)
    assert outcome.report.changes == ()
    assert standing(outcome.report) == {"O1.KR1": (1.2, "met"), "G1": (1.0, "met")}
    assert place.sync(MUCH_LATER).report.changes == ()
    assert standing(place.report(MUCH_LATER).report) == standing(outcome.report)


def test_corrections_move_it(place: Place) -> None:
    """A changed value of the period is no late row."""
    place.sync(AFTER)
    place.world.holds("a", series("x", CORRECTED))
    outcome = place.sync(NEXT)
    assert standing(outcome.report) == {"O1.KR1": (0.6, "missed"), "G1": (0.6, "missed")}
    assert outcome.report.key_results[0].waterfall == pytest.approx({"correction": -0.6})
    assert place.sync(MUCH_LATER).report.changes == ()


def test_a_run_that_held_it_did_not_grade_it(place: Place) -> None:
    """While its source fails it is not graded: what comes late counts in the first run that reads it."""
    place.world.partitions["a"] = [GONE]
    place.sync(AFTER)
    place.world.holds("a", series("x", LATE))
    assert standing(place.sync(NEXT).report) == {"O1.KR1": (0.4, "missed"), "G1": (0.4, "missed")}
    place.world.holds("a", series("x", {**LATE, "2026-03-31": 11.0}))
    assert standing(place.sync(MUCH_LATER).report) == {"O1.KR1": (0.4, "missed"), "G1": (0.4, "missed")}


def test_a_saved_plan_grades_as_a_sync_does(place: Place, tmp_path: Path) -> None:
    """Applying the plan of a run that held it grades nothing; applying that of one that knew it does."""
    path = tmp_path / "plan.json"
    place.world.partitions["a"] = [GONE]
    place.plan(AFTER, out=path)
    place.apply(path, AFTER)
    place.world.holds("a", series("x", LATE))
    place.plan(NEXT, out=path)
    assert standing(place.apply(path, NEXT).report)["O1.KR1"] == (0.4, "missed")
    place.world.holds("a", series("x", {**LATE, "2026-03-31": 11.0}))
    assert standing(place.sync(MUCH_LATER).report)["O1.KR1"] == (0.4, "missed")


def test_a_renamed_one_stays_ungraded_by_the_run_that_held_it(place: Place) -> None:
    """What a run held it held under the name of then."""
    place.world.partitions["a"] = [GONE]
    place.sync(AFTER)
    one = place.goals.key_results["O1.KR1"]
    place.goals = Goals(key_results={"O1.KR9": replace(one, id="O1.KR9", was="O1.KR1")})
    place.world.holds("a", series("x", LATE))
    assert standing(place.sync(NEXT).report) == {"O1.KR9": (0.4, "missed")}


def test_looking_back(place: Place) -> None:
    """The report of a day before the end, or of what was known then, knows of no grading."""
    place.sync(AFTER)
    place.world.holds("a", series("x", LATE))
    place.sync(NEXT)
    seen = place.report(MUCH_LATER, as_of=BEFORE.date()).report
    assert standing(seen) == {"O1.KR1": (1.2, "met"), "G1": (1.0, "on_track")}
    assert standing(place.report(MUCH_LATER, as_of=MUCH_LATER.date()).report)["O1.KR1"] == (1.2, "met")
