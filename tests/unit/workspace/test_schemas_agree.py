"""An editor and `check` say the same: each document is judged by the JSON Schema and by loading it."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from goalsync.model.vocabulary import Severity
from goalsync.registry import connectors
from goalsync.workspace import WorkspaceError, load, schema
from goalsync.workspace.problems import Problems
from goalsync.workspace.reading import read_text
from support.workspaces import write_files

FILES = {
    "settings": "config/goalsync.yaml",
    "goals": "config/goals/b.yaml",
    "mappings": "mappings/b.yaml",
    "check-ins": "config/check-ins/b.yaml",
}
WORKSPACE = {
    "config/goalsync.yaml": "sources: {n: {connector: sheets, path: n.xlsx}}\n",
    "config/goals/a.yaml": """\
objectives: [{id: A, title: t, owner: o, period: 2026, key_results: [{id: A.1, title: t, work: items}]}]
initiatives: [{id: I, title: t}]
""",
    "mappings/a.yaml": """\
metrics: [{id: m, manual: true}, {id: e, manual: true}]
exempt: [{id: x, when: {key: a}, reason: r}]
""",
}


@cache
def validator(kind: str) -> Any:
    """A reader of the schema."""
    return Draft202012Validator(schema(kind, connectors()))


def accepted_by_schema(kind: str, text: str) -> bool:
    """As an editor marks it."""
    part = read_text(text, "f.yaml", Problems())
    assert part is not None, text
    return bool(validator(kind).is_valid(part.value))


def errors(kind: str, text: str) -> list[str]:
    """What `check` refuses."""
    with tempfile.TemporaryDirectory() as directory:
        write_files(Path(directory), {**WORKSPACE, FILES[kind]: text})
        try:
            load(Path(directory), connectors(), {})
        except WorkspaceError as error:
            return [str(one) for one in error.problems if one.severity is Severity.ERROR]
    return []


def fits(texts: Mapping[str, tuple[str, str]], kind: str, good: str, bad: str) -> list[Any]:
    """Cases of one kind of entry: each line of `good` and `bad` within the frame of that name."""
    before, after = texts[kind]
    lines = [(line, True) for line in good.split("\n")] + [(line, False) for line in bad.split("\n")]
    return [
        pytest.param(before + line.strip() + after, fine, id=f"{kind}: {line.strip()}")
        for line, fine in lines
        if line.strip()
    ]


FRAMES = {
    "key result": ("objectives: [{id: B, title: t, owner: o, period: 2026, key_results: [{id: B.1, title: t, ", "}]}]"),
    "objective": ("objectives: [{id: B, title: t, owner: o, ", "}]"),
    "goal": ("goals: [{id: G, statement: s, due: 2026-12-31, ", "}]"),
    "criterion": ("goals: [{id: G, statement: s, owner: o, due: 2026-12-31, pass_if: [", "]}]"),
    "kpi": ("kpis: [{id: K, title: t, owner: o, metric: m, ", "}]"),
    "initiative": ("initiatives: [{id: J, title: t, ", "}]"),
    "id": ("initiatives: [{title: t, id: ", "}]"),
    "check-in": ("check_ins: [{id: A.1, on: 2026-11-02, ", "}]"),
    "settings": ("sources: {n: {connector: sheets, path: n.xlsx}}\n", "\n"),
    "every source": ("sources: {n: {connector: sheets, path: n.xlsx, ", "}}\n"),
    "sheets": ("sources: {n: {connector: sheets, ", "}}\n"),
    "metric": ("metrics: [{id: b, ", "}]"),
    "sheets metric": ("metrics: [{id: b, source: n, ", "}]"),
    "series": ("metrics: [{id: b, source: n, series: {", "}}]"),
    "when": ("rules: [{id: r, link_to: I, when: ", "}]"),
    "rule": ("rules: [{id: r, ", "}]"),
    "exemption": ("exempt: [{id: y, when: {key: b}, reason: r, ", "}]"),
    "test": ("tests: [{name: t, ", "}]"),
}  # fmt: skip

GOALS = [
    *fits(
        FRAMES,
        "key result",
        """
        metric: m, baseline: 1, target: 5
        metric: m, target: 5, commit: 3, stretch: 7
        metric: m, baseline: 5, target: 5, direction: decrease
        metric: m, baseline: 1, by_percent: 25
        metric: m, baseline: 1, by: -0.1
        metric: m, baseline: 1, times: 10
        metric: e, reach: 10
        metric: e, reach: 10, accumulate: count, baseline: 2, unit: x
        metric: m, maintain: {below: 4}, warn: 3, judge: p95, guardrail: true
        metric: m, maintain: {between: [1, 2]}, guardrail: false
        metric: m, hit: {at_least: 4, times: 3, out_of: 4, every: 14 days}, per_period: mean
        metric: m, target: 5, baseline: 1, guardrail: false
        milestone: {}
        milestone: {done: null}
        milestone: {done: 2026-04-20}
        milestone: {done_when: I}
        steps: [{title: a, due: 2026-10-31, done: null, weight: 2}]
        work: points, dropped: open
        work: items, override: {status: met, by: d, reason: r, until: 2026-11-30}
        work: items, period: {start: 2026-01-01, end: 2026-03-31}, weight: 0.5, ambition: moonshot
        work: items, period: 2026-H2, pacing: [{date: 2026-10-31, progress: 0.2}], fresh: {warn_after: 5 days}
    """,
        """
        metric: m
        weight: 2
        target: 5
        metric: m, target: 5, reach: 5
        metric: m, target: 5, by: 5
        metric: m, work: items
        metric: m, milestone: {}
        metric: m, baseline: 1, target: 5, warn: 4
        metric: m, baseline: 1, target: 5, judge: last
        metric: m, baseline: 1, target: 5, accumulate: sum
        metric: m, baseline: 1, target: 5, dropped: open
        metric: m, baseline: 1, target: 5, per_period: sum
        metric: m, baseline: 1, by: 5, commit: 4
        metric: m, maintain: {below: 4}, baseline: 1
        metric: m, maintain: {}
        metric: m, maintain: {below: 4, above: 1}
        metric: m, maintain: {under: 4}
        metric: m, maintain: {between: [1]}
        metric: m, baseline: 1, target: 5, guardrail: true
        metric: m, hit: {times: 3, out_of: 4, every: week}
        metric: m, hit: {at_least: 1, at_most: 3, times: 3, out_of: 4, every: week}
        metric: m, hit: {below: 1, times: 3, out_of: 4, every: week}
        metric: m, hit: {at_least: 1, times: 0, out_of: 4, every: week}
        metric: m, hit: {at_least: 1, times: 3, out_of: 4, every: fortnight}
        metric: m, hit: {at_least: 1, times: 3, out_of: 4, every: 0 days}
        milestone: null
        milestone: {done_when: I, done: null}
        milestone: {}, direction: increase
        steps: []
        steps: [{title: a, weight: 0}]
        steps: [{titel: a}]
        work: effort
        work: items, baseline: 1
        work: items, weight: 0
        work: items, pacing: []
        work: items, pacing: fast
        work: items, pacing: [{date: 2026-10-31, progress: 2}]
        work: items, period: 2026-Q5
        work: items, period: 2026-13
        work: items, period: 20266
        work: items, period: 1850
        work: items, period: {start: 2026-01-01}
        work: items, fresh: {warn_after: 5}
        work: items, fresh: {warn_after: 0 days}
        work: items, fresh: {warn_after: 5 fortnights}
        work: items, fresh: 5 days
        work: items, override: {by: d, reason: r, until: 2026-11-30}
        work: items, override: {value: 1, by: d, until: 2026-11-30}
        work: items, override: {value: 1, by: d, reason: r, until: 2026-13-30}
        work: items, titel: x
    """,
    ),
    *fits(
        FRAMES,
        "objective",
        "period: 2026\nperiod: 2026-Q4, contributes_to: A, rollup: min",
        """
        team: x
        period: 2026, contributes_to: []
        period: 2026, rollup: median
        period: 2026, key_results: {}
    """,
    ),
    *fits(
        FRAMES,
        "goal",
        """
        owner: o, pass_if: [{done: null}]
        shared_by: [a, b], pass_if: [{done: null}], s_team: {by: x, on: 2026-01-12}
    """,
        """
        pass_if: [{done: null}]
        owner: o, shared_by: [a, b], pass_if: [{done: null}]
        shared_by: [a], pass_if: [{done: null}]
        shared_by: [a, a], pass_if: [{done: null}]
        shared_by: [a, b, c], pass_if: [{done: null}]
        shared_by: [a, b, a], pass_if: [{done: null}]
        owner: o, pass_if: []
        owner: o
        owner: o, pass_if: [{done: null}], category: x
        owner: o, pass_if: [{done: null}], s_team: {}
    """,
    ),
    *fits(
        FRAMES,
        "criterion",
        """
        {metric: m, at_most: 1}
        {metric: m, between: [1, 2], baseline: 5}
        {done_when: I}
        {done: null}
        {done: 2026-04-20}
    """,
        """
        {}
        {metric: m}
        {metric: m, at_most: 1, below: 2}
        {metric: m, at_most: 1, done: null}
        {done_when: I, done: null}
        {done: null, at_most: 1}
        {done_when: I, baseline: 1}
        {at_most: 1}
        {metric: m, atmost: 1}
        {metric: m, at_most: one}
    """,
    ),
    *fits(
        FRAMES,
        "kpi",
        "target: 5\nhealthy: {at_least: 3}, every: week\nevery: 3 days, fresh: {error_after: 2 weeks}",
        """
        healthy: {}
        healthy: 5
        healthy: {at_least: 3, below: 9}
        every: 3
        every: fortnight
        unit: 5
    """,
    ),
    *fits(
        FRAMES,
        "initiative",
        """
        serves: A.1
        serves: [A.1]
        serves: {A.1: 0.3}
        expect: {metric: m, change: 3, within: 6 weeks}
        status: paused
    """,
        """
        serves: []
        serves: {}
        serves: {A.1: 0}
        serves: {A.1: 2}
        serves: {A.1: x}
        serves: {A 1: 1}
        expect: {metric: m, change: 3}
        expect: {metric: m, change: 3, within: 6}
        status: aktiv
        was: "a b"
    """,
    ),
    *fits(FRAMES, "id", "a\n1.10\n-x_Y.9\nÜnicode\n日本\n5", 'a b\na/b\n"a:b"\n"a#b"\n""\n[a]\nnull\ntrue\na@b\n"a~"'),
]
CHECK_INS = fits(
    FRAMES,
    "check-in",
    """
    status: green
    confidence: 0, by: d
    changed: a
    next: a
    impediments: a
