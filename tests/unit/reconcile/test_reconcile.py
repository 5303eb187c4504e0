"""What is recorded of what changed, and what is not."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from goalsync.model.check_in import CheckIn
from goalsync.model.copies import replace
from goalsync.model.goals import Goal, Goals, Kpi, MetricCriterion
from goalsync.model.measures import Accumulate, Bound, BoundKind, Change, Milestone
from goalsync.model.metric import Evidence
from goalsync.model.period import Period
from goalsync.model.vocabulary import ChangeKind, Mode, Origin, PullState, Truth
from support.judging import MIDDLE, PLACE, QUARTER, day, key_result, pulled, read, row, sourced
from support.planning import key_results_of, situation

ONE = key_results_of([key_result(Change("m", 0, 10))])
CELL = Evidence("numbers", "data/kpis.xlsx", "KPIs", ("B4",))
SAID = datetime(2026, 2, 10, tzinfo=UTC)
FIVE = row("2026-02-01", 5, evidence=CELL)


def test_nothing_declared_gives_the_empty_plan() -> None:
    """No goals, no changes."""
    assert situation(Goals()).plan().changes == ()


def test_the_first_value_is_recorded_with_its_place_and_cell() -> None:
    """A new key result has no before; because names goal, metric, value and cell."""
    (change,) = situation(ONE, [FIVE]).plan().changes
    assert (change.kind, change.subject, change.before) == (ChangeKind.RECORD_CHECK_IN, "O1.KR1", None)
    assert change.after == {"value": 5.0, "progress": 0.5, "status": "on_track", "truth": "known"}
    assert change.because == (
        "config/goals/company.yaml:1:1: O1.KR1",
        "config/goals/company.yaml:1:1: metric m",
        "5 on 2026-02-01 (data/kpis.xlsx, KPIs!B4)",
    )


def test_what_was_recorded_is_not_recorded_again() -> None:
    """Applying a plan and reconciling again gives the empty plan."""
    assert situation(ONE, [FIVE]).applied().plan().changes == ()


def test_the_first_no_data_is_recorded_once() -> None:
    """So that a report can say since when; then never again while it stays."""
    found = situation(ONE)
    (change,) = found.plan().changes
    assert change.after == {"value": None, "progress": None, "status": "no_data", "truth": "unknown"}
    assert found.applied().plan().changes == ()


def test_only_the_date_changes_a_status() -> None:
    """A status that the passing of time alone changes is recorded, and said to be that."""
    later = situation(ONE, [FIVE]).applied().later(date(2026, 3, 20))
    (change,) = later.plan().changes
    assert (change.before or {})["status"] == "on_track"
    assert (change.after or {})["status"] == "off_track"
    assert change.because[-1] == "no new value: the date and the declaration alone"
    assert later.plan().waterfalls == {}


def test_observe_is_computed_and_never_recorded() -> None:
    """`mode: observe` writes nothing, of key results and goals."""
    observed = key_result(Change("m", 0, 10), mode=Mode.OBSERVE)
    criterion = MetricCriterion("m", Bound(BoundKind.AT_LEAST, 10))
    goal = Goal("G1", "A goal", QUARTER, (criterion,), PLACE, owner="kim", mode=Mode.OBSERVE)
    goals = Goals(key_results={observed.id: observed}, goals={goal.id: goal})
    assert situation(goals, [FIVE]).plan().changes == ()


@pytest.mark.parametrize("state", [PullState.FAILED, PullState.PARTIAL])
def test_what_is_held_is_not_recorded(state: PullState) -> None:
    """A failed or partial partition leaves what was recorded, though other rows are there now."""
    before = situation(ONE, [FIVE]).applied()
    broken = pulled([read()], state, reason="cut short", complete_at=datetime(2026, 2, 14, tzinfo=UTC))
    after = before.later(date(2026, 2, 20), [row("2026-02-19", 9)], sources=broken)
    assert after.evaluations.key_results["O1.KR1"].verdict.truth is Truth.HELD
    assert after.plan().changes == ()


def test_held_without_a_value_is_not_recorded() -> None:
    """Where nothing ever stood and a source failed, nothing is said at all."""
    broken = pulled([], PullState.FAILED, reason="no such file")
    found = situation(ONE, sources=broken)
    assert found.evaluations.key_results["O1.KR1"].verdict.truth is Truth.UNKNOWN
    assert found.plan().changes == ()


def test_a_skipped_partition_holds_nothing() -> None:
    """skipped is neither partial nor failed."""
    found = situation(ONE, [FIVE], sources=pulled([read()], PullState.SKIPPED))
    assert len(found.plan().changes) == 1


def test_what_people_say_is_not_what_was_computed() -> None:
    """A person's check-in is not compared with."""
    said = CheckIn(
        "O1.KR1", "2026-02-10", status="red", origin=Origin.MANUAL, recorded_at=datetime(2026, 2, 10, tzinfo=UTC)
    )
    (change,) = situation(ONE, [FIVE]).with_check_ins([said]).plan().changes
    assert change.before is None


