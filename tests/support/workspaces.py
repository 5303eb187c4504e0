"""Workspaces made of text, and stand-in connectors as small as a third party's could be."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from goalsync.model.place import Problem
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import OnDuplicate
from goalsync.sdk.connector import Connector, Context, MetricConfig, Source, SourceConfig
from goalsync.sdk.secrets import SecretReference
from goalsync.workspace import WorkspaceError, load

SETTINGS = """\
sources:
  numbers: {connector: table, path: numbers.csv}
  tracker: {connector: board, projects: [SHOP]}
"""
GOALS = "config/goals/company.yaml"
MAPPINGS = "mappings/metrics.yaml"


class Rows(BaseModel):
    """A nested model of a connector, with a field of several forms."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: str | None = None
    header: int | list[int] | None = None
    where: dict[str, Any] = {}


class TableSource(SourceConfig):
    """Keys of a source of tables."""

    path: str | list[str]
    token: SecretReference | None = None
    pin: SecretReference | None = None


class TableMetric(MetricConfig):
    """A cell, or rows that are dated events."""

    cell: str | None = None
    rows: Rows | None = None
    file: str | None = None

    def events(self) -> bool:
        return self.rows is not None

    def duplicates(self) -> OnDuplicate:
        return OnDuplicate.SUM if self.rows else OnDuplicate.ERROR

    def problems(self, source: SourceConfig) -> Iterable[tuple[tuple[str | int, ...], str]]:
        assert isinstance(source, TableSource)
        if self.file is not None and self.file != source.path:
            yield ("file",), f"the source has no file '{self.file}'"


class Table:
    """Reads metrics."""

    name: ClassVar[str] = "table"
    summary: ClassVar[str] = "tables"
    source_config: type[SourceConfig] = TableSource
    metric_config: type[MetricConfig] | None = TableMetric

    def open(self, config: Any, context: Context) -> Source:
        raise NotImplementedError


class BoardSource(SourceConfig):
    """Keys of a source of work."""

    projects: list[str]


class Board:
    """Reads work, no metrics."""

    name: ClassVar[str] = "board"
    summary: ClassVar[str] = "work"
    source_config: type[SourceConfig] = BoardSource
    metric_config: type[MetricConfig] | None = None

    def open(self, config: Any, context: Context) -> Source:
        raise NotImplementedError


CONNECTORS: Mapping[str, Connector] = {"table": Table(), "board": Board()}


