"""JSON Schemas for editors, read by somebody else's reader."""

from datetime import date
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from goalsync.registry import connectors
from goalsync.workspace import schema
from goalsync.workspace.problems import Problems
from goalsync.workspace.reading import read_text
from goalsync.workspace.template import files
from support.workspaces import CONNECTORS

KINDS = ["settings", "goals", "mappings", "check-ins"]
SETTINGS = """\
organization: Acme
fiscal_year_starts: 1
timezone: Europe/Berlin
store: .goalsync/goalsync.db
sources:
  numbers:
    connector: sheets
    path: data/kpis.xlsx
    locale: de
    every: 15 minutes
    census: never
    phases: {done: [Released], dropped: ["Risk accepted"]}
    kinds: {epic: [Feature], bug: [bug]}
    fields: {points: auto, team: customfield_10001}
  many: {connector: sheets, path: [a.csv, "b-*.csv"], encoding: cp1252, delimiter: ";"}
  web: {connector: sheets, url: https://example.com/kpis.csv}
  google: {connector: sheets, google: 1AbC, credentials: file:service-account.json}
link_label: "goal/*"
attribution: split
brakes: {items_vanished: 20%, source_shrunk: 0.5, links_removed: off}
status:
  roofshot: {on_track: 0.9, off_track: 0.7, met: 1.0}
  moonshot: {on_track: 0.7, off_track: 0.3, met: 0.7, partly_met: 0.3}
  grace: {on_track: 0.05, off_track: 0.10}
engine: local
concurrency: 8
fresh: {error_after: 60 days}
cadence: quarter
teams:
  commerce: {project: [SHOP, acme/shop]}
report: {redact: none}
"""
GOALS = """\
objectives:
  - id: O1
    title: Create an awesome customer experience
    owner: dana
    team: commerce
    period: 2026-Q4
    contributes_to: [CO1]
    rollup: mean
    key_results:
      - {id: O1.KR2, title: t, owner: sam, metric: repurchase_rate, baseline: 21, target: 24, unit: "%"}
      - {id: O1.KR3, title: t, metric: m, maintain: {between: [1, 2]}, warn: 1.5, judge: p95, period: 2026}
      - {id: O1.KR4, title: t, metric: m, hit: {at_least: 4, times: 10, out_of: 12, every: 14 days}}
      - {id: O1.KR5, title: t, steps: [{title: a, due: 2026-10-31, done: null, weight: 2}]}
      - {id: O1.KR6, title: t, milestone: {}, period: {start: 2026-10-01, end: 2026-12-31}, pacing: back_loaded}
      - {id: O1.KR7, title: t, work: items, pacing: [{date: 2026-10-31, progress: 0.2}]}
goals:
  - id: G7
    statement: TP95 one-hour delivery to any business in the LA metro area by September 15th for 200k items
    owner: kim
    due: 2026-09-15
    start: 2026-01-01
    category: metric
    lever: input
    pass_if:
      - {metric: la_tp95_hours, at_most: 1}
      - {metric: la_items, at_least: 200000}
      - {done: null}
    s_team: {by: "SVP Operations", on: 2026-01-12}
  - {id: S2-1, statement: x, shared_by: [product, operations], due: 2026-09-15, pass_if: [{done_when: SHOP-1}]}
kpis:
  - {id: acv, title: t, owner: lee, metric: average, target: 350, every: month, healthy: {at_least: 300}}
initiatives:
  - id: one-click
    title: One-click checkout
    owner: sam
    team: commerce
    serves: [O1.KR2]
    hypothesis: Fewer steps raise repurchase
    expect: {metric: repurchase_rate, change: 3, within: 6 weeks}
    status: active
  - {id: two, title: Two, serves: {O1.KR2: 0.7, O1.KR1: 0.3}}
  - {id: 1.10, title: Three, serves: one}
"""
MAPPINGS = """\
metrics:
  - {id: nps, source: numbers, cell: KPIs!B4}
  - id: csat_weekly
    source: numbers
    series: {sheet: Weekly, header: 3, date: Week, value: CSAT, where: {Team: Commerce}}
  - {id: nps_wide, source: numbers, series: {sheet: Scorecard, row: {KPI: NPS}, dates: across}}
  - id: deals_won
    source: numbers
    series: {sheet: Deals, date: Closed, value: Amount, where: {Stage: [Won, 2]}, dedupe_by: Deal ID}
  - {id: open_bugs, count: {source: tracker, kind: bug, phase: [todo, doing]}}
  - {id: points_done, sum: points, of: {source: tracker, phase: done, closed_in: period}}
  - {id: cycle_time_p85, percentile: 85, field: cycle_days, of: {kind: story, closed_in: 30 days}}
  - {id: contacted, ratio: [contacted_24h, signups]}
  - {id: first_try, ratio: [{kind: bug}, {not: {kind: bug}}]}
  - {id: margin, formula: (revenue - cost) / revenue * 100}
  - {id: merchant_interviews, manual: true}
rules:
  - {id: checkout-epics, when: {source: tracker, kind: epic, label: okr-checkout}, link_to: one-click}
exempt:
  - {id: ktlo, when: {label: [ktlo, security]}, reason: Operations, owner: ops, until: 2026-12-31, budget: 30%}
tests:
  - {name: t, item: {source: tracker, kind: epic, label: okr-checkout}, expect: {linked_to: one-click}}
  - {name: t, item: {label: x}, expect: unlinked}
"""
CHECK_INS = "check_ins: [{id: O1.KR2, on: 2026-11-02, by: sam, confidence: 0.7, status: green, changed: a, next: b}]\n"
GOOD = {"settings": SETTINGS, "goals": GOALS, "mappings": MAPPINGS, "check-ins": CHECK_INS}


