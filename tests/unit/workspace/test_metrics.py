"""Metrics of mappings/*.yaml: every way to be measured, and what is said of those that are wrong."""

from datetime import timedelta
from pathlib import Path

import pytest

from goalsync.model.condition import Condition
from goalsync.model.metric import Formula, Fresh, FromSource, Manual, OverWork, Ratio
from goalsync.model.vocabulary import OnDuplicate
from support.workspaces import MAPPINGS, Rows, TableMetric, configuration_of, problems_of

KNOWN = "metrics:\n  - {id: a, manual: true}\n  - {id: b, manual: true}\n"


def test_every_way_to_be_measured(tmp_path: Path) -> None:
    """Each kind arrives with its own definition; a ratio is in percent points unless it says otherwise."""
    text = (
        KNOWN
        + """\
  - {id: level, source: numbers, cell: "KPIs!B4", unit: EUR, fresh: {error_after: 3 days}}
  - {id: events, source: numbers, rows: {sheet: Deals, header: [4, 5], where: {Stage: Won, Team: null}}}
  - {id: share, ratio: [a, b]}
  - {id: margin, formula: "(a - b) / max(a, 1) * 100"}
  - {id: bugs, count: {source: tracker, kind: bug, phase: [todo, doing]}}
  - {id: points, sum: points, of: {phase: done, closed_in: period}}
  - {id: cycle, percentile: 85, field: cycle_days, of: {source: "T*", closed_in: 30 days}}
  - {id: first_try, ratio: [{kind: bug, label: reopened}, {kind: bug}], unit: x}
"""
    )
    metrics = configuration_of(tmp_path, {MAPPINGS: text}).mappings.metrics
    assert metrics["a"].definition == Manual()
    level = metrics["level"]
    assert level.definition == FromSource("numbers", TableMetric(cell="KPIs!B4"), False, OnDuplicate.ERROR)
    assert (level.unit, level.fresh, level.events) == ("EUR", Fresh(error_after=timedelta(days=3)), False)
    assert str(level.place) == f"{MAPPINGS}:4:5"
    rows = Rows(sheet="Deals", header=[4, 5], where={"Stage": "Won", "Team": None})
    assert metrics["events"].definition == FromSource("numbers", TableMetric(rows=rows), True, OnDuplicate.SUM)
    assert (metrics["share"].definition, metrics["share"].unit) == (Ratio("a", "b"), "%")
    assert metrics["margin"].definition == Formula("(a - b) / max(a, 1) * 100", ("a", "b"))
    assert metrics["bugs"].definition == OverWork(
        "count", (Condition(source=("tracker",), kind=("bug",), phase=("todo", "doing")),), sources=("tracker",)
    )
    assert metrics["points"].definition == OverWork(
        "sum", (Condition(phase=("done",), closed_in="period"),), "points", sources=("numbers", "tracker")
    )
    assert metrics["cycle"].definition == OverWork(
        "percentile", (Condition(source=("T*",), closed_in=timedelta(days=30)),), "cycle_days", 85, ("tracker",)
    )
    assert metrics["first_try"].definition == OverWork(
        "ratio",
        (Condition(kind=("bug",), label=("reopened",)), Condition(kind=("bug",))),
        sources=("numbers", "tracker"),
    )
    assert metrics["first_try"].unit == "x"


def test_freshness_is_inherited(tmp_path: Path) -> None:
    """Each limit that a metric does not give is that of the settings."""
    settings = "sources: {n: {connector: table, path: a}}\nfresh: {warn_after: 1 day, error_after: 60 days}\n"
    text = "metrics:\n  - {id: a, manual: true}\n  - {id: b, manual: true, fresh: {error_after: 5 days}}\n"
    found = configuration_of(tmp_path, {"config/goalsync.yaml": settings, MAPPINGS: text}).mappings.metrics
    assert found["a"].fresh == Fresh(timedelta(days=1), timedelta(days=60))
    assert found["b"].fresh == Fresh(timedelta(days=1), timedelta(days=5))


