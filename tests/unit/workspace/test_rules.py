"""Rules, exemptions, tests of rules, and conditions."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from goalsync.model.condition import Condition
from support.workspaces import GOALS, MAPPINGS, configuration_of, problems_of

INITIATIVES = {GOALS: "initiatives: [{id: one, title: t}, {id: two, title: t}]\n"}
GOOD = """\
rules:
  - id: r
    when:
      source: TRACK*
      kind: [bug, st*]
      label: /^okr-\\d+$/
      field: {Squad: [a, 2]}
      created_after: 2026-01-01
      closed_in: 30 days
      all: [{phase: done}, {not: {title: "*wip*"}}]
    link_to: [one, two, one]
exempt:
  - {id: e, when: {label: ktlo}, reason: r, owner: ops, until: 2026-12-31, budget: 30%}
tests:
  - name: a
    item: {source: tracker, kind: epic, label: okr-1, field: {Squad: a}, created: 2026-02-01}
    expect: {linked_to: one}
  - {name: b, item: {label: [ktlo, x]}, expect: {exempt: e}}
  - {name: c, item: {label: x}, expect: unlinked}
"""


def test_everything_that_can_be_said(tmp_path: Path) -> None:
    """Conditions are typed: texts in tuples, days and durations as they are."""
    found = configuration_of(tmp_path, {MAPPINGS: GOOD, **INITIATIVES}).mappings
    rule = found.rules["r"]
    assert rule.when == Condition(
        source=("TRACK*",),
        kind=("bug", "st*"),
        label=("/^okr-\\d+$/",),
        field={"Squad": ("a", "2")},
        created_after=date(2026, 1, 1),
        closed_in=timedelta(days=30),
        all=(Condition(phase=("done",)), Condition(not_=Condition(title=("*wip*",)))),
    )
    assert (rule.link_to, str(rule.place)) == (("one", "two"), f"{MAPPINGS}:2:5")
    exemption = found.exemptions["e"]
    assert (exemption.reason, exemption.owner, exemption.until, exemption.budget) == (
        "r",
        "ops",
        date(2026, 12, 31),
        0.3,
    )
    first, second, third = found.tests
    assert first.item == {
        "source": "tracker",
        "kind": "epic",
        "label": ("okr-1",),
        "field": {"Squad": "a"},
        "created": date(2026, 2, 1),
    }
    assert (first.expect, second.expect, third.expect) == (
        {"linked_to": ("one",)},
        {"exempt": "e"},
        {"unlinked": True},
    )


R = "rules: [{id: r, link_to: one, when: "
T = "tests: [{name: t, item: {label: x}, expect: "
WRONG = {
    "rules: [{id: r, link_to: one}]": "9: rules[0].when: missing",
    "rules: [{id: r, when: {kind: bug}}]": "9: rules[0].link_to: missing",
    "rules: [{id: r, when: {kind: bug}, link_to: []}]": "36: rules[0].link_to: expected 1 entry at least, got none",
    "rules: [{id: r, when: {kind: bug}, link_to: on}]": "36: rules[0].link_to: "
    "there is no initiative, key result or goal 'on'; did you mean 'one'?",
    R + "{}}]": "31: rules[0].when: an empty condition matches everything",
    R + "bug}]": "31: rules[0].when: expected a mapping (key: value), got 'bug'",
    R + "{label: []}}]": "38: rules[0].when.label: expected 1 entry at least, got none",
    R + "{label: {a: b}}}]": "38: rules[0].when.label: expected text, got a mapping",
    R + "{any: {kind: bug}}}]": "38: rules[0].when.any: expected a list, got a mapping",
    R + "{any: [{kind: bug}, {kin: bug}]}}]": "58: rules[0].when.any[1].kin: unknown key; did you mean 'kind'?",
    R + "{closed_in: period}}]": "38: rules[0].when.closed_in: "
    "only a metric has the period of the key result that uses it",
    R + "{source: numbrs}}]": "38: rules[0].when.source: there is no source 'numbrs'; did you mean 'numbers'?",
    R + "{source: x*}}]": "38: rules[0].when.source: there is no source 'x*'",
    R + "{label: '/[/'}}]": "38: rules[0].when.label: '/[/' is not a pattern: missing ]: [",
    "exempt: [{id: e, when: {kind: bug}}]": "10: exempt[0].reason: missing",
    "exempt: [{id: e, reason: r, budget: 200%, when: {kind: bug}}]": "29: exempt[0].budget: "
    "expected a share such as 30% or 0.3, got '200%'",
    "exempt: [{id: e, reason: r, until: 31.12.2026, when: {kind: bug}}]": "29: exempt[0].until: "
    "expected a date such as 2026-10-31, got '31.12.2026'",
    T + "linked}]": "37: tests[0].expect: expected unlinked, got 'linked'; did you mean 'unlinked'?",
    T + "{}}]": "37: tests[0].expect: expected linked_to or exempt, one of them",
    T + "{exempt: x}}]": "46: tests[0].expect.exempt: there is no exemption 'x'",
    T + "{linked_to: x}}]": "46: tests[0].expect.linked_to: there is no initiative, key result or goal 'x'",
    T + "{linkd_to: one}}]": "46: tests[0].expect.linkd_to: unknown key; did you mean 'linked_to'?",
    "tests: [{name: t, item: {source: x}, expect: unlinked}]": "26: tests[0].item.source: there is no source 'x'",
    "tests: [{name: t, item: {kind: epik}, expect: unlinked}]": "26: tests[0].item.kind: expected initiative, epic, "
    "story, task, bug, subtask, issue, pull_request, milestone or other, got 'epik'; did you mean 'epic'?",
    "exemptions: []": "1: exemptions: unknown key; did you mean 'exempt'?",
    "goals: []": "1: goals: unknown key; goals belong in config/goals/*.yaml",
}


def files_with(text: str) -> dict[str, str]:
    """A workspace of one line of mappings."""
    return {MAPPINGS: text + "\n", **INITIATIVES}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_wrong_rules(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, and something to do."""
    problems = problems_of(tmp_path, files_with(text))
    assert [str(problem) for problem in problems] == [f"{MAPPINGS}:1:{said}"]
    assert all(problem.remedy for problem in problems)
