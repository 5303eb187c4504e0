"""Objectives, pass/fail goals, KPIs and initiatives."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from goalsync.model.goals import Done, DoneWhen, Elevated, Expectation, MetricCriterion
from goalsync.model.measures import Bound, BoundKind, Window, WindowUnit
from goalsync.model.metric import Fresh
from goalsync.model.period import Period
from goalsync.model.vocabulary import Direction, Mode, Rollup
from support.workspaces import GOALS, MAPPINGS, configuration_of, lines_of, problems_of

METRICS = {
    MAPPINGS: "metrics:\n  - {id: nps, source: numbers, cell: B4, unit: points}\n  - {id: talks, manual: true}\n"
}
GOOD = """\
objectives:
  - {id: CO1, title: Company, owner: kim, period: 2026}
  - id: O1
    title: Aim
    owner: dana
    team: commerce
    period: 2026-H2
    contributes_to: CO1
    rollup: all_of
    was: O0
    key_results: [{id: O1.KR1, title: t, work: items}]
goals:
  - id: G1
    statement: By September
    owner: kim
    due: 2026-09-15
    start: 2026-01-01
    category: metric
    lever: input
    pass_if:
      - {metric: nps, at_most: 1, baseline: 4}
      - {done_when: one}
      - {done_when: SHOP-12}
      - {done: null}
      - {done: 2026-02-01}
    s_team: {by: SVP Operations, on: 2026-01-12}
    mode: observe
    fresh: {error_after: 9 days}
  - {id: G2, statement: Together, shared_by: [product, operations], due: 2026-03-31, pass_if: [{metric: nps, above: 0}]}
kpis:
  - {id: P1, title: Value, owner: lee, metric: nps, target: 350, every: 2 weeks, healthy: {between: [300, 400]}}
  - {id: P2, title: Talks, owner: lee, metric: talks, target: 3, direction: decrease, unit: x}
initiatives:
  - id: one
    title: One
    owner: sam
    team: commerce
    serves: [O1.KR1, G1, P1]
    hypothesis: It helps
    expect: {metric: nps, change: 3, within: 6 weeks}
    status: paused
  - {id: two, title: Two, serves: {O1.KR1: 0.7, G1: 0.3}}
  - {id: three, title: Three}
  - {id: four, title: Four, serves: P2}
"""


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Every key arrives where the program computes with it."""
    goals = configuration_of(tmp_path, {GOALS: GOOD, **METRICS}).goals
    objective = goals.objectives["O1"]
    assert (objective.title, objective.owner, objective.team) == ("Aim", "dana", "commerce")
    assert objective.period == Period(date(2026, 7, 1), date(2026, 12, 31), "2026-H2")
    assert (objective.contributes_to, objective.key_results) == (("CO1",), ("O1.KR1",))
    assert (objective.rollup, objective.was, str(objective.place)) == (Rollup.ALL_OF, "O0", f"{GOALS}:3:5")
    assert list(goals.renames()) == [("O0", "O1")]
    goal = goals.goals["G1"]
    assert goal.period == Period(date(2026, 1, 1), date(2026, 9, 15))
    assert goal.criteria == (
        MetricCriterion("nps", Bound(BoundKind.AT_MOST, 1), 4),
        DoneWhen("one"),
        DoneWhen("SHOP-12"),
        Done(None),
        Done(date(2026, 2, 1)),
    )
    assert (goal.owner, goal.category, goal.lever, goal.mode) == ("kim", "metric", "input", Mode.OBSERVE)
    assert goal.elevated == Elevated("SVP Operations", date(2026, 1, 12))
    assert goal.fresh == Fresh(error_after=timedelta(days=9))
    assert (goals.goals["G2"].owner, goals.goals["G2"].shared_by) == (None, ("product", "operations"))
    kpi = goals.kpis["P1"]
    assert (kpi.metric, kpi.target, kpi.unit, kpi.every) == ("nps", 350, "points", Window(WindowUnit.WEEK, 2))
    assert kpi.healthy == Bound(BoundKind.BETWEEN, 300, 400)
    assert (goals.kpis["P2"].direction, goals.kpis["P2"].unit) == (Direction.DECREASE, "x")
    assert goals.kpis["P2"].every == Window(WindowUnit.MONTH)
    one = goals.initiatives["one"]
    assert (one.owner, one.team, one.hypothesis, one.status) == ("sam", "commerce", "It helps", "paused")
    assert one.serves == {"O1.KR1": None, "G1": None, "P1": None}
    assert one.expect == Expectation("nps", 3, timedelta(weeks=6))
    assert goals.initiatives["two"].serves == {"O1.KR1": 0.7, "G1": 0.3}
    assert (goals.initiatives["three"].serves, goals.initiatives["four"].serves) == ({}, {"P2": None})