def write_files(directory: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files into a directory, with good settings unless others are given."""
    for name, content in {"config/goalsync.yaml": SETTINGS, **files}.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return directory


def configuration_of(directory: Path, files: Mapping[str, str | bytes]) -> Configuration:
    """What a workspace of these files declares."""
    return load(write_files(directory, files), CONNECTORS, {}).configuration


def problems_of(directory: Path, files: Mapping[str, str | bytes]) -> tuple[Problem, ...]:
    """Every problem of a workspace of these files; warnings where it is usable."""
    write_files(directory, files)
    try:
        return load(directory, CONNECTORS, {}).configuration.warnings
    except WorkspaceError as error:
        return error.problems


def lines_of(directory: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """The same, as `check` prints them."""
    return [str(problem) for problem in problems_of(directory, files)]


FULL: Mapping[str, str] = {
    "config/goalsync.yaml": """\
organization: Acme
fiscal_year_starts: 4
timezone: Europe/Berlin
sources:
  numbers: {connector: table, path: numbers.csv, token: env:TOKEN, every: 15 minutes, census: never}
  tracker:
    connector: board
    projects: [SHOP, PAY]
    phases: {done: [Released]}
    kinds: {epic: [Feature]}
    counts: [story]
    fields: {points: auto}
link_label: "goal/*"
attribution: split
brakes: {items_vanished: 20%, source_shrunk: 0.5, links_removed: off}
status: {roofshot: {on_track: 0.9}, moonshot: {partly_met: 0.3}, grace: {on_track: 0.05}}
fresh: {warn_after: 30 days, error_after: 60 days}
teams: {commerce: {project: [SHOP, acme/shop]}}
report: {redact: none}
""",
    GOALS: """\
objectives:
  - {id: CO1, title: Company, owner: kim, period: 2026}
  - id: O1
    title: Aim
    owner: dana
    team: commerce
    period: {start: 2026-10-01, end: 2026-12-31}
    contributes_to: [CO1]
    rollup: mean
    key_results:
      - {id: K1, title: t, owner: sam, metric: nps, baseline: 21, target: 24, commit: 22, unit: "%"}
      - {id: K2, title: t, metric: nps, baseline: 21, by_percent: 25, ambition: moonshot, pacing: back_loaded}
      - {id: K3, title: t, metric: talks, reach: 10, accumulate: count, weight: 2, mode: observe}
      - {id: K4, title: t, metric: share, target: 95, direction: increase}
      - {id: K5, title: t, metric: nps, maintain: {between: [30, 50]}, warn: 32, judge: p95, guardrail: false}
      - {id: K6, title: t, metric: nps, hit: {at_least: 4, times: 10, out_of: 12, every: week}, per_period: mean}
      - {id: K7, title: t, milestone: {done_when: one}, fresh: {warn_after: 5 days}}
      - {id: K8, title: t, steps: [{title: a, due: 2026-10-31, done: null, weight: 2}], was: K0}
      - {id: K9, title: t, work: points, dropped: open, pacing: [{date: 2026-10-31, progress: 0.2}]}
      - {id: K10, title: t, work: items, override: {value: 5, by: dana, reason: r, until: 2026-11-30}}
goals:
  - id: G1
    statement: By September
    owner: kim
    due: 2026-09-15
    start: 2026-01-01
    category: metric
    lever: input
    pass_if: [{metric: nps, at_most: 1, baseline: 3}, {done_when: SHOP-12}, {done: null}]
    s_team: {by: SVP, on: 2026-01-12}
  - {id: G2, statement: Both, shared_by: [a, b], due: 2026-09-15, pass_if: [{done: 2026-04-20}]}
kpis:
  - {id: P1, title: t, owner: lee, metric: nps, target: 350, every: month, healthy: {at_least: 300}}
initiatives:
  - id: one
    title: One
    serves: [K1, G1]
    expect: {metric: nps, change: 3, within: 6 weeks}
    status: active
  - {id: two, title: Two, serves: {K1: 0.7, P1: 0.3}}
""",
    MAPPINGS: """\
metrics:
  - {id: nps, source: numbers, cell: B4, unit: points, fresh: {error_after: 9 days}}
  - {id: deals, source: numbers, rows: {sheet: Deals, header: [4, 5], where: {Stage: Won}}}
  - {id: talks, manual: true}
  - {id: share, ratio: [talks, nps]}
  - {id: first_try, ratio: [{kind: bug}, {not: {kind: bug}}]}
  - {id: margin, formula: (talks - nps) / nps * 100}
  - {id: bugs, count: {source: tracker, kind: bug, phase: [todo, doing]}}
  - {id: points, sum: points, of: {phase: done, closed_in: period}}
  - {id: cycle, percentile: 85, field: cycle_days, of: {kind: story, created_after: 2026-01-01}}
rules:
  - {id: r, when: {all: [{label: okr}, {any: [{title: /^a/}, {key: S*}]}]}, link_to: [one, K1]}
exempt:
  - {id: e, when: {label: [ktlo]}, reason: r, owner: ops, until: 2026-12-31, budget: 30%}
tests:
  - {name: t, item: {source: tracker, kind: epic, label: okr}, expect: {linked_to: one}}
  - {name: u, item: {label: ktlo}, expect: {exempt: e}}
  - {name: v, item: {label: x}, expect: unlinked}
""",
    "config/check-ins/a.yaml": """\
check_ins:
  - {id: K1, on: 2026-11-02, by: dana, confidence: 0.7, status: green, changed: more, next: hire}
""",
}
"""A workspace with everything that can be said, without a problem or a warning."""
