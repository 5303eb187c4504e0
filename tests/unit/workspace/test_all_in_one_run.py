"""Every problem in one run: what is wrong with one key hides nothing that is wrong elsewhere, and invents nothing."""

from pathlib import Path

import pytest

from goalsync.registry import connectors
from goalsync.workspace import WorkspaceError, load
from support.workspaces import GOALS, MAPPINGS, SETTINGS, problems_of, write_files

FILE = "config/goalsync.yaml"
CHECK_INS = "config/check-ins/november.yaml"
DECLARED = {
    GOALS: """\
objectives: [{id: O, title: t, owner: o, period: 2026, key_results: [{id: K, title: t, work: items}]}]
initiatives: [{id: I, title: t}]
""",
    MAPPINGS: "metrics: [{id: m, manual: true}]\n",
}


def told(directory: Path, files: dict[str, str]) -> list[str]:
    """`path: message` of every problem."""
    return [f"{problem.path}: {problem.message}" for problem in problems_of(directory, files)]


def told_of_sheets(directory: Path, source: str, metric: str | None = None) -> list[str]:
    """The same with the connector of spreadsheets; errors only."""
    files = {FILE: f"sources: {{n: {source}}}\n"}
    if metric:
        files[MAPPINGS] = f"metrics: [{metric}]\n"
    write_files(directory, files)
    try:
        load(directory, connectors(), {})
    except WorkspaceError as error:
        return [f"{one.path}: {one.message}" for one in error.problems if str(one.severity) == "error"]
    return []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        (
            "{id: Q, status: amber, on: 2026-11-02}",
            ["id: there is no key result, goal or KPI 'Q'", "status: expected green, yellow or red, got 'amber'"],
        ),
        ("{id: Q, status: red}", ["on: missing", "id: there is no key result, goal or KPI 'Q'"]),
        ("{id: Q, on: 2026-11-02, foo: 1}", ["", "id: there is no key result, goal or KPI 'Q'", "foo: unknown key"]),
        ("{id: [Q], status: red}", ["on: missing", "id: expected an id, got a list"]),
    ],
)
def test_check_ins(tmp_path: Path, entry: str, expected: list[str]) -> None:
    """A dangling id is told beside whatever else is wrong with the entry."""
    found = told(tmp_path, {CHECK_INS: f"check_ins: [{entry}]\n", **DECLARED})
    assert [line.removeprefix("check_ins[0].") for line in found if not line.startswith("check_ins[0]:")] == [
        line for line in expected if line
    ]
    assert any(line == "check_ins[0]: says nothing" for line in found) == ("" in expected)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            "{connector: sheets, path: a.csv, url: 'https://x.test/a', foo: 1}",
            ["sources.n: path and url exclude each other", "sources.n.foo: unknown key"],
        ),
        (
            "{connector: sheets, path: a.csv, url: 'https://x.test/a', locale: klingon}",
            ["sources.n: path and url exclude each other", "sources.n.locale: "],
        ),
        ("{connector: sheets, locale: de, foo: 1}", ["sources.n: needs one of", "sources.n.foo: unknown key"]),
        (
            "{connector: sheets, path: a.csv, delimeter: ';', credentials: 'file:x'}",
            ["sources.n: `credentials` goes with `google`", "sources.n.delimeter: unknown key; did you mean"],
        ),
        ("{connector: sheets, pth: a.csv}", ["sources.n.pth: unknown key; did you mean 'path'?"]),
        ("{connector: sheets, foo: 1}", ["sources.n.foo: unknown key"]),
        ("{connector: sheets, path: 5}", ["sources.n.path: expected text"]),
        ("{connector: sheets, google: 1A, credentials: hunter2}", ["sources.n.credentials: a secret must be"]),
        ("{connector: sheets, every: 5}", ["sources.n: needs one of", "sources.n.every: expected a duration"]),
    ],
)
def test_a_connectors_own_checks(tmp_path: Path, source: str, expected: list[str]) -> None:
    """They are made beside unknown and wrong keys, unless it is those that they would be about."""
    found = told_of_sheets(tmp_path, source)
    assert len(found) == len(expected), found
    assert all(line.startswith(start) for line, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("source", "metric", "expected"),
    [
        (
            "{connector: sheets, path: a.csv}",
            "{id: a, source: n, unit: 5, cell: KPIs!B4}",
            ["unit: expected text", "cell: a.csv is a text file without sheets"],
        ),
        (
            "{connector: sheets, path: a.csv}",
            "{id: a, source: n, manual: true, celll: B4}",
            ["manual: source and manual are two", "celll: unknown key"],
        ),
        (
            "{connector: sheets, path: a.csv, foo: 1}",
            "{id: a, source: n, cell: KPIs!B4}",
            ["cell: a.csv is a text file without sheets"],
        ),
        (
            "{connector: sheets, path: a.csv, every: 5}",
            "{id: a, source: n, cell: KPIs!B4}",
            ["cell: a.csv is a text file without sheets"],
        ),
        (
            "{connector: sheets, path: a.csv}",
            "{id: a, source: n, series: {value: x, sheet: A, foo: 1}}",
            ["series.sheet: a.csv is a text file", "series.foo: unknown key"],
        ),
        (
            "{connector: sheets, path: a.xlsx}",
            "{id: a, source: n, series: {value: x, sheet: A, table: B, year: 26}}",
            ["series: sheet and table exclude", "series.year: "],
        ),
    ],
)
def test_metrics_of_a_connector(tmp_path: Path, source: str, metric: str, expected: list[str]) -> None:
    """The keys that every metric has, the connector's, and what fits only with the source: each for itself."""
    found = [line for line in told_of_sheets(tmp_path, source, metric) if line.startswith("metrics")]
    assert len(found) == len(expected), found
    assert all(line.startswith(f"metrics[0].{start}") for line, start in zip(found, expected, strict=True)), found


