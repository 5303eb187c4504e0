"""Every number can be computed again from the JSON of its explanation alone."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest

from goalsync.core.document import to_json
from goalsync.model.explanation import Explanation
from goalsync.model.goals import Done, Goal, Goals, Kpi, MetricCriterion, Objective
from goalsync.model.measures import (
    Accumulate,
    Bound,
    BoundKind,
    Change,
    Consistency,
    Maintain,
    Measure,
    Milestone,
    Share,
    Step,
    Steps,
    Window,
    WindowUnit,
    Work,
)
from goalsync.model.metric import Formula, Metric, Ratio
from goalsync.model.vocabulary import Accumulation, Direction, Judge, OnDuplicate, PullState, Rollup, Summary
from support.judging import PLACE, QUARTER, day, key_result, pulled, read, row, rows, sourced
from support.planning import Situation, situation
from support.recomputing import progress

METRICS = (
    sourced("m"),
    sourced("n"),
    sourced("added", OnDuplicate.SUM),
    Metric("ratio", Ratio("m", "n"), PLACE),
    Metric("margin", Formula("(n - m) / n * 100", ("n", "m")), PLACE),
    Metric("nested", Formula("max(margin, 0) + added", ("margin", "added")), PLACE),
)
ROWS = (
    *rows(
        ("2025-12-20", 3), ("2026-01-05", 4), ("2026-01-19", 6), ("2026-02-02", 5), ("2026-02-12", 7), ("2026-03-01", 9)
    ),
    *rows(("2025-12-28", 8), ("2026-01-10", 9), ("2026-02-10", 10), metric="n"),
    *rows(("2026-01-10", 2), ("2026-01-10", 3), ("2026-02-01", 1), ("2026-02-01", 4), metric="added"),
)
BELOW, AT_LEAST = Bound(BoundKind.BELOW, 6.5), Bound(BoundKind.AT_LEAST, 5)
WEEKLY = Window(WindowUnit.WEEK, 2)

MEASURES: dict[str, Measure] = {
    "change": Change("m", 3, 11),
    "decrease": Change("m", 20, 2),
    "inferred baseline": Change("m", target=11),
    "by percent": Change("m", by_percent=300),
    "by": Change("m", -2, by=12),
    "times": Change("m", times=3),
    "equal": Change("m", 7, 7, direction=Direction.INCREASE),
    "of a formula": Change("margin", 0, 50),
    "of a formula of a formula": Change("nested", 0, 90),
    "of several rows a day": Change("added", 0, 10),
    "sum": Accumulate("m", 50),
    "from a baseline": Accumulate("m", 50, baseline=5),
    "count": Accumulate("m", 10, Accumulation.COUNT),
    "sum of rows of one day": Accumulate("added", 25),
    "share": Share("ratio", 95),
    "share from a baseline": Share("ratio", 95, 30),
    **{f"maintain {judge}": Maintain("m", BELOW, judge=judge) for judge in Judge},
    "maintain between": Maintain("m", Bound(BoundKind.BETWEEN, 6, 8)),
    "maintain above": Maintain("m", Bound(BoundKind.ABOVE, 7)),
    "maintain at most": Maintain("m", Bound(BoundKind.AT_MOST, 7), warn=6),
    **{f"consistency {how}": Consistency("m", AT_LEAST, 3, 6, WEEKLY, how) for how in Summary},
    "milestone": Milestone(done=date(2026, 2, 1)),
    "milestone to come": Milestone(),
    "milestone of work": Milestone(done_when="one-click"),
    "steps": Steps((Step("a", day("2026-01-31"), day("2026-02-03"), 2), Step("b"), Step("c", done=day("2026-02-01")))),
    "work": Work(),
}


def as_json(found: Explanation) -> dict[str, Any]:
    """As a reader of the document has it."""
    loaded: dict[str, Any] = json.loads(to_json(found.schema, found))
    return loaded


def explained(goals: Goals, name: str, **more: Any) -> tuple[Situation, dict[str, Any]]:
    """A situation, and the JSON that explains one thing in it."""
    found = situation(goals, ROWS, metrics=METRICS, **more)
    return found, as_json(found.explain(name))


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("today", ["2026-01-03", "2026-02-14", "2026-03-31", "2026-04-20"])
def test_key_results(name: str, today: str) -> None:
    """Each kind gives its progress again, at the start, in the middle, on the last day and after it."""
    one = key_result(MEASURES[name])
    found, document = explained(Goals(key_results={one.id: one}), one.id, today=day(today))
    computed = found.evaluations.key_results[one.id].verdict.progress
    again = progress(document)
    assert again == (None if computed is None else pytest.approx(computed, rel=1e-9))
    assert document["result"]["progress"] == computed


def test_every_kind_but_work_has_a_number_here() -> None:
    """The test above does not compare nothing with nothing."""
    for name, measure in MEASURES.items():
        one = key_result(measure)
        found = situation(Goals(key_results={one.id: one}), ROWS, metrics=METRICS).evaluations.key_results[one.id]
        assert (found.verdict.progress is None) == (name in ("work", "milestone of work")), name


CRITERIA = (
    (MetricCriterion("m", Bound(BoundKind.AT_LEAST, 7)), MetricCriterion("n", Bound(BoundKind.AT_MOST, 5), 20)),
    (MetricCriterion("m", Bound(BoundKind.AT_LEAST, 20)), MetricCriterion("m", Bound(BoundKind.BELOW, 4), 10)),
    (MetricCriterion("ratio", Bound(BoundKind.BETWEEN, 90, 95), 40), Done(None)),
    (MetricCriterion("margin", Bound(BoundKind.ABOVE, 90), 10), Done(day("2026-02-01"))),
)


@pytest.mark.parametrize("criteria", CRITERIA)
def test_goals(criteria: tuple[Any, ...]) -> None:
    """The mean of the criteria, each from its own values."""
    goal = Goal("G1", "A goal", QUARTER, criteria, PLACE, owner="kim")
    found, document = explained(Goals(goals={"G1": goal}), "G1")
    computed = found.evaluations.goals["G1"].verdict.progress
    assert computed is not None
    assert progress(document) == pytest.approx(computed, rel=1e-9)


@pytest.mark.parametrize("rollup", list(Rollup))
def test_objectives(rollup: Rollup) -> None:
    """The score from those of its key results, weights and guardrails as declared, those without data as 0."""
    key_results = [
        key_result(MEASURES["change"], name="O1.KR1", weight=2),
        key_result(MEASURES["sum"], name="O1.KR2"),
        key_result(MEASURES["work"], name="O1.KR3", weight=0.5),
        key_result(Maintain("m", BELOW), name="O1.KR4", guardrail=True),
    ]
    ids = tuple(one.id for one in key_results)
    goals = Goals(
        objectives={"O1": Objective("O1", "An aim", "dana", QUARTER, ids, PLACE, rollup=rollup)},
        key_results={one.id: one for one in key_results},
    )
    found, document = explained(goals, "O1")
    assert progress(document) == pytest.approx(found.evaluations.objectives["O1"].score)


@pytest.mark.parametrize("metric", ["m", "added", "ratio", "margin", "nested"])
def test_kpis_and_metrics(metric: str) -> None:
    """The newest value, from the cells of the metrics behind it."""
    kpi = Kpi("acv", "A KPI", "lee", metric, PLACE, healthy=AT_LEAST)
    found, document = explained(Goals(kpis={"acv": kpi}), "acv")
    assert progress(document) == pytest.approx(found.evaluations.kpis["acv"].verdict.value)
    _, other = explained(Goals(), f"metric:{metric}")
    assert progress(other) == pytest.approx(found.evaluations.kpis["acv"].verdict.value)
    assert other["result"]["current"] == pytest.approx(found.evaluations.kpis["acv"].verdict.value)


def test_what_is_held_says_so() -> None:
    """The value that stands, since when, and the reason; the inputs are those it was computed from."""
    one = key_result(MEASURES["change"])
    before = situation(Goals(key_results={one.id: one}), ROWS, metrics=METRICS).applied()
    moment = before.snapshot.now
    broken = pulled([read("m")], PullState.FAILED, reason="no such file", complete_at=moment)
    held: Explanation = before.later(date(2026, 3, 5), [row("2026-03-04", 11)], sources=broken).explain(one.id)
    document = as_json(held)
    assert document["result"]["truth"] == "held"
    assert document["formula"].startswith("held since 2026-02-14T12:00:00+00:00: what was last computed stands; (7 ")
    assert progress(document) == document["result"]["progress"] == 0.5


def test_a_held_metric_stands_as_it_was() -> None:
    """Its newest number is that of when it was last complete, not one that came with a broken read."""
    one = key_result(MEASURES["change"])
    before = situation(Goals(key_results={one.id: one}), ROWS, metrics=METRICS).applied()
    moment = before.snapshot.now
    broken = pulled([read("m", problem="m: B4 holds #REF!", complete_at=moment)])
    late = row("2026-03-04", 99, recorded_at=moment + timedelta(days=1))
    held = before.later(date(2026, 3, 5), [late], sources=broken).explain("metric:m")
    newest = max(ROWS, key=lambda one: one.at if one.metric == "m" else "").value
    assert (held.result.truth, held.result.current) == ("held", newest)


def test_what_is_left_out_is_told_with_its_reason() -> None:
    """Of key results, goals and KPIs: earlier and later values, each with its date, counted by reason."""
    one = key_result(MEASURES["change"])
    goal = Goal("G1", "A goal", QUARTER, CRITERIA[1], PLACE, owner="kim")
    kpi = Kpi("acv", "A KPI", "lee", "m", PLACE, healthy=AT_LEAST)
    goals = Goals(key_results={one.id: one}, goals={"G1": goal}, kpis={"acv": kpi})
    found = situation(goals, ROWS, metrics=METRICS)
    counts = {"before the period": 1, "not the last value": 3, "after today": 1}
    first = found.explain(one.id)
    assert first.excluded_counts == counts
    assert ("2026-03-01", 9, "after today") in [(part.at, part.value, part.reason) for part in first.excluded]
    assert found.explain("acv").excluded_counts == {"not the last value": 4, "after today": 1}
    assert found.explain("G1").excluded_counts == {"not the last value": 3, "after today": 1}


def test_the_denominator_is_shown_for_every_metric_behind() -> None:
    """Rows looked at, matched and skipped, per partition, also of the inputs of a formula."""
    one = key_result(MEASURES["of a formula of a formula"])
    found = situation(Goals(key_results={one.id: one}), ROWS, metrics=METRICS).explain(one.id)
    assert [(part.metric, part.looked_at, part.matched) for part in found.read] == [
        ("added", 9, 9),
        ("m", 9, 9),
        ("n", 9, 9),
    ]
    assert list(found.metrics) == ["nested", "added", "m", "margin", "n"]
    assert found.metrics["margin"] == "config/goals/company.yaml:1:1, (n - m) / n * 100"
