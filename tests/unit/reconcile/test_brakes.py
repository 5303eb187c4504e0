"""Which plans are refused, with what numbers, and what is not counted."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync.model.goals import Goals
from goalsync.model.measures import Change as Travel
from goalsync.model.metric import Measurement, Metric
from goalsync.model.period import Period
from goalsync.model.plan import BrakeResult, Plan
from goalsync.model.run import PartitionReport, SourceReport
from goalsync.model.settings import Brakes
from goalsync.model.vocabulary import Mode, Origin, PullState
from support.judging import QUARTER, key_result, row, sourced
from support.planning import Situation, key_results_of, situation

LATER = date(2026, 2, 15)


def many(number: int, target: float = 10, period: Period = QUARTER, **more: object) -> Goals:
    """Key results O1.KR01, O1.KR02, … each with a metric of its own."""
    return key_results_of(
        key_result(Travel(f"m{n:02}", 0, target), period, f"O1.KR{n:02}", **more) for n in range(1, number + 1)
    )


def metrics(number: int) -> list[Metric]:
    """One for each."""
    return [sourced(f"m{n:02}") for n in range(1, number + 1)]


def values(at: str, value: float | None, numbers: range, **more: object) -> list[Measurement]:
    """The same value for some of them."""
    return [row(at, value, metric=f"m{n:02}", **more) for n in numbers]


def on_track(number: int, **settings: object) -> Situation:
    """All at five of ten in the middle of the quarter, and recorded."""
    rows = values("2026-02-01", 5, range(1, number + 1))
    return situation(many(number), rows, metrics=metrics(number), **settings).applied()


def names(plan: Plan) -> list[str]:
    """The brakes that refuse."""
    return [one.name for one in plan.refused]


def test_half_of_the_statuses_may_change() -> None:
    """Exactly half passes."""
    found = on_track(10).later(LATER, values("2026-02-15", 4.2, range(1, 6)))
    assert len(found.plan().changes) == 5
    assert names(found.braked()) == []


def test_more_than_half_is_refused_with_the_numbers() -> None:
    """Six of ten flip: refused, and the message says how many of how many, which, and the limit."""
    plan = on_track(10).later(LATER, values("2026-02-15", 4.2, range(1, 7))).braked()
    (one,) = plan.refused
    assert (one.name, one.effect, one.count, one.total, one.limit) == ("status_flips", "refuse", 6, 10, 0.5)
    assert one.message == (
        "6 of 10 key results would change their status (O1.KR01, O1.KR02, O1.KR03, O1.KR04, O1.KR05 and 1 more): "
        "60% is more than the 50% of brakes.status_flips"
    )


def test_a_few_things_are_never_braked() -> None:
    """Below ten key results the brakes are not looked at."""
    assert names(on_track(9).later(LATER, values("2026-02-15", 0, range(1, 10))).braked()) == []


def test_many_going_back_is_refused() -> None:
    """More than 30 % losing more than 0.1 progress; a loss of exactly 0.1 is none."""
    back = on_track(10).later(LATER, values("2026-02-15", 3.9, range(1, 5)))
    assert names(back.braked()) == ["key_results_back"]
    assert names(on_track(10).later(LATER, values("2026-02-15", 4, range(1, 5))).braked()) == []


def test_losing_every_value_is_going_back() -> None:
    """A correction that retracts the only value of half of them."""
    gone = values("2026-02-01", None, range(1, 6), retracted=True, origin=Origin.CORRECTION)
    assert names(on_track(10).later(LATER, gone).braked()) == ["key_results_back"]


@pytest.mark.parametrize(
    ("options", "left"),
    [
        ({}, ["key_results_back", "status_flips"]),
        ({"force": True}, []),
        ({"allow": ["status_flips"]}, ["key_results_back"]),
        ({"allow": ["status_flips", "key_results_back"]}, []),
    ],
)
def test_force_and_allow(options: dict[str, object], left: list[str]) -> None:
    """--force overrides all, --allow those named; what was overridden is still told."""
    plan = on_track(10).later(LATER, values("2026-02-15", 0, range(1, 11))).braked(**options)
    assert names(plan) == left
    assert len(plan.brakes) == 2


def test_switched_off() -> None:
    """`off` is None."""
    off = Brakes(status_flips=None, key_results_back=None)
    assert on_track(10, brakes=off).later(LATER, values("2026-02-15", 0, range(1, 11))).braked().brakes == ()


def test_what_was_edited_is_left_out() -> None:
    """New targets change ten statuses, and nothing brakes."""
    found = on_track(10).later(LATER, goals=many(10, target=40))
    assert len(found.plan().changes) == 10
    assert names(found.braked()) == []


def test_what_the_date_did_is_left_out() -> None:
    """Ten statuses change because weeks pass with no value."""
    found = on_track(10).later(date(2026, 3, 15))
    assert len(found.plan().changes) == 10
    assert names(found.braked()) == []


def test_what_ended_is_left_out() -> None:
    """After the last day all are graded."""
    found = on_track(10).later(date(2026, 4, 2), values("2026-03-30", 3, range(1, 11)))
    assert len(found.plan().changes) == 10
    assert names(found.braked()) == []


def test_what_started_is_left_out() -> None:
    """The first day of a quarter."""
    quarter = Period(date(2026, 4, 1), date(2026, 6, 30))
    found = situation(many(10, period=quarter), metrics=metrics(10)).applied()
    later = found.later(date(2026, 4, 3), values("2026-04-02", 1, range(1, 11)))
    assert len(later.plan().changes) == 10
    assert names(later.braked()) == []


def test_a_first_value_is_no_flip() -> None:
    """Ten that had no data get some."""
    found = situation(many(10), metrics=metrics(10)).applied()
    later = found.later(LATER, values("2026-02-15", 6, range(1, 11)))
    assert len(later.plan().changes) == 10
    assert names(later.braked()) == []


def test_observed_ones_do_not_count() -> None:
    """They are not recorded, so they are not in the total."""
    goals = many(12)
    observed = {name: one for name, one in many(12, mode=Mode.OBSERVE).key_results.items() if name > "O1.KR09"}
    mixed = Goals(key_results={**goals.key_results, **observed})
    rows = values("2026-02-01", 5, range(1, 13))
    found = situation(mixed, rows, metrics=metrics(12)).applied()
    assert names(found.later(LATER, values("2026-02-15", 0, range(1, 13))).braked()) == []


def test_brakes_of_a_pull_are_told_and_do_not_refuse() -> None:
    """A holding brake stands in the plan; the plan goes on without what it holds."""
    held = BrakeResult("source_shrunk", "hold", 90, 100, 0.5, "only 10 rows are left of 100")
    part = PartitionReport("kpis.csv", PullState.PARTIAL, brakes=(held,))
    plan = on_track(10).braked(pulled=(SourceReport("numbers", "sheets", (part,)),))
    assert plan.brakes == (held,)
    assert plan.refused == ()
