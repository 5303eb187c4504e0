"""What people see of one number, of its history, and of what is wrong."""

from __future__ import annotations

import json

from goalsync.render import json as as_json
from goalsync.render.html import page
from goalsync.render.lineage import lines
from goalsync.render.screen import Screen
from goalsync.render.text import history
from goalsync.render.text.explain import explanation
from goalsync.render.text.problems import verdict
from golden.compare import same_as_file
from golden.documents import CHECK_INS, EXPLANATION, MEASUREMENTS, PROBLEMS, REPORT, RUNS

WIDE = Screen(width=100)


def test_explanation() -> None:
    """The value, its formula, the values that went into it and what was left out."""
    same_as_file("explanation.txt", explanation(EXPLANATION, WIDE))
    text = as_json.document(EXPLANATION.schema, EXPLANATION)
    assert next(iter(json.loads(text))) == "schema"
    same_as_file("explanation.json", text)


def test_lineage_stands_behind_the_number() -> None:
    """The page opens a number to its formula, its cells and where it is declared."""
    found = lines(EXPLANATION)
    same_as_file("lineage.txt", "\n".join(found) + "\n")
    text = page(REPORT, {"O1.KR1": found})
    assert "(38 - 31) / (45 - 31) = 0.5" in text
    assert "data/kpis.xlsx, KPIs!B3" in text


def test_history() -> None:
    """Runs, check-ins and measurements, corrections and all."""
    text = history.runs(RUNS, WIDE) + history.check_ins("O1.KR1", CHECK_INS, WIDE)
    same_as_file("history.txt", text + history.measurements("nps", MEASUREMENTS, WIDE) + history.runs([], WIDE))


def test_problems() -> None:
    """Each with its place first and its remedy below, and a last line that says whether it can be used."""
    text = verdict(PROBLEMS, None, WIDE)
    assert text.splitlines()[0].startswith(
        "config/goals/company.yaml:14:9: objectives[0].key_results[1].target: expected a number, got 'ten'"
    )
    same_as_file("problems.txt", text + verdict(PROBLEMS[2:], "1 source", WIDE) + verdict([], "1 source", WIDE))
    same_as_file("problems.json", as_json.problems(PROBLEMS))
