"""A plan says why something moved where no new value did it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from goalsync.model.copies import replace
from goalsync.model.goals import Goal, Goals, Kpi, MetricCriterion
from goalsync.model.measures import Bound, BoundKind, Change, Milestone
from goalsync.model.metric import Formula, Measurement, Metric
from goalsync.model.plan import Plan
from goalsync.model.vocabulary import Ambition, Origin
from support.judging import PLACE, QUARTER, day, key_result, row, rows, sourced
from support.planning import Situation, key_results_of, situation

LATER = date(2026, 2, 15)
ONE = key_result(Change("m", 0, 10))
FIVE = row("2026-02-01", 5)
EDITED = "the key result or its metric was edited since the last run"


def corrected(at: str, value: float | None, **more: Any) -> Measurement:
    """A correction of an old row; None: it is gone."""
    return row(at, value, origin=Origin.CORRECTION, **{"retracted": value is None, **more})


def edited(found: Situation, goals: Goals) -> Plan:
    """The plan after the files of a workspace were edited."""
    later = found.later(LATER, goals=goals)
    return replace(later, configuration=replace(later.configuration, digest="other")).plan()


def because(plan: Plan) -> list[str]:
    """What the one change of a plan says after the places and values it comes from."""
    (change,) = plan.changes
    return [line for line in change.because if not line.startswith((str(PLACE), "5 on", "6 on", "2 values"))]


def test_an_edited_target_is_the_reason() -> None:
    """Half the way became a quarter without a new value."""
    goals = key_results_of([replace(ONE, measure=Change("m", 0, 20))])
    assert because(edited(situation(key_results_of([ONE]), [FIVE]).applied(), goals)) == [EDITED]


def test_an_edit_that_moves_only_the_status_is_the_reason() -> None:
    """The same progress is judged by other bands."""
    slow = situation(key_results_of([ONE]), [row("2026-02-01", 2)]).applied()
    lines = because(edited(slow, key_results_of([replace(ONE, ambition=Ambition.MOONSHOT)])))
    assert EDITED in lines


def test_what_others_edited_is_no_reason() -> None:
    """The workspace was edited, this key result was not: only its new value is told."""
    goals = key_results_of([ONE, key_result(Milestone(), name="O1.KR2")])
    later = situation(goals, [FIVE]).applied().later(LATER, [row("2026-02-10", 6)])
    plan = replace(later, configuration=replace(later.configuration, digest="other")).plan()
    assert because(plan) == []


def test_goals_and_kpis_are_edited_too() -> None:
    """A goal and a KPI whose bound was moved say so by their own names."""

    def goals(limit: float) -> Goals:
        criterion = MetricCriterion("m", Bound(BoundKind.AT_LEAST, limit), 0)
        kpi = Kpi("K1", "A KPI", "lee", "m", PLACE, healthy=Bound(BoundKind.AT_LEAST, limit))
        return Goals(goals={"G1": Goal("G1", "A goal", QUARTER, (criterion,), PLACE, owner="kim")}, kpis={"K1": kpi})

    plan = edited(situation(goals(4), [FIVE]).applied(), goals(10))
    assert {change.subject: change.because[-1] for change in plan.changes} == {
        "G1": "the goal or its metric was edited since the last run",
        "K1": "the KPI or its metric was edited since the last run",
    }


def test_a_milestone_has_no_metric_to_edit() -> None:
    """A day of being done was written into the file."""
    found = situation(key_results_of([key_result(Milestone())])).applied()
    lines = because(edited(found, key_results_of([key_result(Milestone(done=day("2026-02-01")))])))
    assert lines == ["the key result was edited since the last run"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ([corrected("2026-02-01", None)], "2026-02-01 5 → gone"),
        ([corrected("2026-02-01", 6.5)], "2026-02-01 5 → 6.5"),
        ([corrected("2026-01-10", 3)], "2026-01-10 unknown → 3"),
        (
            [corrected("2026-02-01", None), corrected("2026-01-20", 2)],
            "2026-02-01 5 → gone and 2026-01-20 4 → 2",
        ),
        (
            [corrected(f"2026-01-{number}", 1) for number in (16, 17, 18, 19, 20)],
            "2026-01-20 4 → 1, 2026-01-19 4 → 1, 2026-01-18 4 → 1 and 2 more",
        ),
    ],
    ids=["gone", "another value", "an error cell mended", "two", "five"],
)
def test_corrections_are_told(more: list[Measurement], said: str) -> None:
    """What stood there, and what stands there now: the newest three, and how many more."""
    earlier = rows(("2026-01-10", None), *((f"2026-01-{number}", 4) for number in (16, 17, 18, 19, 20)))
    goals = key_results_of([key_result(Change("m", target=10))])
    found = situation(goals, [*earlier, FIVE]).applied().later(LATER, more)
    (change,) = found.plan().changes
    assert change.because[-1] == f"corrected: {said}"


def test_a_metric_is_named_where_there_are_several() -> None:
    """A formula reads two: which of them was corrected is told."""
    metrics = [sourced("m"), sourced("n"), Metric("sum", Formula("m + n", ("m", "n")), PLACE)]
    goals = key_results_of([key_result(Change("sum", 0, 10))])
    found = situation(goals, [FIVE, row("2026-02-01", 1, metric="n")], metrics=metrics).applied()
    (change,) = found.later(LATER, [corrected("2026-02-01", 2, metric="n")]).plan().changes
    assert change.because[-1] == "corrected: n 2026-02-01 1 → 2"


def test_what_was_corrected_back_or_long_known_is_not_told() -> None:
    """Only what is other than it was at the last check-in."""
    known = [FIVE, corrected("2026-02-01", 4, recorded_at=FIVE.recorded_at)]
    found = situation(key_results_of([ONE]), known).applied().later(LATER, [row("2026-02-10", 6)])
    assert because(found.plan()) == []
    back = situation(key_results_of([ONE]), [FIVE]).applied().later(LATER, [corrected("2026-02-01", 9)])
    again = back.later(date(2026, 2, 16), [corrected("2026-02-01", 5), row("2026-02-10", 6)])
    assert because(again.plan()) == []


def test_a_first_check_in_has_no_reasons() -> None:
    """Where nothing was recorded, nothing was edited or corrected since."""
    assert because(situation(key_results_of([ONE]), [FIVE, corrected("2026-02-01", 6)]).plan()) == []


def test_the_digest_knows_no_reasons() -> None:
    """The same move by a correction or by a new reading is the same plan."""
    before = situation(key_results_of([ONE]), [FIVE]).applied()
    one = before.later(LATER, [corrected("2026-02-01", 6)]).plan()
    other = before.later(LATER, [row("2026-02-10", 6)]).plan()
    assert one.changes[0].because != other.changes[0].because
    assert one.digest == other.digest
