"""The worked cases of the maths that are configuration errors."""

import csv
import json
from pathlib import Path

from support.peers import peer
from support.workspaces import GOALS, MAPPINGS, problems_of


def test_invalid_cases_are_refused(tmp_path: Path) -> None:
    """Every case marked invalid is an error of `check` with a place; the same with a direction is none."""
    with peer("cases/kr_math.csv").open(encoding="utf-8", newline="") as file:
        cases = [row for row in csv.DictReader(file) if row["expected_status"] == "invalid"]
    assert cases
    for case in cases:
        params = json.loads(case["params"] or "{}")
        keys = {key: case[key] for key in ("baseline", "target") if case[key]}
        keys |= {key: params[key] for key in ("by_percent", "by", "times", "direction") if key in params}
        given = ", ".join(f"{key}: {value}" for key, value in keys.items())
        text = (
            f"objectives: [{{id: O, title: t, owner: o, period: {{start: {case['start']}, end: {case['end']}}}, "
            f"key_results: [{{id: K, title: t, metric: m, {given}}}]}}]\n"
        )
        files = {GOALS: text, MAPPINGS: "metrics: [{id: m, manual: true}]\n"}
        problems = [problem for problem in problems_of(tmp_path, files) if problem.severity == "error"]
        assert [(problem.file, problem.line) for problem in problems] == [(GOALS, 1)], case["id"]