@pytest.mark.parametrize(
    ("starts", "due", "start"),
    [(1, "2026-09-15", date(2026, 1, 1)), (4, "2026-09-15", date(2026, 4, 1)), (4, "2026-03-31", date(2025, 4, 1))],
)
def test_a_goal_without_a_start(tmp_path: Path, starts: int, due: str, start: date) -> None:
    """It starts with the fiscal year of its due date."""
    settings = f"sources: {{numbers: {{connector: table, path: a}}}}\nfiscal_year_starts: {starts}\n"
    text = f"goals: [{{id: G, statement: s, owner: o, due: {due}, pass_if: [{{done: null}}]}}]\n"
    goals = configuration_of(tmp_path, {"config/goalsync.yaml": settings, GOALS: text}).goals
    assert goals.goals["G"].period.start == start


def test_the_fiscal_year(tmp_path: Path) -> None:
    """Years, halves and quarters are counted from its first month; months are not."""
    settings = "sources: {numbers: {connector: table, path: a}}\nfiscal_year_starts: 4\n"
    rows = [
        f"  - {{id: O{period}, title: t, owner: o, period: {period}}}\n" for period in ("2026", "2026-Q4", "2026-11")
    ]
    files = {"config/goalsync.yaml": settings, GOALS: "objectives:\n" + "".join(rows)}
    objectives = configuration_of(tmp_path, files).goals.objectives
    assert objectives["O2026"].period == Period(date(2026, 4, 1), date(2027, 3, 31), "2026")
    assert objectives["O2026-Q4"].period == Period(date(2027, 1, 1), date(2027, 3, 31), "2026-Q4")
    assert objectives["O2026-11"].period == Period(date(2026, 11, 1), date(2026, 11, 30), "2026-11")