@pytest.mark.parametrize(
    ("section", "entry", "expected"),
    [
        ("kpis", "{id: P, title: t, owner: o, metric: zz, healthy: {}, foo: 1}", ["metric", "healthy", "foo"]),
        ("kpis", "{id: P, title: t, owner: 5, metric: m, unit: }", ["owner", "unit"]),
        (
            "goals",
            "{id: G, statement: s, due: 2026-12-31, start: 2027-01-01, pass_if: [{metric: m}], foo: 1}",
            ["owner", "due", "pass_if[0]", "foo"],
        ),
        (
            "goals",
            "{id: G, statement: s, owner: o, due: x, pass_if: [{done_when: zz}]}",
            ["due", "pass_if[0].done_when"],
        ),
        (
            "goals",
            "{id: G, statement: s, owner: o, due: 2026-12-31, pass_if: [{metric: zz, done: null}]}",
            ["pass_if[0].metric", "pass_if[0].done"],
        ),
        ("initiatives", "{id: J, title: t, serves: {K: 0.7, zz: 0.7}, foo: 1}", ["serves", "serves.zz", "foo"]),
    ],
)
def test_goals(tmp_path: Path, section: str, entry: str, expected: list[str]) -> None:
    """What is impossible, what dangles and what has no value, beside what is unknown or of a wrong type."""
    files = {**DECLARED, "config/goals/b.yaml": f"{section}: [{entry}]\n"}
    found = [line.partition(": ")[0].partition(".")[2] or "." for line in told(tmp_path, files)]
    assert sorted(found) == sorted(expected)


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ("{id: R, title: t, metric: m, foo: 1}", [".", "foo"]),
        ("{id: R, title: t, metric: zz, target: 5, reach: 6}", ["metric", "reach"]),
        ("{id: R, title: t, metric: zz, target: 5, warn: 6}", ["metric", "warn"]),
        ("{id: R, title: 5, milestone: {done_when: zz}}", ["milestone.done_when", "title"]),
        ("{id: R, title: t, metric: m, taget: 5, baseline: 1}", ["taget"]),
        ("{id: R, title: t, metric: m, baseline: 1, target: ten}", ["target"]),
        ("{id: R, title: t, metric: m, maintain: {below: 5, abve: 6}}", ["maintain.abve"]),
    ],
)
def test_key_results(tmp_path: Path, entry: str, expected: list[str]) -> None:
    """How it is measured is checked beside an unknown key; a slip in the key that says it is one problem."""
    text = f"objectives: [{{id: P, title: t, owner: o, period: 2026, key_results: [{entry}]}}]\n"
    files = {**DECLARED, "config/goals/b.yaml": text}
    prefix = "objectives[0].key_results[0]"
    found = [line.partition(": ")[0].removeprefix(prefix).removeprefix(".") or "." for line in told(tmp_path, files)]
    assert sorted(found) == sorted(expected)


