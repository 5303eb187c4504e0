"""Key results: every kind, what they inherit, and what makes them impossible to grade."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from goalsync.model.goals import Checkpoint, KeyResult, Override
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
from goalsync.model.metric import Fresh
from goalsync.model.period import Period
from goalsync.model.vocabulary import Accumulation, Ambition, Direction, Judge, Mode, Status, Summary
from support.workspaces import GOALS, MAPPINGS, configuration_of, problems_of

METRICS = """\
metrics:
  - {id: nps, source: numbers, cell: B4, unit: points}
  - {id: deals, source: numbers, rows: {sheet: Deals}, unit: EUR}
  - {id: talks, manual: true}
  - {id: share, ratio: [talks, nps]}
  - {id: bugs, count: {kind: bug}}
"""
OBJECTIVE = """\
objectives:
  - id: O1
    title: Aim
    owner: dana
    period: 2026-Q4
    key_results:
"""
INITIATIVE = "initiatives:\n  - {id: one-click, title: One click}\n"


def files_with(*key_results: str) -> dict[str, str]:
    """One objective of the last quarter of 2026 with these key results, from line 7 on."""
    entries = "".join(f"      - {{id: K{number}, title: t, {text}}}\n" for number, text in enumerate(key_results))
    return {GOALS: OBJECTIVE + entries + INITIATIVE, MAPPINGS: METRICS}


def key_result(directory: Path, text: str) -> KeyResult:
    """The one key result of a workspace that has no other."""
    return configuration_of(directory, files_with(text)).goals.key_results["K0"]


MEASURES: dict[str, Measure] = {
    "metric: nps, baseline: 31, target: 45": Change("nps", 31, 45),
    "metric: nps, target: 45": Change("nps", None, 45),
    "metric: nps, baseline: 20, target: 17, direction: decrease": Change("nps", 20, 17, direction=Direction.DECREASE),
    "metric: nps, baseline: 5, target: 5, direction: increase": Change("nps", 5, 5, direction=Direction.INCREASE),
    "metric: nps, baseline: 8, by_percent: 25": Change("nps", 8, by_percent=25),
    "metric: nps, baseline: 0, by: -0.1": Change("nps", 0, by=-0.1),
    "metric: nps, baseline: 3, times: 10": Change("nps", 3, times=10),
    "metric: talks, reach: 10": Accumulate("talks", 10),
    "metric: deals, reach: 5e5, baseline: 1e5, accumulate: count": Accumulate("deals", 5e5, Accumulation.COUNT, 1e5),
    "metric: share, target: 95": Share("share", 95),
    "metric: share, target: 50, baseline: 30": Share("share", 50, 30),
    "metric: share, baseline: 30, by_percent: 10": Change("share", 30, by_percent=10),
    "metric: nps, maintain: {below: 40}": Maintain("nps", Bound(BoundKind.BELOW, 40)),
    "metric: nps, maintain: {at_most: 40}, warn: 38": Maintain("nps", Bound(BoundKind.AT_MOST, 40), 38),
    "metric: nps, maintain: {above: 1}, judge: p95": Maintain("nps", Bound(BoundKind.ABOVE, 1), None, Judge.P95),
    "metric: nps, maintain: {at_least: 1}, direction: increase": Maintain("nps", Bound(BoundKind.AT_LEAST, 1)),
    "metric: nps, maintain: {between: [4, 6]}, warn: 5": Maintain("nps", Bound(BoundKind.BETWEEN, 4, 6), 5),
    "metric: nps, hit: {at_least: 4, times: 10, out_of: 12, every: week}": Consistency(
        "nps", Bound(BoundKind.AT_LEAST, 4), 10, 12, Window(WindowUnit.WEEK)
    ),
    "metric: talks, hit: {at_most: 4, times: 6, out_of: 6, every: 14 days}, per_period: sum": Consistency(
        "talks", Bound(BoundKind.AT_MOST, 4), 6, 6, Window(WindowUnit.DAY, 14), Summary.SUM
    ),
    "metric: nps, hit: {at_least: 1, times: 1, out_of: 3, every: month}": Consistency(
        "nps", Bound(BoundKind.AT_LEAST, 1), 1, 3, Window(WindowUnit.MONTH)
    ),
    "milestone: {}": Milestone(),
    "milestone: {done: null}": Milestone(),
    "milestone: {done: 2026-04-20}": Milestone(done=date(2026, 4, 20)),
    "milestone: {done_when: one-click}": Milestone("one-click"),
    "milestone: {done_when: SHOP-12}": Milestone("SHOP-12"),
    "milestone: {done_when: acme/shop#12}": Milestone("acme/shop#12"),
    "milestone: {done_when: 'item:tracker:anything'}": Milestone("item:tracker:anything"),
    "steps: [{title: a, due: 2026-10-31, done: null, weight: 2}, {title: b, done: 2026-11-01}]": Steps(
        (Step("a", date(2026, 10, 31), None, 2), Step("b", None, date(2026, 11, 1)))
    ),
    "work: items": Work(),
    "work: points, dropped: done": Work("points", "done"),
}


@pytest.mark.parametrize(("text", "measure"), MEASURES.items(), ids=list(MEASURES))
def test_every_way_to_be_measured(tmp_path: Path, text: str, measure: Measure) -> None:
    """What is written is what is computed with."""
    assert key_result(tmp_path, text).measure == measure


def test_what_a_key_result_has_beside_its_measure(tmp_path: Path) -> None:
    """Every other key arrives too."""
    text = (
        "owner: sam, period: {start: 2026-11-01, end: 2026-11-30}, weight: 2, unit: '%', ambition: moonshot, "
        "pacing: [{date: 2026-11-10, progress: 0.2}, {date: 2026-11-20, progress: 0.2}], mode: observe, commit: 40, "
        "fresh: {warn_after: 5 days}, stretch: 50, was: O9.KR1, metric: nps, baseline: 31, target: 45, "
        "override: {value: 44, status: at_risk, by: dana, reason: broken, until: 2026-11-05}"
    )
    found = key_result(tmp_path, text)
    assert (found.owner, found.objective, found.kind, found.metric) == ("sam", "O1", "change", "nps")
    assert found.period == Period(date(2026, 11, 1), date(2026, 11, 30))
    assert (found.weight, found.unit, found.ambition, found.mode) == (2, "%", Ambition.MOONSHOT, Mode.OBSERVE)
    assert found.pacing == (Checkpoint(date(2026, 11, 10), 0.2), Checkpoint(date(2026, 11, 20), 0.2))
    assert found.fresh == Fresh(warn_after=timedelta(days=5))
    assert (found.commit, found.stretch, found.was) == (40, 50, "O9.KR1")
    assert found.override == Override("dana", "broken", date(2026, 11, 5), 44, Status.AT_RISK)
    assert str(found.place) == f"{GOALS}:7:9"


def test_what_a_key_result_inherits(tmp_path: Path) -> None:
    """Owner and period are the objective's, the unit its metric's, freshness its metric's, else the settings'."""
    settings = "sources: {numbers: {connector: table, path: a}}\nfresh: {error_after: 60 days}\n"
    files = files_with(
        "metric: nps, baseline: 1, target: 2", "metric: deals, reach: 3, accumulate: count", "work: items"
    )
    files["config/goalsync.yaml"] = settings
    files[MAPPINGS] = METRICS.replace("unit: points", "unit: points, fresh: {warn_after: 7 days}")
    change, counted, work = configuration_of(tmp_path, files).goals.key_results.values()
    assert (change.owner, str(change.period)) == ("dana", "2026-Q4")
    assert (change.unit, counted.unit, work.unit) == ("points", None, None)
    assert change.fresh == Fresh(timedelta(days=7), timedelta(days=60))
    assert counted.fresh == Fresh(error_after=timedelta(days=60))
    assert work.fresh == Fresh()


@pytest.mark.parametrize(
    ("text", "guardrail"),
    [
        ("metric: nps, maintain: {below: 4}", True),
        ("metric: nps, maintain: {below: 4}, guardrail: true", True),
        ("metric: nps, maintain: {below: 4}, guardrail: false", False),
        ("work: items", False),
        ("work: items, guardrail: false", False),
    ],
)
def test_guardrails(tmp_path: Path, text: str, guardrail: bool) -> None:
    """What is maintained guards, unless it says otherwise."""
    assert key_result(tmp_path, text).guardrail is guardrail


WRONG = {
    "owner: sam": "9: : has no way to be measured",
    "metric: nps": "9: : has no way to be measured beside its metric",
    "metric: nps, baseline: 1": "9: : has no way to be measured beside its metric",
    "target: 5": "9: .metric: missing",
    "metric: nps, target: ten": "41: .target: expected a number, got 'ten'",
    "metric: nps, target: 24%": "41: .target: expected a number, got '24%'",
    "metric: nps, target: '45'": "41: .target: expected a number, got '45'",
    "metric: nps, target: true": "41: .target: expected a number, got true",
    "metric: nps, target: .nan": "41: .target: expected a number that is not infinite, got nan",
    "metric: nps, target: 1e999": "41: .target: expected a number that is not infinite, got 1e999",
    "metric: nps, target: null": "41: .target: has no value",
    "metric: [nps], target: 5": "28: .metric: expected an id, got a list",
    "metric: np, baseline: 1, target: 5": "28: .metric: there is no metric 'np'; did you mean 'nps'?",
    "metric: nps, baseline: 1, target: 5, reach: 6": "65: .reach: target and reach are several ways to be measured",
    "reach: 6, metric: nps, baseline: 1, target: 5": "64: .target: target and reach are several ways to be measured",
    "metric: nps, work: items": "28: .metric: metric does not go with work",
    "metric: nps, baseline: 1, target: 5, warn: 4": "65: .warn: warn does not go with target",
    "metric: talks, reach: 10, stretch: 12": "54: .stretch: stretch does not go with reach",
    "milestone: {}, dropped: done": "43: .dropped: dropped does not go with milestone",
    "metric: nps, baseline: 5, target: 5": "54: .target: "
    "baseline and target are the same, 5, so that it cannot be graded",
    "metric: nps, baseline: 0.3, target: 0.30000000000000004": "56: .target: "
    "baseline and target are the same, 0.3, so that it cannot be graded",
    "metric: nps, baseline: 5, times: 1": "54: .times: "
    "baseline and target are the same, 5, so that it cannot be graded",
    "metric: nps, baseline: 0, by_percent: 20": "54: .by_percent: a percentage of a baseline of 0 is 0",
    "metric: nps, baseline: 20, target: 17, direction: increase": "67: .direction: "
    "direction says increase, but 20 to 17 is a decrease",
    "metric: nps, baseline: 20, by: 3, direction: decrease": "62: .direction: "
    "direction says decrease, but 20 to 23 is an increase",
    "metric: nps, direction: up, baseline: 1, target: 3": "41: .direction: expected increase or decrease, got 'up'",
    "metric: nps, reach: 10": "41: .reach: nps is a level, not dated events that can be added up",
    "metric: bugs, reach: 10": "42: .reach: bugs is a level, not dated events that can be added up",
    "metric: talks, reach: 10, baseline: 10": "43: .reach: "
    "reach and baseline are the same, 10, so that it cannot be graded",
    "metric: talks, reach: 0": "43: .reach: reach and baseline are the same, 0, so that it cannot be graded",
    "metric: nps, maintain: {}": "41: .maintain: has no limit: one of below, at_most, above, at_least or between",
    "metric: nps, maintain: {below: 4, above: 2}": "62: .maintain.above: below and above are several limits",
    "metric: nps, maintain: {between: [6, 4]}": "52: .maintain.between: the low end 6 is not below the high end 4",
    "metric: nps, maintain: {between: [6]}": "52: .maintain.between: expected 2 entries at least, got 1",
    "metric: nps, maintain: {belo: 6}": "52: .maintain.belo: unknown key; did you mean 'below'?",
    "metric: nps, maintain: {below: 40}, warn: 40": "64: .warn: 40 does not lie strictly inside below 40",
    "metric: nps, maintain: {at_least: 40}, warn: 38": "67: .warn: 38 does not lie strictly inside at least 40",
    "metric: nps, maintain: {between: [4, 6]}, warn: 4": "70: .warn: 4 does not lie strictly inside between 4 and 6",
    "metric: nps, maintain: {below: 40}, direction: increase": "64: .direction: "
    "direction says increase, but below 40 is a decrease",
    "metric: nps, hit: {times: 1, out_of: 1, every: week}": "41: .hit: has no limit: at_least or at_most",
    "metric: nps, hit: {at_least: 1, at_most: 2, times: 1, out_of: 1, every: week}": "60: .hit.at_most: "
    "at_least and at_most are several limits",
    "metric: nps, hit: {at_least: 1, times: 3, out_of: 2, every: week}": "60: .hit.times: 3 times out of 2 cannot be",
    "metric: nps, hit: {at_least: 1, times: 3, out_of: 14, every: week}": "70: .hit.out_of: "
    "14 windows are more than the 13 that 2026-Q4 holds",
    "metric: nps, hit: {at_least: 1, times: 3, out_of: 4, every: month}": "70: .hit.out_of: "
    "4 windows are more than the 3 that 2026-Q4 holds",
    "metric: nps, hit: {at_least: 1, times: 1, out_of: 7, every: 14 days}": "70: .hit.out_of: "
    "7 windows are more than the 6 that 2026-Q4 holds",
    "metric: nps, hit: {at_least: 1, times: 1, out_of: 1, every: 2 months}": "81: .hit.every: "
    "expected day, week, month, quarter or a number of days such as 14 days, got '2 months'",
    "metric: nps, hit: {at_least: 1, times: 0, out_of: 1, every: day}": "60: .hit.times: "
    "expected a number of at least 1, got 0",
    "metric: nps, hit: {at_least: 1, times: 1, every: day}": "41: .hit.out_of: missing",
    "milestone: null": "28: .milestone: has no value",
    "milestone: {done_when: SHOP-1, done: 2026-04-20}": "59: .milestone.done: "
    "done_when and done are two ways to be done",
    "milestone: {done_when: one-clik}": "40: .milestone.done_when: "
    "there is no initiative 'one-clik'; did you mean 'one-click'?",
    "milestone: {done_when: K0}": "40: .milestone.done_when: 'K0' is a key result, not an initiative",
    "milestone: {done: tomorrow}": "40: .milestone.done: expected a date such as 2026-10-31, got 'tomorrow'",
    "steps: []": "28: .steps: expected 1 entry at least, got none",
    "steps: [{due: 2026-01-01}]": "36: .steps[0].title: missing",
    "steps: [{title: a, weight: 0}]": "47: .steps[0].weight: expected a number above 0, got 0",
    "work: hours": "28: .work: expected items or points, got 'hours'",
    "work: items, period: 2026-Q5": "41: .period: "
    "expected a period such as 2026, 2026-H2, 2026-Q4 or 2026-11, got '2026-Q5'",
    "work: items, period: {start: 2026-11-01, end: 2026-10-01}": "69: .period.end: "
    "ends on 2026-10-01, before it starts on 2026-11-01",
    "work: items, period: {start: 2026-11-01}": "41: .period.end: missing",
    "work: items, pacing: linea": "41: .pacing: "
    "expected linear, back_loaded or front_loaded, got 'linea'; did you mean 'linear'?",
    "work: items, pacing: []": "41: .pacing: expected 1 entry at least, got none",
    "work: items, pacing: [{date: 2026-10-09, progress: 1.5}]": "69: .pacing[0].progress: "
    "expected a number of at most 1, got 1.5",
    "work: items, pacing: [{date: 2026-09-30, progress: 0.5}]": "51: .pacing[0].date: "
    "2026-09-30 lies outside the period 2026-Q4",
    "work: items, pacing: [{date: 2026-10-09, progress: 0.5}, {date: 2026-10-09, progress: 0.6}]": "86: "
    ".pacing[1].date: 2026-10-09 does not come after 2026-10-09",
    "work: items, pacing: [{date: 2026-10-09, progress: 0.5}, {date: 2026-10-10, progress: 0.4}]": "104: "
    ".pacing[1].progress: progress falls from 0.5 to 0.4",
    "work: items, override: {by: a, reason: b, until: 2026-11-01}": "41: .override: overrides neither value nor status",
    "work: items, guardrail: true": "41: .guardrail: only a key result that is maintained can be a guardrail",
    "work: items, weight: 0": "41: .weight: expected a number above 0, got 0",
    "work: items, ambition: moonshoot": "41: .ambition: "
    "expected roofshot or moonshot, got 'moonshoot'; did you mean 'moonshot'?",
    "work: items, kind: work": "41: .kind: unknown key",
    "work: items, wieght: 2": "41: .wieght: unknown key; did you mean 'weight'?",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_wrong_key_results(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, and something to do."""
    column, _, rest = said.partition(": ")
    problems = [problem for problem in problems_of(tmp_path, files_with(text)) if problem.severity == "error"]
    assert [str(problem) for problem in problems] == [f"{GOALS}:7:{column}: objectives[0].key_results[0]{rest}"]
    assert all(problem.remedy for problem in problems)
    key = rest.partition(": ")[0].rpartition(".")[2].partition("[")[0]
    line = files_with(text)[GOALS].splitlines()[6]
    assert line[int(column) - 1 :].startswith((f"{key}:", "{", "6", "milestone: {", "hit: {", "period: {"))


