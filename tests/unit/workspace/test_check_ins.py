"""What people say, in config/check-ins/*.yaml."""

from pathlib import Path

import pytest

from goalsync.model.check_in import CheckIn
from goalsync.model.vocabulary import Origin
from support.workspaces import GOALS, MAPPINGS, configuration_of, problems_of

FILE = "config/check-ins/november.yaml"
KPI = {
    GOALS: "kpis: [{id: P, title: t, owner: o, metric: m, target: 1}]\ninitiatives: [{id: I, title: t}]\n",
    MAPPINGS: "metrics: [{id: m, manual: true}]\n",
}


def test_check_ins(tmp_path: Path) -> None:
    """They arrive as what a person said, in order of their days."""
    text = """\
check_ins:
  - {id: P, on: 2026-11-09, status: green}
  - {id: P, on: 2026-11-02, by: dana, confidence: 0.7, changed: more calls, impediments: none, next: hire}
"""
    assert configuration_of(tmp_path, {FILE: text, **KPI}).check_ins == (
        CheckIn(
            "P",
            "2026-11-02",
            confidence=0.7,
            note="changed: more calls\nimpediments: none\nnext: hire",
            by="dana",
            origin=Origin.MANUAL,
        ),
        CheckIn("P", "2026-11-09", status="green", origin=Origin.MANUAL),
    )


WRONG = {
    "{id: P, on: 2026-11-02}": "13: : says nothing",
    "{id: P, status: red}": "13: .on: missing",
    "{id: Q, on: 2026-11-02, status: red}": "14: .id: there is no key result, goal or KPI 'Q'",
    "{id: I, on: 2026-11-02, status: red}": "14: .id: 'I' is an initiative, not a key result, goal or KPI",
    "{id: P, on: 2026-11-02, status: amber}": "37: .status: expected green, yellow or red, got 'amber'",
    "{id: P, on: 2026-11-02, confidence: 70%}": "37: .confidence: expected a number, got '70%'",
    "{id: P, on: 2026-11-02, confidence: 7}": "37: .confidence: expected a number of at most 1, got 7",
    "text": "13: : expected a mapping (key: value), got 'text'",
}


@pytest.mark.parametrize(("text", "said"), WRONG.items(), ids=list(WRONG))
def test_wrong_check_ins(tmp_path: Path, text: str, said: str) -> None:
    """One line at the key it is about, and something to do."""
    column, _, rest = said.partition(": ")
    problems = problems_of(tmp_path, {FILE: f"check_ins: [{text}]\n", **KPI})
    assert [str(problem) for problem in problems] == [f"{FILE}:1:{column}: check_ins[0]{rest}"]
    assert all(problem.remedy for problem in problems)