def test_goals_and_kpis_are_recorded_too_in_order_of_subject() -> None:
    """One check-in each, sorted by id whatever their kind."""
    criterion = MetricCriterion("m", Bound(BoundKind.AT_LEAST, 10), baseline=0)
    goals = Goals(
        key_results=ONE.key_results,
        goals={"G1": Goal("G1", "A goal", QUARTER, (criterion,), PLACE, owner="kim")},
        kpis={"A1": Kpi("A1", "A KPI", "lee", "m", PLACE, healthy=Bound(BoundKind.AT_LEAST, 3))},
    )
    found = situation(goals, [FIVE])
    assert [change.subject for change in found.plan().changes] == ["A1", "G1", "O1.KR1"]
    assert found.plan().changes[0].after == {"value": 5.0, "progress": None, "status": "healthy", "truth": "known"}
    assert found.plan().changes[1].after == {"value": None, "progress": 0.5, "status": "on_track", "truth": "known"}
    assert found.applied().plan().changes == ()


def test_digest_knows_no_times() -> None:
    """The same changes at another time, from rows recorded otherwise, have the same digest; others have not."""
    one = situation(ONE, [FIVE]).plan()
    other = situation(ONE, [replace(FIVE, recorded_at=datetime(2026, 2, 2, tzinfo=UTC), run="x")]).later(
        date(2026, 2, 15)
    )
    assert one.digest == other.plan().digest
    assert one.digest != situation(ONE, [row("2026-02-01", 6)]).plan().digest


def test_a_milestone_done_by_hand_needs_no_metric() -> None:
    """Its declaration is its evidence."""
    goals = key_results_of([key_result(Milestone(done=day("2026-02-01")))])
    (change,) = situation(goals).plan().changes
    assert (change.after or {})["status"] == "met"
    assert change.because == ("config/goals/company.yaml:1:1: O1.KR1",)


def test_many_values_are_counted_and_the_newest_is_named() -> None:
    """An accumulated value says of how many values it is."""
    goals = key_results_of([key_result(Accumulate("m", 10))])
    rows = [row("2026-01-05", 1), row("2026-01-20", 2, evidence=CELL)]
    (change,) = situation(goals, rows, metrics=[sourced()]).plan().changes
    assert change.because[2] == "2 values, the newest 2 on 2026-01-20 (data/kpis.xlsx, KPIs!B4)"


def test_a_future_period_is_not_started() -> None:
    """Recorded once as not started, and again when it starts."""
    goals = key_results_of([key_result(Change("m", 0, 10), Period(date(2026, 4, 1), date(2026, 6, 30)))])
    found = situation(goals, [FIVE], today=MIDDLE)
    (change,) = found.plan().changes
    assert (change.after or {})["status"] == "not_started"
    assert found.applied().plan().changes == ()
    assert len(found.applied().later(date(2026, 4, 1)).plan().changes) == 1
