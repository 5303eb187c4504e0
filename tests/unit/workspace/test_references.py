"""Ids across files: one namespace each, nothing dangling, no circles."""

from pathlib import Path

import pytest

from support.workspaces import GOALS, MAPPINGS, configuration_of, lines_of, problems_of

OTHER = "config/goals/other.yaml"
MORE = "mappings/more.yaml"


def test_one_namespace_for_what_is_aimed_at(tmp_path: Path) -> None:
    """An id is taken for objectives, key results, goals, KPIs and initiatives of all files."""
    first = """\
objectives:
  - id: A
    title: t
    owner: o
    period: 2026
    key_results: [{id: B, title: t, work: items}]
"""
    second = """\
goals: [{id: A, statement: s, owner: o, due: 2026-12-31, pass_if: [{done: null}]}]
kpis: [{id: B, title: t, owner: o, metric: m, target: 1}]
initiatives: [{id: A, title: t}]
"""
    files = {GOALS: first, OTHER: second, MAPPINGS: "metrics: [{id: m, manual: true}]\n"}
    assert lines_of(tmp_path, files) == [
        f"{OTHER}:1:10: goals[0].id: duplicate id 'A'; the objective at {GOALS}:2:5 has it already",
        f"{OTHER}:2:9: kpis[0].id: duplicate id 'B'; the key result at {GOALS}:6:20 has it already",
        f"{OTHER}:3:16: initiatives[0].id: duplicate id 'A'; the objective at {GOALS}:2:5 has it already",
    ]


def test_a_namespace_each_for_the_rest(tmp_path: Path) -> None:
    """Metrics, rules, exemptions and sources may share an id with each other and with goals, not with their own."""
    goals = "initiatives: [{id: tracker, title: t}]\n"
    first = """\
metrics: [{id: tracker, manual: true}]
rules: [{id: tracker, when: {kind: bug}, link_to: tracker}]
exempt: [{id: tracker, when: {kind: task}, reason: r}]
"""
    assert lines_of(tmp_path, {GOALS: goals, MAPPINGS: first}) == []
    assert lines_of(tmp_path, {GOALS: goals, MAPPINGS: first, MORE: first}) == [
        f"{MORE}:1:12: metrics[0].id: duplicate id 'tracker'; the metric at {MAPPINGS}:1:12 has it already",
        f"{MORE}:2:10: rules[0].id: duplicate id 'tracker'; the rule at {MAPPINGS}:2:10 has it already",
        f"{MORE}:3:11: exempt[0].id: duplicate id 'tracker'; the exemption at {MAPPINGS}:3:11 has it already",
    ]


def test_ids_that_look_like_numbers(tmp_path: Path) -> None:
    """1.1 and 1.10 are two ids, wherever they are named."""
    goals = """\
objectives: [{id: 1, title: t, owner: o, period: 2026, key_results: [{id: 1.1, title: t, work: items}]}]
kpis: [{id: 1.10, title: t, owner: o, metric: 007, target: 1}]
initiatives: [{id: 2e3, title: t, serves: {1.1: 0.5, 1.10: 0.5}}, {id: 3, title: t, serves: [1.10]}]
"""
    mappings = "metrics: [{id: 007, manual: true}]\nrules: [{id: 1, when: {label: 1.50}, link_to: 2e3}]\n"
    found = configuration_of(tmp_path, {GOALS: goals, MAPPINGS: mappings})
    assert list(found.goals.key_results) == ["1.1"]
    assert list(found.goals.kpis) == ["1.10"]
    assert found.goals.initiatives["2e3"].serves == {"1.1": 0.5, "1.10": 0.5}
    assert found.goals.kpis["1.10"].metric == "007"
    assert found.mappings.rules["1"].when.label == ("1.50",)
    assert found.mappings.rules["1"].link_to == ("2e3",)