G = "goals: [{id: G, statement: s, "
P = "kpis: [{id: P, title: t, owner: o, metric: nps, "
I = "initiatives: [{id: I, title: t, "  # noqa: E741  # beside G and P
O = "objectives: [{id: O, title: t, owner: o, period: 2026, "  # noqa: E741  # likewise
WRONG = {
    G + "owner: o, due: 2026-09-15}]": "9: goals[0].pass_if: missing",
    G + "owner: o, due: 2026-09-15, pass_if: []}]": "58: goals[0].pass_if: expected 1 entry at least, got none",
    G + "owner: o, pass_if: [{done: null}]}]": "9: goals[0].due: missing",
    G + "due: 2026-09-15, pass_if: [{done: null}]}]": "9: goals[0].owner: has no owner",
    G + "owner: o, shared_by: [a, b], due: 2026-09-15, pass_if: [{done: null}]}]": "41: goals[0].shared_by: "
    "owner and shared_by exclude each other",
    G + "shared_by: [a], due: 2026-09-15, pass_if: [{done: null}]}]": "31: goals[0].shared_by: "
    "expected exactly two sides, got 1",
    G + "shared_by: [a, a], due: 2026-09-15, pass_if: [{done: null}]}]": "31: goals[0].shared_by: "
    "expected exactly two sides, got 1",
    G + "owner: [a, b], due: 2026-09-15, pass_if: [{done: null}]}]": "31: goals[0].owner: expected text, got a list",
    G + "owner: o, due: 2026-09-15, start: 2026-10-01, pass_if: [{done: null}]}]": "41: goals[0].due: "
    "due on 2026-09-15, before it starts on 2026-10-01",
    G + "owner: o, due: 15.9.2026, pass_if: [{done: null}]}]": "41: goals[0].due: "
    "expected a date such as 2026-10-31, got '15.9.2026'",
    G + "owner: o, due: 2026-09-15, pass_if: [{}]}]": "68: goals[0].pass_if[0]: "
    "says neither metric, done_when nor done",
    G + "owner: o, due: 2026-09-15, pass_if: [{at_most: 1}]}]": "68: goals[0].pass_if[0]: "
    "says neither metric, done_when nor done",
    G + "owner: o, due: 2026-09-15, pass_if: [{metric: nps}]}]": "68: goals[0].pass_if[0]: "
    "has no limit: one of below, at_most, above, at_least or between",
    G + "owner: o, due: 2026-09-15, pass_if: [{metric: nps, below: 1, above: 0}]}]": "92: goals[0].pass_if[0].above: "
    "below and above are several limits",
    G + "owner: o, due: 2026-09-15, pass_if: [{metric: nbs, below: 1}]}]": "69: goals[0].pass_if[0].metric: "
    "there is no metric 'nbs'",
    G + "owner: o, due: 2026-09-15, pass_if: [{metric: nps, below: 1, done: null}]}]": "92: goals[0].pass_if[0].done: "
    "metric and done are several criteria",
    G + "owner: o, due: 2026-09-15, pass_if: [{done: null, below: 1}]}]": "81: goals[0].pass_if[0].below: "
    "below does not go with done",
    G + "owner: o, due: 2026-09-15, pass_if: [{done_when: G}]}]": "69: goals[0].pass_if[0].done_when: "
    "'G' is a goal, not an initiative",
    G + "owner: o, due: 2026-09-15, done_when: x, pass_if: [{done: null}]}]": "58: goals[0].done_when: unknown key",
    G + "owner: o, due: 2026-09-15, lever: in, pass_if: [{done: null}]}]": "58: goals[0].lever: "
    "expected input or output, got 'in'",
    P + "healthy: {at_least: 1, at_most: 3}}]": "59: kpis[0].healthy.at_least: at_most and at_least are several limits",
    P + "target: 3, every: year}]": "60: kpis[0].every: "
    "expected day, week, month, quarter or a number of days such as 14 days, got 'year'",
    P + "target: 3, direction: down}]": "60: kpis[0].direction: expected increase or decrease, got 'down'",
    "kpis: [{id: P, title: t, metric: nps, target: 3}]": "8: kpis[0].owner: missing",
    "kpis: [{id: P, title: t, owner: o, metric: np, target: 3}]": "36: kpis[0].metric: "
    "there is no metric 'np'; did you mean 'nps'?",
    I + "serves: [X]}]": "42: initiatives[0].serves[0]: there is no key result, goal or KPI 'X'",
    I + "serves: X}]": "33: initiatives[0].serves: there is no key result, goal or KPI 'X'",
    I + "serves: I}]": "33: initiatives[0].serves: 'I' is an initiative, not a key result, goal or KPI",
    I + "serves: {X: 0.5}}]": "42: initiatives[0].serves.X: there is no key result, goal or KPI 'X'",
    I + "serves: {X: 2}}]": "42: initiatives[0].serves.X: expected a number of at most 1, got 2",
    I + "serves: []}]": "33: initiatives[0].serves: expected 1 entry at least, got none",
    I + "status: aktive}]": "33: initiatives[0].status: "
    "expected candidate, active, paused, done or dropped, got 'aktive'; did you mean 'active'?",
    I + "expect: {metric: nps, change: 3, within: 6 months}}]": "66: initiatives[0].expect.within: "
    "expected a duration such as 35 days, got '6 months'",
    I + "expect: {metric: np, change: 3, within: 6 weeks}}]": "42: initiatives[0].expect.metric: "
    "there is no metric 'np'; did you mean 'nps'?",
    O + "contributes_to: O}]": "56: objectives[0].contributes_to: contributes to itself: O → O",
    O + "contributes_to: [X]}]": "73: objectives[0].contributes_to[0]: there is no objective 'X'",
    O + "rollup: max}]": "56: objectives[0].rollup: expected mean, min or all_of, got 'max'",
    O + "key_results: {id: K}}]": "56: objectives[0].key_results: expected a list, got a mapping",
    O + "key_results: [K]}]": "70: objectives[0].key_results[0]: expected a mapping (key: value), got 'K'",
    O + "was: O}]": "56: objectives[0].was: 'O' is still the id of the objective there is",
    "objectives: [{id: O, title: t, owner: o}]": "14: objectives[0].period: missing",
    "objectives: [{id: O, title: '', owner: o, period: 2026}]": "22: objectives[0].title: "
    "expected text, got an empty text",
    "objectives: [{id: O, title: 5, owner: o, period: 2026}]": "22: objectives[0].title: expected text, got 5",
    "objectives: [text]": "14: objectives[0]: expected a mapping (key: value), got 'text'",
    "objectives: text": "1: objectives: expected a list, got 'text'",
    "objectives:": "1: objectives: expected a list, got nothing",
    "objektives: []": "1: objektives: unknown key; did you mean 'objectives'?",
    "metrics: []": "1: metrics: unknown key; metrics belong in mappings/*.yaml",
    "zzz: []": "1: zzz: unknown key",
}