def data(text: str) -> Any:
    """YAML as an editor hands it to a schema's reader."""
    part = read_text(text, "f.yaml", Problems())
    assert part is not None
    return part.value


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    """Draft 2020-12, with every reference inside, and closed at the top."""
    found = schema(kind, connectors())
    Draft202012Validator.check_schema(found)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["additionalProperties"] is False
    text = str(found)
    names = set(found.get("$defs", {}))  # type: ignore[call-overload]
    assert all(reference.split("'")[0] in names for reference in text.split("#/$defs/")[1:])


@pytest.mark.parametrize("kind", KINDS)
def test_good_documents_fit(kind: str) -> None:
    """The documents of the specification are taken."""
    Draft202012Validator(schema(kind, connectors())).validate(data(GOOD[kind]))


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("settings", "config/goalsync.yaml"),
        ("goals", "config/goals/company.yaml"),
        ("mappings", "mappings/metrics.yaml"),
    ],
)
def test_the_template_fits(kind: str, file: str) -> None:
    """What `goalsync init` writes is taken."""
    Draft202012Validator(schema(kind, connectors())).validate(data(files(date(2026, 11, 22))[file]))


BAD = {
    "settings": ["{}", "sources: {n: {connector: nope}}", "sources: {n: {connector: table, pathh: a}}", "xyz: 1"],
    "goals": [
        "objectives: [{id: O}]",
        "kpis: [{id: a, titel: b}]",
        "objectives: {}",
        "initiatives: [{id: a, title: 5}]",
    ],
    "mappings": ["metrics: [{id: a}]", "metrics: [{id: a, source: n, celll: b}]", "rules: [{id: r, when: {x: y}}]"],
    "check-ins": ["check_ins: [{id: a}]", "check_ins: [{id: a, on: today}]"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in BAD.items() for text in texts])
def test_bad_documents_do_not_fit(kind: str, text: str) -> None:
    """An editor marks what `check` refuses."""
    assert not Draft202012Validator(schema(kind, CONNECTORS)).is_valid(data(text))


def test_keys_are_described() -> None:
    """Hovering over a key says what it is, a connector's own keys included."""
    found: Any = schema("settings", connectors())
    assert found["properties"]["timezone"]["description"]
    choices = found["properties"]["sources"]["additionalProperties"]["anyOf"]
    (sheets,) = (one for one in choices if one["properties"]["connector"]["const"] == "sheets")
    assert sheets["properties"]["path"]["description"]
    assert sheets["properties"]["every"]["description"]