def test_the_remedy_for_a_level_that_is_accumulated(tmp_path: Path) -> None:
    """It says how to write what was meant."""
    (problem,) = problems_of(tmp_path, files_with("metric: nps, reach: 10"))
    assert problem.remedy == "write baseline: 0, target: 10 instead of reach"


WARNINGS = {
    "metric: nps, target: 5": "9: .baseline: "
    "no baseline: the last value before the period is taken, else the first in it",
    "metric: nps, by_percent: 5": "9: .baseline: "
    "no baseline: the last value before the period is taken, else the first in it",
    "work: items, period: 2026": "41: .period: 2026 reaches outside its objective's, 2026-Q4",
    "metric: nps, baseline: 1, target: 5, commit: 6": "65: .commit: commit 6 lies beyond the target 5",
    "metric: nps, baseline: 9, target: 5, stretch: 6": "65: .stretch: stretch 6 lies short of the target 5",
}


@pytest.mark.parametrize(("text", "said"), WARNINGS.items(), ids=list(WARNINGS))
def test_warnings(tmp_path: Path, text: str, said: str) -> None:
    """Doubtful, and usable: the configuration is loaded and carries the warning."""
    column, _, rest = said.partition(": ")
    found = configuration_of(tmp_path, files_with(text))
    assert [str(problem) for problem in found.warnings] == [
        f"{GOALS}:7:{column}: warning: objectives[0].key_results[0]{rest}"
    ]
    assert "K0" in found.goals.key_results


