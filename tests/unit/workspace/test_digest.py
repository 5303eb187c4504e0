"""The digest changes with everything that can change a number, and with nothing else."""

from pathlib import Path

import pytest

from support.workspaces import GOALS, MAPPINGS, configuration_of

SETTINGS = """\
organization: Acme
sources: {numbers: {connector: table, path: a.csv, token: env:TOKEN}}
store: state.db
concurrency: 2
timezone: UTC
teams: {a: {label: x}, b: {label: y}}
report: {redact: none}
"""
OBJECTIVES = """\
objectives:
  - {id: O1, title: t, owner: o, period: 2026-Q4, key_results: [{id: K1, title: t, metric: a, baseline: 1, target: 2}]}
  - {id: O2, title: t, owner: o, period: 2026-Q4}
"""
METRICS = """\
metrics:
  - {id: a, source: numbers, cell: B4}
  - {id: b, manual: true}
rules: [{id: r, when: {label: x}, link_to: K1}]
"""
FILES = {"config/goalsync.yaml": SETTINGS, GOALS: OBJECTIVES, MAPPINGS: METRICS}


def digest(directory: Path, name: str, files: dict[str, str]) -> str:
    """The digest of a workspace of its own."""
    return configuration_of(directory / name, files).digest


SAME = {
    "a comment": {GOALS: "# hello\n" + OBJECTIVES},
    "block style": {MAPPINGS: METRICS.replace("{id: b, manual: true}", "manual:   true\n    id: 'b'")},
    "a default written out": {GOALS: OBJECTIVES.replace("baseline: 1", "baseline: 1.0, weight: 1, mode: sync")},
    "another order": {GOALS: "objectives:\n" + "".join(reversed(OBJECTIVES.splitlines(keepends=True)[1:]))},
    "another file": {GOALS: "\n".join(OBJECTIVES.split("\n")[:2]), "config/goals/a.yaml": "objectives:\n"
                     + OBJECTIVES.split("\n")[2]},
    "the organization": {"config/goalsync.yaml": SETTINGS.replace("Acme", "Other")},
    "the store": {"config/goalsync.yaml": SETTINGS.replace("state.db", "other.db")},
    "the concurrency": {"config/goalsync.yaml": SETTINGS.replace("concurrency: 2", "concurrency: 3")},
    "the report": {"config/goalsync.yaml": SETTINGS.replace("redact: none", "redact: keys")},
    "a check-in": {"config/check-ins/a.yaml": "check_ins: [{id: K1, on: 2026-11-01, status: red}]"},
}  # fmt: skip
OTHER = {
    "a target": {GOALS: OBJECTIVES.replace("target: 2", "target: 3")},
    "a period": {GOALS: OBJECTIVES.replace("2026-Q4", "2026-Q3")},
    "a metric's cell": {MAPPINGS: METRICS.replace("B4", "B5")},
    "a rule": {MAPPINGS: METRICS.replace("label: x", "label: z")},
    "a path": {"config/goalsync.yaml": SETTINGS.replace("a.csv", "b.csv")},
    "which secret": {"config/goalsync.yaml": SETTINGS.replace("env:TOKEN", "env:OTHER")},
    "the time zone": {"config/goalsync.yaml": SETTINGS.replace("UTC", "Asia/Tokyo")},
    "the order of teams": {"config/goalsync.yaml": SETTINGS.replace("a: {label: x}, b: {label: y}",
                                                                   "b: {label: y}, a: {label: x}")},
    "freshness": {"config/goalsync.yaml": SETTINGS + "fresh: {error_after: 5 days}\n"},
    "the bands": {"config/goalsync.yaml": SETTINGS + "status: {grace: {on_track: 0.01}}\n"},
}  # fmt: skip


@pytest.mark.parametrize("change", SAME, ids=list(SAME))
def test_what_does_not_change_it(tmp_path: Path, change: str) -> None:
    """Comments, layout, files and how things are shown change no number."""
    assert digest(tmp_path, "a", FILES) == digest(tmp_path, "b", {**FILES, **SAME[change]})


@pytest.mark.parametrize("change", OTHER, ids=list(OTHER))
def test_what_changes_it(tmp_path: Path, change: str) -> None:
    """Whatever a number depends on does."""
    assert digest(tmp_path, "a", FILES) != digest(tmp_path, "b", {**FILES, **OTHER[change]})