def files_with(text: str) -> dict[str, str]:
    """A workspace of one line of goals."""
    return {GOALS: text + "\n", **METRICS}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_wrong_goals(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, and something to do."""
    problems = [problem for problem in problems_of(tmp_path, files_with(text)) if problem.severity == "error"]
    assert [str(problem) for problem in problems] == [f"{GOALS}:1:{said}"]
    assert all(problem.remedy for problem in problems)


def test_shares_add_up_to_one_at_most(tmp_path: Path) -> None:
    """More than the whole of a bet cannot be given away; 0.1 + 0.2 + 0.7 can."""
    text = "kpis:\n" + "".join(f"  - {{id: {name}, title: t, owner: o, metric: nps, target: 1}}\n" for name in "abc")
    good = text + "initiatives: [{id: I, title: t, serves: {a: 0.1, b: 0.2, c: 0.7}}]\n"
    bad = text + "initiatives: [{id: I, title: t, serves: {a: 0.7, b: 0.5}}]\n"
    assert lines_of(tmp_path, {GOALS: good, **METRICS}) == []
    assert lines_of(tmp_path, {GOALS: bad, **METRICS}) == [
        f"{GOALS}:5:33: initiatives[0].serves: the shares add up to 1.2, more than 1"
    ]


def test_a_kpi_that_cannot_be_healthy(tmp_path: Path) -> None:
    """Without target or band it is usable, and said to be never healthy."""
    assert lines_of(tmp_path, {GOALS: P.removesuffix(", ") + "}]\n", **METRICS}) == [
        f"{GOALS}:1:8: warning: kpis[0]: has neither target nor healthy, so that it can never be healthy"
    ]


def test_a_criterion_without_a_baseline(tmp_path: Path) -> None:
    """It is inferred, as that of a key result is, and said so; what is done or not has none."""
    text = (
        "goals:\n  - id: G\n    statement: s\n    owner: o\n    due: 2026-12-31\n"
        "    pass_if: [{metric: nps, at_least: 5}, {metric: nps, at_most: 9, baseline: 3}, {done: null}]\n"
    )
    (line,) = lines_of(tmp_path, {GOALS: text, **METRICS})
    place, _, said = line.partition(" warning: ")
    assert place == f"{GOALS}:6:15:"
    assert said.startswith("goals[0].pass_if[0].baseline: no baseline: the last value before the period is taken,")


def test_thousands_of_goals_and_kpis(tmp_path: Path) -> None:
    """Bounds and targets with a point for the thousands are asked about here, too."""
    text = (
        "goals: [{id: G, statement: s, owner: o, due: 2026-12-31, "
        "pass_if: [{metric: nps, at_least: 200.000, baseline: 0.125}]}]\n"
        "kpis: [{id: K, title: t, owner: o, metric: nps, target: 1.500, healthy: {between: [0.950, 1.200]}}]\n"
    )
    assert [
        line.partition("warning: ")[2].partition(";")[0] for line in lines_of(tmp_path, {GOALS: text, **METRICS})
    ] == [
        "goals[0].pass_if[0].at_least: 200.000 is read as 200",
        "kpis[0].target: 1.500 is read as 1.5",
        "kpis[0].healthy.between[1]: 1.200 is read as 1.2",
    ]
