"""Rules that can never match and conditions that are said twice: warnings, never errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from goalsync.workspace import WorkspaceError, load
from support.workspaces import FULL, MAPPINGS, SETTINGS, Board, BoardSource, Table, write_files

GOALS = FULL["config/goals/company.yaml"]


class Shop(BoardSource):
    """A source that says what it pulls."""

    def pulled_projects(self) -> tuple[str, ...]:
        return tuple(self.projects)


class Tracker(Board):
    """A connector that says what kinds there are."""

    source_config = Shop
    kinds = frozenset({"epic", "story", "bug"})


class Numbers(Table):
    """A connector without work."""

    brings_work = False


CONNECTORS = {"table": Numbers(), "board": Tracker()}


def lines_of(directory: Path, rules: str, settings: str = SETTINGS) -> list[str]:
    """What is wrong with these rules."""
    metrics = FULL[MAPPINGS].partition("rules:")[0]
    files = {"config/goalsync.yaml": settings, "config/goals/company.yaml": GOALS, MAPPINGS: metrics}
    write_files(directory, {**files, "mappings/rules.yaml": rules})
    try:
        return [str(problem) for problem in load(directory, CONNECTORS, {}).configuration.warnings]
    except WorkspaceError as error:
        return [str(problem) for problem in error.problems]


@pytest.mark.parametrize(
    "when",
    [
        "{project: SHOP}",
        "{project: shop, kind: EPIC}",
        "{project: S*, label: x}",
        "{project: /^SH/}",
        "{kind: [subtask, story]}",
        "{not: {project: PAY}}",
        "{any: [{project: PAY}, {kind: bug}]}",
        "{all: [{kind: [epic, bug]}, {kind: bug}]}",
        "{not: {kind: bug, label: x}, kind: bug}",
        "{label: never-seen}",
    ],
)
def test_what_may_match_is_not_doubted(tmp_path: Path, when: str) -> None:
    """As soon as one source, project and kind could fit, nothing is said."""
    assert lines_of(tmp_path, f"rules:\n  - {{id: r, when: {when}, link_to: one}}\n") == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ("{project: SHIP}", "when.project: no item can match: tracker pulls SHOP"),
        ("{source: numbers}", "when.source: no source with work items can match"),
        ("{kind: pull_request}", "when.kind: no item can match: the kinds of tracker are epic, story and bug"),
        ("{kind: bug, not: {kind: bug}}", "when.kind: no item can match"),
        ("{all: [{kind: epic}, {kind: bug}]}", "when: no item can match"),
        ("{any: [{project: PAY}, {project: /x/, kind: issue}]}", "when: no item can match all of this"),
        ("{project: SHOP, all: [{any: [{project: PAY}]}]}", "when.project: no item can match"),
    ],
)
def test_what_can_never_match_is_told(tmp_path: Path, when: str, said: str) -> None:
    """A warning at the key that is in the way."""
    (line,) = lines_of(tmp_path, f"rules:\n  - {{id: r, when: {when}, link_to: one}}\n")
    assert line.startswith("mappings/rules.yaml:2:")
    assert f"warning: rules[0].{said}" in line


def test_of_several_sources_one_is_enough(tmp_path: Path) -> None:
    """Kinds that one tracker has and projects that another has do not come together."""
    settings = SETTINGS + "  second: {connector: board, projects: [PAY, 'acme/*'], kinds: {issue: [Issue]}}\n"
    rules = """\
rules:
  - {id: a, when: {project: PAY}, link_to: one}
  - {id: b, when: {project: acme/shop, kind: issue}, link_to: one}
  - {id: c, when: {project: SHOP, kind: issue}, link_to: one}
  - {id: d, when: {source: tracker, project: PAY}, link_to: one}
"""
    found = lines_of(tmp_path, rules, settings)
    assert [line.split(":")[1] for line in found] == ["4", "5"]


def test_equal_conditions_are_told(tmp_path: Path) -> None:
    """Order and case do not matter; the second one is told, with the place of the first."""
    rules = """\
rules:
  - {id: a, when: {label: [x, Y], kind: epic}, link_to: one}
  - {id: b, when: {kind: Epic, label: [y, x]}, link_to: two}
  - {id: c, when: {label: [x]}, link_to: two}
exempt:
  - {id: e, when: {label: z}, reason: r}
  - {id: f, when: {label: Z}, reason: r}
  - {id: g, when: {label: x}, reason: r}
"""
    found = lines_of(tmp_path, rules)
    assert [line.partition("warning: ")[2] for line in found] == [
        "rules[1].when: rule a at mappings/rules.yaml:2:5 has the same condition",
        "exempt[1].when: exemption e at mappings/rules.yaml:6:5 has the same condition, and comes first",
        (
            "exempt[2].when: rule c at mappings/rules.yaml:4:5 has the same condition, "
            "and a link comes before an exemption"
        ),
    ]


def test_patterns_differ_by_case(tmp_path: Path) -> None:
    """/a/ and /A/ are two conditions."""
    rules = "rules:\n" + "".join(f"  - {{id: {one}, when: {{title: /{one}/}}, link_to: one}}\n" for one in "aA")
    assert lines_of(tmp_path, rules) == []