def test_every_wrong_key_result_is_told_in_one_run(tmp_path: Path) -> None:
    """All of them beside each other give one line each, in the order of the file."""
    problems = [one for one in problems_of(tmp_path, files_with(*WRONG)) if one.severity == "error"]
    renamed = {"milestone: {done_when: K0}"}  # there it is the key result itself that has the id
    expected = [text for text in WRONG if text not in renamed]
    lines = [number for number, text in enumerate(WRONG, start=7) if text in expected]
    assert [one.line for one in problems if one.line in lines] == lines


THOUSANDS = {
    "metric: talks, reach: 400.000": ".reach: 400.000 is read as 400; write 400000 if thousands are meant, 400 if not",
    "metric: nps, baseline: 0, target: 1.250": ".target: "
    "1.250 is read as 1.25; write 1250 if thousands are meant, 1.25 if not",
    "metric: nps, baseline: 0, target: -1.255": ".target: "
    "-1.255 is read as -1.255; write -1255 if thousands are meant, -1.2550 if not",
    "metric: nps, maintain: {between: [1, 2.000]}": ".maintain.between[1]: "
    "2.000 is read as 2; write 2000 if thousands are meant, 2 if not",
    "metric: nps, maintain: {below: 40.000}, warn: 1": ".maintain.below: "
    "40.000 is read as 40; write 40000 if thousands are meant, 40 if not",
    "metric: nps, hit: {at_least: 4.000, times: 1, out_of: 2, every: week}": ".hit.at_least: "
    "4.000 is read as 4; write 4000 if thousands are meant, 4 if not",
    "metric: nps, baseline: 100.000, target: 500000": ".baseline: "
    "100.000 is read as 100; write 100000 if thousands are meant, 100 if not",
}
FRACTIONS = (
    "0.125",
    "99.95",
    "99.9",
    "0.000",
    "1000.000",
    "1.2550",
    "4.0",
    "1.25e3",
    "012.500",
    "12.5",
    "400",
    "-0.125",
)


