"""The worked cases of the maths, written as real workspaces and computed by the real command line.

The unit tests hold the functions against the cases; these hold everything between a sheet and the JSON document.
"""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from e2e.cli import run
from support.peers import peer

BOUNDS = {"<": "below", "<=": "at_most", ">": "above", ">=": "at_least"}
JUDGES = {"tp95": "p95", "share_of_periods": "every_period"}
PACINGS = {"back": "back_loaded", "front": "front_loaded"}
TOLERANCE = 5e-6
FORECAST_TOLERANCE = 2e-3


def cases() -> list[dict[str, Any]]:
    """The rows that can be written as a workspace (composites are made of parts, not of measurements)."""
    with peer("cases/kr_math.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] != "composite"]
    for row in rows:
        row["params"] = json.loads(row["params"]) if row["params"] else {}
    return rows


def number(text: str) -> float | None:
    """A number of a case; an empty one is None."""
    return float(text) if text else None


def bound(row: dict[str, Any]) -> dict[str, Any]:
    """The bound of a maintain or consistency case."""
    params = row["params"]
    if params["op"] == "within":
        return {"between": [params["lo"], params["hi"]]}
    return {BOUNDS[params["op"]]: number(row["target"])}


def measure(row: dict[str, Any]) -> dict[str, Any]:
    """The keys that say how a case's key result is measured."""
    params = row["params"]
    match row["kind"]:
        case "change":
            relative = {name: params[name] for name in ("by_percent", "by", "times") if name in params}
            return relative or {"target": number(row["target"])}
        case "accumulate":
            return {"reach": number(row["target"]), "accumulate": params.get("agg", "sum")}
        case "share":
            return {"target": number(row["target"])}
        case "maintain":
            return {"maintain": bound(row), "judge": JUDGES.get(params.get("agg"), params.get("agg", "last"))}
        case "consistency":
            every = f"{params['period_days']} days" if "period_days" in params else "week"
            return {"hit": bound(row) | {"times": params["n"], "out_of": params["m"], "every": every}}
    if "steps" in params:
        return {"steps": [{"title": f"Step {n}"} | step for n, step in enumerate(params["steps"], 1)]}
    return {"milestone": {"done": params["done"]} if "done" in params else {}}


def key_result(row: dict[str, Any]) -> dict[str, Any]:
    """The YAML of a case's key result."""
    params = row["params"]
    written: dict[str, Any] = {"id": row["id"], "title": row["seed"] or row["id"], "owner": "kim"}
    if row["kind"] != "milestone":
        written["metric"] = row["id"]
    if "max_age_days" in params:
        written["fresh"] = {"error_after": f"{params['max_age_days']} days"}
    for name in ("ambition", "direction", "warn"):
        if name in params:
            written[name] = params[name]
    if "pacing" in params:
        pacing = params["pacing"]
        written["pacing"] = (
            PACINGS[pacing] if isinstance(pacing, str) else [{"date": day, "progress": share} for day, share in pacing]
        )
    if row["baseline"] and row["kind"] in ("change", "share", "accumulate"):
        written["baseline"] = number(row["baseline"])
    return written | measure(row)


def values(row: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """(metric, day, value) of a case's measurements."""
    last_day = min(row["today"], row["end"])
    if row["kind"] == "share":
        yield f"{row['id']}.num", last_day, str(row["params"]["num"])
        yield f"{row['id']}.den", last_day, str(row["params"]["den"])
        return
    for part in filter(None, row["series_or_current"].split("|")):
        day, _, value = part.rpartition(":")
        yield row["id"], day or row["today"], "" if value == "null" else value


def write_workspace(directory: Path, rows: list[dict[str, Any]]) -> None:
    """One workspace for the cases of one day."""
    for folder in ("config/goals", "mappings"):
        (directory / folder).mkdir(parents=True)
    (directory / "config/goalsync.yaml").write_text("sources: {numbers: {connector: sheets, path: n.csv}}\n")
    objectives, goals, metrics = [], [], []
    for row in rows:
        period = {"start": row["start"], "end": row["end"]}
        if row["params"].get("pass_fail"):
            done = row["params"].get("done")
            goals.append(
                {"id": row["id"], "statement": row["seed"], "owner": "kim", "start": row["start"], "due": row["end"]}
                | {"pass_if": [{"done": done}]}
            )
            continue
        objectives.append(
            {"id": f"O-{row['id']}", "title": row["id"], "owner": "kim", "period": period}
            | {"key_results": [key_result(row)]}
        )
        series = {"date": "Day", "value": "Value"}
        if row["kind"] == "share":
            parts = [f"{row['id']}.num", f"{row['id']}.den"]
            metrics += [{"id": part, "source": "numbers", "series": series | {"where": {"Id": part}}} for part in parts]
            metrics.append({"id": row["id"], "ratio": parts})
        elif row["kind"] != "milestone":
            last = {"where": {"Id": row["id"]}, "on_duplicate": "last"}
            metrics.append({"id": row["id"], "source": "numbers", "series": series | last})
    dump = yaml.safe_dump
    (directory / "config/goals/all.yaml").write_text(dump({"objectives": objectives, "goals": goals}), encoding="utf-8")
    (directory / "mappings/metrics.yaml").write_text(dump({"metrics": metrics}), encoding="utf-8")
    with (directory / "n.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Day", "Id", "Value"])
        for row in rows:
            writer.writerows((day, name, value) for name, day, value in values(row))


def differences(row: dict[str, Any], found: dict[str, Any]) -> Iterator[str]:
    """What does not agree with the case."""
    for column, name in (
        ("expected_progress", "progress"),
        ("expected_score", "score"),
        ("expected_expected_progress", "expected_progress"),
    ):
        wanted, got = number(row[column]), found[name]
        if (wanted is None) != (got is None) or (wanted is not None and abs(wanted - got) > TOLERANCE):
            yield f"{row['id']} {name}: wanted {wanted}, got {got}"
    if found["status"] != row["expected_status"]:
        yield f"{row['id']} status: wanted {row['expected_status']}, got {found['status']} ({found['reason']})"
    for column, name in (("forecast_end", "end"), ("forecast_lo80", "low"), ("forecast_hi80", "high")):
        if row[column] and (
            found["forecast"][name] is None or abs(float(row[column]) - found["forecast"][name]) > FORECAST_TOLERANCE
        ):
            yield f"{row['id']} forecast {name}: wanted {row[column]}, got {found['forecast'][name]}"


def test_every_case_comes_out_of_the_command_line(tmp_path: Path) -> None:
    """Progress, score, expected progress, status and forecast of every case, from sheet to JSON document."""
    by_day = defaultdict(list)
    for row in cases():
        if row["expected_status"] != "invalid":
            by_day[row["today"]].append(row)
    wrong: list[str] = []
    for day, rows in sorted(by_day.items()):
        write_workspace(tmp_path / day, rows)
        done = run("-C", str(tmp_path / day), "plan", "--format", "json", "--now", f"{day}T12:00:00+00:00")
        assert done.returncode == 0, f"{day}: {done.stderr}"
        document = json.loads(done.stdout)
        found = {entry["id"]: entry for entry in document["key_results"] + document["goals"]}
        for row in rows:
            wrong += differences(row, found[row["id"]])
    assert not wrong, "\n".join(wrong)


def test_a_case_that_cannot_be_graded_is_a_configuration_error(tmp_path: Path) -> None:
    """`check` refuses it with its place, and nothing is computed."""
    invalid = [row for row in cases() if row["expected_status"] == "invalid"]
    if not invalid:
        pytest.fail("the cases hold none")
    for row in invalid:
        directory = tmp_path / row["id"]
        write_workspace(directory, [row])
        done = run("-C", str(directory), "check", "--format", "json")
        assert done.returncode == 5, done.stdout + done.stderr
        (problem,) = [p for p in json.loads(done.stdout)["problems"] if p["severity"] == "error"]
        assert problem["file"] == "config/goals/all.yaml"
        assert problem["line"] > 1
        assert problem["remedy"]
