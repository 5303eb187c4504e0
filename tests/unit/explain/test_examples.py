"""Tests of rules: example items against the compiled rules."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from goalsync.core.explain import try_examples
from goalsync.model.explanation import ExampleResult
from goalsync.render.screen import Screen
from goalsync.render.text.examples import examples, problems_of
from support.workspaces import FULL, MAPPINGS, configuration_of, lines_of

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
RULES = """\
rules:
  - {id: epics, when: {source: tracker, kind: epic, label: okr}, link_to: one}
  - {id: two-ways, when: {label: both}, link_to: [one, K1]}
  - {id: by-key, when: {key: SHOP-1}, link_to: K1}
  - {id: below, when: {under: SHOP-7}, link_to: K2}
  - {id: bets, when: {label: bet}, link_to: idle}
  - {id: lately, when: {closed_in: 30 days, field: {size: L}}, link_to: K2}
exempt:
  - {id: chores, when: {label: [ktlo, okr]}, reason: r}
  - {id: old, when: {label: old}, reason: r, until: 2026-10-31}
  - {id: season, when: {label: ktlo}, reason: r}
tests:
"""
GOALS = FULL["config/goals/company.yaml"] + "  - {id: idle, title: t, serves: [K1], status: candidate}\n"


def tried(directory: Path, *tests: str) -> tuple[ExampleResult, ...]:
    """The tests, each `item`, `expect` in YAML."""
    lines = "".join(f"  - {{name: t{number}, {test}}}\n" for number, test in enumerate(tests))
    metrics = FULL[MAPPINGS].partition("rules:")[0]
    files = {"config/goals/company.yaml": GOALS, MAPPINGS: metrics, "mappings/rules.yaml": RULES + lines}
    return try_examples(configuration_of(directory, files), NOW)


@pytest.mark.parametrize(
    "test",
    [
        "item: {source: tracker, kind: epic, label: okr}, expect: {linked_to: one}",
        "item: {source: tracker, kind: epic, label: OKR}, expect: {linked_to: [one]}",
        "item: {kind: epic, label: okr}, expect: {exempt: chores}",
        "item: {label: both}, expect: {linked_to: [K1, one]}",
        "item: {label: goal/G1}, expect: {linked_to: G1}",
        "item: {label: goal/g1}, expect: {linked_to: G1}",
        "item: {label: goal/G99}, expect: unlinked",
        "item: {label: bet}, expect: unlinked",
        "item: {kind: bug}, expect: unlinked",
        "item: {parent: SHOP-1}, expect: {linked_to: K1}",
        "item: {parent: SHOP-2, under: [SHOP-1]}, expect: {linked_to: K1}",
        "item: {parent: {parent: SHOP-7}}, expect: {linked_to: K2}",
        "item: {source: tracker, parent: {kind: epic, label: okr}}, expect: {linked_to: one}",
        "item: {label: ktlo, parent: SHOP-1}, expect: {exempt: chores}",
        "item: {parent: {label: ktlo, parent: SHOP-1}}, expect: {exempt: chores}",
        "item: {closed: 2026-11-01, field: {size: L}}, expect: {linked_to: K2}",
        "item: {closed: 2026-10-01, field: {size: L}}, expect: unlinked",
        "item: {label: old}, expect: unlinked",
    ],
)
def test_what_holds(tmp_path: Path, test: str) -> None:
    """Own link, own exemption, then what a described parent hands down; nothing else is known of the item."""
    (found,) = tried(tmp_path, test)
    assert found.passed, found
    assert found.why == ()


@pytest.mark.parametrize(
    ("test", "is_", "why"),
    [
        (
            "item: {kind: epic, label: okr, key: SHOP-1}, expect: {linked_to: one}",
            "linked to K1 by rule by-key (mappings/rules.yaml:4)",
            "rule epics (mappings/rules.yaml:2) leads to one, but source: tracker does not hold",
        ),
        ("item: {label: both}, expect: {linked_to: one}", "0.5 of it each", "K1 is not expected"),
        ("item: {label: bet}, expect: {linked_to: idle}", "unlinked", "idle is a candidate or dropped"),
        ("item: {label: both}, expect: unlinked", "by rule two-ways (mappings/rules.yaml:3)", ""),
        ("item: {label: x}, expect: {linked_to: G1}", "unlinked", "no rule leads to G1"),
        ("item: {label: x}, expect: {exempt: season}", "unlinked", "does not apply: label: ktlo does not hold"),
        ("item: {label: ktlo}, expect: {exempt: season}", "exempt by chores", "chores comes first"),
        ("item: {label: [ktlo, both]}, expect: {exempt: chores}", "linked to K1", "a link comes first"),
        ("item: {label: old}, expect: {exempt: old}", "unlinked", "old (mappings/rules.yaml:10) ended on 2026-10-31"),
        (
            "item: {parent: {parent: SHOP-1}}, expect: unlinked",
            "linked to K1 by rule by-key (mappings/rules.yaml:4), inherited from SHOP-1",
            "",
        ),
    ],
)
def test_what_does_not_hold_says_what_did_it(tmp_path: Path, test: str, is_: str, why: str) -> None:
    """Which rule linked what instead, with its place, and what is in the way of what was expected."""
    (found,) = tried(tmp_path, test)
    assert not found.passed
    assert is_ in found.found
    assert why in "; ".join(found.why)
    assert (found.file, found.line, found.column) == ("mappings/rules.yaml", 13, 5)


def test_in_words_and_as_problems(tmp_path: Path) -> None:
    """All tests in their order, those that fail with place; as problems only these."""
    found = tried(tmp_path, "item: {label: both}, expect: unlinked", "item: {label: x}, expect: unlinked")
    text = examples(found, Screen())
    assert "✖ t0  (mappings/rules.yaml:13:5)" in text
    assert "expected: unlinked" in text
    assert "✔ t1: unlinked" in text
    assert text.endswith("1 test of 2 fails.\n")
    (problem,) = problems_of(found)
    assert (problem.line, problem.rule) == (13, "rule-test")
    assert "All good: 1 test of rules." in examples(found[1:], Screen())
    assert "tests:" in examples((), Screen())


def test_a_wrong_source_of_a_described_parent_is_told(tmp_path: Path) -> None:
    """As that of the item itself, with its place."""
    files = {
        **FULL,
        "mappings/rules.yaml": "tests:\n  - {name: t, item: {parent: {source: trakcer}}, expect: unlinked}\n",
    }
    told = "mappings/rules.yaml:2:31: tests[0].item.parent.source: there is no source 'trakcer'"
    assert [told in line for line in lines_of(tmp_path, files)].count(True) == 1