@pytest.mark.parametrize(("text", "said"), THOUSANDS.items(), ids=list(THOUSANDS))
def test_thousands_written_with_a_point(tmp_path: Path, text: str, said: str) -> None:
    """`400.000` is 400 in YAML and 400,000 in half of Europe: it is read as YAML says, and said so at its place."""
    (problem,) = configuration_of(tmp_path, files_with(text)).warnings
    assert problem.rule == "suspicious-number"
    assert f"objectives[0].key_results[0]{said[said.index('.') :]}" == str(problem).partition("warning: ")[2]
    line = files_with(text)[GOALS].splitlines()[6][problem.column - 1 :]
    assert line.startswith((said.partition(":")[0].rpartition(".")[2], said[said.index(": ") + 2 :].partition(" ")[0]))


@pytest.mark.parametrize("number", FRACTIONS)
def test_fractions_are_no_thousands(tmp_path: Path, number: str) -> None:
    """What cannot be thousands is no reason to ask."""
    text = f"metric: nps, maintain: {{below: {number}}}"
    assert problems_of(tmp_path, files_with(text)) == ()


def test_a_missing_key_says_what_can_stand_there(tmp_path: Path) -> None:
    """`every` is left out: the remedy names its values."""
    (problem,) = problems_of(tmp_path, files_with("metric: nps, hit: {at_least: 4, times: 1, out_of: 2}"))
    assert str(problem).endswith(".hit.every: missing")
    assert problem.remedy == "add it: day, week, month, quarter, or `14 days`, counted from the period's start"