def test_an_objective(tmp_path: Path) -> None:
    """A period that ends before it starts does not hide a dangling id."""
    period = "{start: 2026-02-01, end: 2026-01-01}"
    text = f"objectives: [{{id: P, title: t, owner: o, period: {period}, contributes_to: zz}}]\n"
    found = told(tmp_path, {"config/goals/b.yaml": text})
    assert [line.partition(": ")[0] for line in found] == [
        "objectives[0].period.end",
        "objectives[0].contributes_to",
    ]


@pytest.mark.parametrize(
    ("section", "entry", "expected"),
    [
        ("rules", "{id: r, when: {any: [{source: zz}], kind: bog}, link_to: I}", ["when.any[0].source", "when.kind"]),
        ("rules", "{id: r, when: {source: zz}, link_to: I, foo: 1}", ["when.source", "foo"]),
        ("exempt", "{id: e, when: {source: [tracker, zz]}, reason: 5}", ["when.source[1]", "reason"]),
        ("tests", "{name: 5, item: {source: zz}, expect: {linked_to: y}}", ["name", "item.source", "expect.linked_to"]),
        ("tests", "{name: 5, item: {label: a}, expect: {exempt: yy}}", ["name", "expect.exempt"]),
        ("metrics", "{id: c, count: {source: zz, kind: bog}}", ["count.source", "count.kind"]),
        ("metrics", "{id: c, sum: points, of: {not: {source: zz}}, unit: 5}", ["of.not.source", "unit"]),
        ("metrics", "{id: c, ratio: [{source: zz}, {kind: bug}], unit: 5}", ["ratio[0].source", "unit"]),
        ("metrics", "{id: c, ratio: [m, zz], unit: 5}", ["ratio[1]", "unit"]),
        ("metrics", "{id: c, formula: m + zz, unit: 5}", ["formula", "unit"]),
    ],
)
def test_mappings(tmp_path: Path, section: str, entry: str, expected: list[str]) -> None:
    """Sources, metrics and goals that do not exist are told of entries that are wrong elsewhere."""
    files = {**DECLARED, "mappings/b.yaml": f"{section}: [{entry}]\n", FILE: SETTINGS}
    found = [line.partition(": ")[0].partition(".")[2] for line in told(tmp_path, files)]
    assert sorted(found) == sorted(expected)


def test_an_unknown_key_alone_in_a_condition(tmp_path: Path) -> None:
    """It is one problem: that nothing is left without it is not said."""
    files = {**DECLARED, "mappings/b.yaml": "rules: [{id: r, when: {xyz: 1}, link_to: I}]\n"}
    assert [line.partition(": ")[0] for line in told(tmp_path, files)] == ["rules[0].when.xyz"]


def test_teams(tmp_path: Path) -> None:
    """Likewise for the sources that a team's work is in."""
    settings = SETTINGS + "teams: {a: {source: zz, kind: bog}}\n"
    found = [line.partition(": ")[0] for line in told(tmp_path, {FILE: settings})]
    assert sorted(found) == ["teams.a.kind", "teams.a.source"]