def test_a_short_id_is_told_to_be_written_in_full(tmp_path: Path) -> None:
    """KR2 is no id; O1.KR2 is what was meant."""
    goals = """\
objectives: [{id: O1, title: t, owner: o, period: 2026, key_results: [{id: O1.KR2, title: t, work: items}]}]
initiatives: [{id: I, title: t, serves: [KR2]}]
"""
    assert lines_of(tmp_path, {GOALS: goals}) == [
        f"{GOALS}:2:42: initiatives[0].serves[0]: there is no key result, goal or KPI 'KR2'; did you mean 'O1.KR2'?"
    ]


def test_circles_of_objectives(tmp_path: Path) -> None:
    """Each circle is told once, with the whole way round."""
    rows = [("A", "B"), ("B", "C"), ("C", "A"), ("D", "A"), ("E", "F"), ("F", "E")]
    text = "objectives:\n" + "".join(
        f"  - {{id: {name}, title: t, owner: o, period: 2026, contributes_to: [{to}]}}\n" for name, to in rows
    )
    assert lines_of(tmp_path, {GOALS: text}) == [
        f"{GOALS}:2:47: objectives[0].contributes_to: contributes to itself: A → B → C → A",
        f"{GOALS}:6:47: objectives[4].contributes_to: contributes to itself: E → F → E",
    ]


def test_an_entry_that_is_wrong_still_has_its_id_and_its_references(tmp_path: Path) -> None:
    """Nothing dangles because what it names is wrong, and what dangles in a wrong entry is told as well."""
    goals = """\
objectives:
  - id: O1
    title: 5
    owner: o
    period: 2026
    contributes_to: [O9]
    key_results: [{id: K1, title: t, metric: mm, target: ten}]
goals: [{id: G1, statement: s, due: 2026-12-31, owner: 5, pass_if: [{metric: mm, at_most: 1}]}]
initiatives: [{id: I1, title: t, serves: [K1, K9], status: x, expect: {metric: mm, change: 1}}]
"""
    mappings = "rules: [{id: r, link_to: [K1, Z], when: {}}]\n"
    found = [str(problem) for problem in problems_of(tmp_path, {GOALS: goals, MAPPINGS: mappings})]
    assert [line for line in found if "there is no" in line] == [
        f"{GOALS}:6:22: objectives[0].contributes_to[0]: there is no objective 'O9'",
        f"{GOALS}:7:38: objectives[0].key_results[0].metric: there is no metric 'mm'",
        f"{GOALS}:8:70: goals[0].pass_if[0].metric: there is no metric 'mm'",
        f"{GOALS}:9:47: initiatives[0].serves[1]: there is no key result, goal or KPI 'K9'",
        f"{GOALS}:9:72: initiatives[0].expect.metric: there is no metric 'mm'",
        f"{MAPPINGS}:1:31: rules[0].link_to[1]: there is no initiative, key result or goal 'Z'",
    ]


@pytest.mark.parametrize("broken", ["metrics: [\n", "metrics: 5\n", "metrix: [{id: nps, manual: true}]\n"])
def test_nothing_dangles_when_a_file_cannot_be_read(tmp_path: Path, broken: str) -> None:
    """What an unreadable file may declare is not said to be missing: one mistake, one problem."""
    goals = "kpis: [{id: P, title: t, owner: o, metric: nps, target: 1}]\n"
    problems = problems_of(tmp_path, {GOALS: goals, MAPPINGS: broken})
    assert [problem.file for problem in problems] == [MAPPINGS]


def test_many_dangling_ids_are_told_quickly(tmp_path: Path) -> None:
    """Suggestions over long lists are limited; every problem is told all the same."""
    rows = "".join(f"  - {{id: k{n}, title: t, owner: o, metric: metrik{n}, target: 1}}\n" for n in range(1000))
    metrics = "metrics:\n" + "".join(f"  - {{id: metric{n}, manual: true}}\n" for n in range(1000))
    problems = problems_of(tmp_path, {GOALS: "kpis:\n" + rows, MAPPINGS: metrics})
    assert len(problems) == 1000
    assert sum("did you mean" in problem.message for problem in problems) == 10