WRONG = {
    "{id: m}": "5: : has no way to be measured",
    "{id: m, cell: B4}": "5: : has no way to be measured",
    "text": "5: : expected a mapping (key: value), got 'text'",
    "{manual: true}": "5: .id: missing",
    "{id: m m, manual: true}": "6: .id: expected an id of letters, digits, '.', '_' and '-', got 'm m'",
    "{id: true, manual: true}": "6: .id: expected an id, got true",
    "{id: a, manual: true}": "6: .id: duplicate id 'a'; the metric at mappings/metrics.yaml:2:6 has it already",
    "{id: m, manual: false}": "13: .manual: expected true, got false",
    "{id: m, manual: true, formula: a}": "27: .formula: manual and formula are several ways to be measured",
    "{id: m, source: numbers, cell: B4, formula: a}": "40: .formula: source and formula are two ways to be measured",
    "{id: m, source: numbers, count: {kind: bug}}": "30: .count: source and count are two ways to be measured",
    "{id: m, source: number, cell: B4}": "13: .source: there is no source 'number'; did you mean 'numbers'?",
    "{id: m, source: tracker, cell: B4}": "13: .source: the connector 'board' reads no metrics",
    "{id: m, source: [numbers], cell: B4}": "13: .source: expected text, got a list",
    "{id: m, source: numbers, cel: B4}": "30: .cel: unknown key; did you mean 'cell'?",
    "{id: m, source: numbers, cell: B4, unitt: EUR}": "40: .unitt: unknown key; did you mean 'unit'?",
    "{id: m, formula: max(a, b)}": "29: ['b)']: unknown key",
    "{id: m, source: numbers, cell: null}": "30: .cell: has no value",
    "{id: m, source: numbers, cell: 5}": "30: .cell: expected text, got 5",
    "{id: m, source: numbers, rows: {header: x}}": "37: .rows.header: expected a whole number or a list, got 'x'",
    "{id: m, source: numbers, rows: {header: [a]}}": "46: .rows.header[0]: expected a whole number, got 'a'",
    "{id: m, source: numbers, rows: {sheets: x}}": "37: .rows.sheets: unknown key; did you mean 'sheet'?",
    "{id: m, source: numbers, rows: Deals}": "30: .rows: expected a mapping (key: value), got 'Deals'",
    "{id: m, source: numbers, cell: B4, file: b.csv}": "40: .file: the source has no file 'b.csv'",
    "{id: m, formula: a +}": "13: .formula: column 4: the formula ends where a number, a metric or '(' should stand",
    "{id: m, formula: 1 + 1}": "13: .formula: names no metric",
    "{id: m, formula: a * aa}": "13: .formula: there is no metric 'aa'",
    "{id: m, formula: a-b}": "13: .formula: there is no metric 'a-b'",
    "{id: m, formula: m + 1}": "13: .formula: computed from itself: m → m",
    "{id: m, formula: 5}": "13: .formula: expected text, got 5",
    "{id: m, ratio: a}": "13: .ratio: expected a list of numerator and denominator, got 'a'",
    "{id: m, ratio: [a]}": "13: .ratio: expected two entries, numerator and denominator, got 1",
    "{id: m, ratio: [a, {kind: bug}]}": "13: .ratio: expected two metrics or two selectors, got one of each",
    "{id: m, ratio: [a, c]}": "24: .ratio[1]: there is no metric 'c'",
    "{id: m, ratio: [a, m]}": "13: .ratio: computed from itself: m → m",
    "{id: m, ratio: [{kind: bug}, {knd: bug}]}": "35: .ratio[1].knd: unknown key; did you mean 'kind'?",
    "{id: m, count: {}}": "13: .count: an empty condition matches everything",
    "{id: m, count: {not: {}}}": "21: .count.not: an empty condition matches everything",
    "{id: m, count: {all: []}}": "21: .count.all: expected 1 entry at least, got none",
    "{id: m, count: {kind: bugs}}": "21: .count.kind: there is no kind 'bugs'; did you mean 'bug'?",
    "{id: m, count: {phase: d*x}}": "21: .count.phase: there is no phase 'd*x'",
    "{id: m, count: {source: track}}": "21: .count.source: there is no source 'track'; did you mean 'tracker'?",
    "{id: m, count: {title: /(/}}": "21: .count.title: '/(/' is not a pattern: missing ): (",
    "{id: m, count: {title: [a, '/a(?=b)/']}}": "32: .count.title[1]: "
    "'/a(?=b)/' is not a pattern: invalid perl operator: (?=",
    "{id: m, count: {label: true}}": "21: .count.label: expected text, got true",
    "{id: m, count: {closed_in: soon}}": "21: .count.closed_in: "
    "expected period or a duration such as 30 days, got 'soon'",
    "{id: m, count: {closed_in: 200000 weeks}}": "21: .count.closed_in: "
    "expected a duration of at most 36500 days, got '200000 weeks'",
    "{id: m, count: {created_after: 1.1.2026}}": "21: .count.created_after: "
    "expected a date such as 2026-10-31, got '1.1.2026'",
    "{id: m, count: {created_after: 2026-02-30}}": "21: .count.created_after: "
    "expected a date such as 2026-10-31, got '2026-02-30'",
    "{id: m, count: {closed_after: 2026-02-02, closed_before: 2026-02-02}}": "47: .count.closed_before: "
    "closed_after 2026-02-02 and closed_before 2026-02-02 leave no day between",
    "{id: m, sum: points}": "5: .of: missing",
    "{id: m, percentile: 0, field: points, of: {kind: bug}}": "13: .percentile: expected a number above 0, got 0",
    "{id: m, manual: true, fresh: {error_after: 5}}": "35: .fresh.error_after: "
    "expected a duration such as 35 days, got 5",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_wrong_metrics(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, and something to do."""
    column, _, rest = said.partition(": ")
    problems = problems_of(tmp_path, {MAPPINGS: f"{KNOWN}  - {text}\n"})
    assert [str(problem) for problem in problems] == [f"{MAPPINGS}:4:{column}: metrics[2]{rest}"]
    assert all(problem.remedy for problem in problems)


def test_a_comma_in_a_flow_mapping(tmp_path: Path) -> None:
    """What looks like a key without a value is most likely the rest of a text that needs quotes."""
    (problem,) = problems_of(tmp_path, {MAPPINGS: KNOWN + "  - {id: m, formula: max(a, b)}\n"})
    assert problem.remedy == "put a text that holds a ',' in quotes, or remove it"


def test_circles_of_formulas(tmp_path: Path) -> None:
    """Each circle is told once, at the metric of it that comes first."""
    text = "metrics:\n  - {id: x, formula: y}\n  - {id: y, ratio: [z, x]}\n  - {id: z, formula: y + 1}\n"
    assert [str(problem) for problem in problems_of(tmp_path, {MAPPINGS: text})] == [
        f"{MAPPINGS}:2:13: metrics[0].formula: computed from itself: x → y → x",
        f"{MAPPINGS}:3:13: metrics[1].ratio: computed from itself: y → z → y",
    ]


def test_a_broken_source_is_told_once(tmp_path: Path) -> None:
    """Its metrics are checked for what can be told without it."""
    settings = "sources: {numbers: {connector: table}}\n"
    text = "metrics:\n  - {id: a, source: numbers, cell: B4}\n  - {id: b, source: numbers, cel: B4}\n"
    assert [str(problem) for problem in problems_of(tmp_path, {"config/goalsync.yaml": settings, MAPPINGS: text})] == [
        "config/goalsync.yaml:1:11: sources.numbers.path: missing",
        f"{MAPPINGS}:3:30: metrics[1].cel: unknown key; did you mean 'cell'?",
    ]