""",
    """
    by: d
    status: amber
    confidence: 7
    confidence: 70%
    changed: ""
""",
)
SETTINGS = [
    *fits(
        FRAMES,
        "settings",
        """
        organization: Acme
        store: .goalsync/a.db
        store: C:/a.db
        link_label: null
        link_label: "okr:*"
        brakes: {items_vanished: 20%, source_shrunk: 0.5, links_removed: off}
        brakes: {status_flips: 100%, key_results_back: 7.5 %}
        status: {roofshot: {on_track: 0.9}, moonshot: {partly_met: 0.3}, grace: {on_track: 0.05}}
        engine: local
        concurrency: 8
        teams: {commerce: {project: [SHOP, acme/shop]}}
    """,
        """
        organisation: Acme
        organization: 5
        fiscal_year_starts: 13
        store: postgresql://h/db
        store: postgres:db
        store: mysql://x
        engine: dask://h:1
        engine: spark
        link_label: goal
        link_label: "*/*"
        link_label: 5
        attribution: even
        brakes: {items_vanished: 120%}
        brakes: {items_vanished: 20}
        brakes: {items_vanished: lots}
        brakes: {items_vanish: 20%}
        status: {roofshot: {partly_met: 0.9}}
        status: {roofshot: {on_track: 1.9}}
        concurrency: 0
        concurrency: 65
        concurrency: 8.5
        cadence: week
        teams: {commerce: {}}
        teams: {commerce: {projekt: SHOP}}
        report: {redact: all}
    """,
    ),
    *fits(
        FRAMES,
        "every source",
        """
        every: 15 minutes
        census: never
        census: 6 hours
        phases: {done: [Released], dropped: Gone}
        kinds: {epic: [Feature]}
        counts: [story]
        fields: {points: auto}
    """,
        """
        every: 15
        every: -1 minutes
        overlap: 5 min
        census: often
        census: 0 hours
        phases: {finished: [Released]}
        phases: {done: []}
        kinds: {epik: [Feature]}
        counts: [stories]
        fields: {points: ""}
        pth: x
    """,
    ),
    *fits(
        FRAMES,
        "sheets",
        """
        path: a.csv
        path: [a.csv, "b*.csv"], encoding: cp1252, delimiter: ";"
        path: a.tsv, delimiter: tab, limit: 50 MB
        url: "https://x.test/a.csv", locale: de, limit: 1.5 GiB
        url: "env:URL"
        google: 1AbC, credentials: "file:a.json", locale: en-GB
    """,
        """
        locale: de
        path: a.csv, url: "https://x.test/a.csv"
        path: []
        path: [a.csv, a.csv]
        path: ""
        path: 5
        url: "ftp://x.test/a.csv"
        url: "env:"
        google: 1AbC
        google: 1AbC, credentials: hunter2
        google: 1AbC, credentials: "env:"
        google: 1AbC, credentials: "file:a.json", delimiter: ";"
        path: a.csv, credentials: "file:a.json"
        path: a.csv, base_url: "https://x.test"
        path: a.csv, delimiter: ";;"
        path: a.csv, delimiter: x
        path: a.csv, locale: 5
        path: a.csv, limit: many
        path: a.csv, limit: 0
        path: a.csv, limit: 0 MB
    """,
    ),
]
MAPPINGS = [
    *fits(FRAMES, "metric", """
        manual: true
        manual: true, unit: x, fresh: {error_after: 9 days}
        formula: m * 2
        ratio: [m, e]
        ratio: [{kind: bug}, {not: {kind: bug}}]
        count: {kind: bug}
        sum: points, of: {kind: bug}
        percentile: 85, field: cycle_days, of: {kind: bug}
    """, """
        unit: x
        manual: false
        manual: true, formula: m * 2
        formula: ""
        ratio: [m]
        ratio: [m, e, m]
        ratio: [{kind: bug}]
        ratio: [m, {kind: bug}]
        count: {}
        count: {kind: bug}, of: {kind: bug}
        sum: points
        percentile: 0, field: cycle_days, of: {kind: bug}
        percentile: 185, field: cycle_days, of: {kind: bug}
        percentile: 85, of: {kind: bug}
        source: n
        manual: true, cell: B4
    """),
    *fits(FRAMES, "sheets metric", """
        cell: KPIs!B4
        cell: nps_now, dated: "'My Sheet'!B1"
        series: {value: NPS}
    """, """
        cell: KPIs!B4, series: {value: NPS}
        dated: B1
        series: {value: NPS}, dated: B1
        cell: KPIs!B4:B6
        cell: KPIs!
        cel: KPIs!B4
        cell: KPIs!B4, manual: true
        cell: ""
        cell: 5
    """),
    *fits(FRAMES, "series", """
        sheet: Weekly, header: 3, date: Week, value: CSAT, where: {Team: Commerce}
        date: Closed, dedupe_by: Deal, on_duplicate: sum, skip: [Total, "A*"], fill_down: Team
        row: {KPI: NPS}, dates: across, value: 2026
        where: {KPI: NPS}, dates: across
        where: {KPI: [NPS, 2]}
        value: x, percentile: 95, date: d, header: [4, 5], range: "A1:B9"
        value: x, range: "Weekly!A:F", year: 2026, dates: down
    """, """
        sheet: Weekly
        header: 3
        where: {}
        sheet: A, table: T, value: x
        range: "A1:B9", name: n, value: x
        range: A4, value: x
        row: {KPI: NPS}
        row: {KPI: NPS}, value: x
        dates: across
        dates: across, value: x
        dates: across, row: {KPI: NPS}, date: Week
        dates: across, row: {KPI: NPS}, dedupe_by: Deal
        date: d, percentile: 95
        value: x, percentile: 101
        value: x, header: 0
        value: x, header: [1, 2, 3]
        value: x, year: 26
        value: x, on_duplicate: first
        value: x, where: {Team: []}
        value: x, skip: [/Total/]
        value: x, valeu: y
    """),
    *fits(FRAMES, "when", """
        {label: okr}
        {kind: [bug, "st*"], phase: done, source: n}
        {all: [{label: okr}, {any: [{title: /^a/}, {key: S*}]}]}
        {not: {label: okr}}
        {field: {name: v}}
        {created_after: 2026-01-01, closed_in: 30 days}
    """, """
        {}
        null
        text
        {label: []}
        {label: ""}
        {label: true}
        {kind: bugg}
        {kind: [bug, epik]}
        {phase: open}
        {not: {}}
        {all: []}
        {any: [{}]}
        {field: x}
        {field: {name: []}}
        {created_after: yesterday}
        {closed_in: 30}
        {closed_in: 0 days}
        {labell: x}
    """),
    *fits(FRAMES, "rule", "when: {key: a}, link_to: I\nwhen: {key: a}, link_to: [I, A.1]", """
        when: {key: a}
        link_to: I
        when: {key: a}, link_to: []
        when: {key: a}, link_to: {I: 1}
    """),
    *fits(FRAMES, "exemption", "owner: o, until: 2026-12-31, budget: 30%\nbudget: 0.3\nbudget: 0 %", """
        until: soon
        budget: 300%
        budget: 30
        budget: off
        reson: x
    """),
    *fits(FRAMES, "test", """
        item: {label: a, source: n}, expect: unlinked
        item: {label: [a, b]}, expect: {linked_to: I}
        item: {}, expect: {exempt: x}
    """, """
        item: {label: a}
        item: {label: a}, expect: linked
        item: {label: a}, expect: {}
        item: {label: a}, expect: {linked_to: I, exempt: x}
        item: {label: a}, expect: {linked_to: []}
        item: {labell: a}, expect: unlinked
        item: {kind: bugg}, expect: unlinked
    """),
]  # fmt: skip
CASES = [
    pytest.param(kind, *case.values, id=case.id)
    for kind, cases in (("goals", GOALS), ("check-ins", CHECK_INS), ("settings", SETTINGS), ("mappings", MAPPINGS))
    for case in cases
]


@pytest.mark.parametrize(("kind", "text", "fine"), CASES)
def test_both_say_the_same(kind: str, text: str, fine: bool) -> None:
    """Taken by both, or refused by both."""
    found = errors(kind, text)
    assert (not found) == fine, found
    assert accepted_by_schema(kind, text) == fine
