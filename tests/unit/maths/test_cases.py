"""Every worked case beside the project, through the functions that a run calls."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest

from goalsync.core.maths import goal as goals
from goalsync.core.maths import objective as objectives
from goalsync.core.maths.term import Term
from goalsync.core.maths.windows import ended_windows
from goalsync.model.goals import Checkpoint, Done, Goal, Pacing
from goalsync.model.measures import (
    Accumulate,
    Bound,
    BoundKind,
    Change,
    Consistency,
    Maintain,
    Measure,
    Milestone,
    Share,
    Step,
    Steps,
    Window,
    WindowUnit,
)
from goalsync.model.metric import Fresh, Measurement, Metric, Ratio
from goalsync.model.period import Period
from goalsync.model.vocabulary import Accumulation, Ambition, Direction, Judge, OnDuplicate, Rollup, Status, Summary
from support.judging import PLACE, day, judge, judge_goal, key_result, row, rows, sourced
from support.peers import SHARED, peer

FILE = "cases/kr_math.csv"
KINDS = {
    "<": BoundKind.BELOW,
    "<=": BoundKind.AT_MOST,
    ">": BoundKind.ABOVE,
    ">=": BoundKind.AT_LEAST,
    "within": BoundKind.BETWEEN,
}
JUDGES = {"tp95": Judge.P95, "share_of_periods": Judge.EVERY_PERIOD}
PACINGS = {"back": "back_loaded", "front": "front_loaded"}


@dataclass(frozen=True)
class Case:
    """One row of the file."""

    row: dict[str, str]

    @property
    def params(self) -> dict[str, Any]:
        """Its parameters."""
        return dict(json.loads(self.row["params"] or "{}"))

    @property
    def today(self) -> date:
        """The day it is judged on."""
        return day(self.row["today"])

    @property
    def period(self) -> Period:
        """Its period."""
        return Period(day(self.row["start"]), day(self.row["end"]))

    def number(self, column: str) -> float | None:
        """A number of the row, None where it is empty."""
        text = self.row[column].strip()
        return float(text) if text and text != "null" else None

    @property
    def required(self) -> float:
        """Its target, where it must have one."""
        target = self.number("target")
        assert target is not None
        return target

    @property
    def measurements(self) -> tuple[Measurement, ...]:
        """What is stored: blank cells never are; a level is dated by its day, ratios by the last day that counts."""
        params = self.params
        if "num" in params:
            at = min(self.today, self.period.end).isoformat()
            return row(at, float(params["num"]), metric="n"), row(at, float(params["den"]), metric="d")
        text = self.row["series_or_current"].strip()
        if not text or text == "null":
            return ()
        if ":" not in text:
            return rows((self.today.isoformat(), float(text)))
        dated = (part.rsplit(":", 1) for part in text.split("|"))
        return rows(*((at, float(value)) for at, value in dated if value != "null"))

    @property
    def pacing(self) -> Pacing:
        """Its pacing."""
        given = self.params.get("pacing", "linear")
        if isinstance(given, list):
            return tuple(Checkpoint(day(at), float(progress)) for at, progress in given)
        return PACINGS.get(given, given)


def cases() -> list[dict[str, str]]:
    """All rows, or none where the file is not beside this checkout."""
    path = SHARED / FILE
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def bound_of(case: Case, default: str) -> Bound:
    op = case.params.get("op", default)
    if op == "within":
        return Bound(KINDS[op], float(case.params["lo"]), float(case.params["hi"]))
    return Bound(KINDS[op], case.required)


def window_of(case: Case) -> Window:
    """The window whose first ones end on the days that the case names."""
    params, out_of = case.params, int(case.params["m"])
    if "period_ends" in params:
        ends = [day(end) for end in params["period_ends"]]
        for unit in (WindowUnit.MONTH, WindowUnit.QUARTER, WindowUnit.WEEK):
            found = [one.end for one in ended_windows(case.period.start, Window(unit), out_of, ends[-1])]
            if found == ends:
                return Window(unit)
        raise AssertionError(f"no window ends on {ends}")
    length = int(params.get("period_days", 7))
    return Window(WindowUnit.WEEK) if length == 7 else Window(WindowUnit.DAY, length)


def measure_of(case: Case) -> Measure:
    """What the case declares."""
    params, baseline, target = case.params, case.number("baseline"), case.number("target")
    direction = Direction(params["direction"]) if "direction" in params else None
    match case.row["kind"]:
        case "change":
            relative = {key: float(params[key]) for key in ("by_percent", "by", "times") if key in params}
            return Change("m", baseline, target, direction=direction, **relative)
        case "accumulate":
            how = Accumulation(params.get("agg", "sum"))
            return Accumulate("m", case.required, how, baseline if baseline is not None else 0.0)
        case "share":
            return Share("share", case.required, baseline, direction)
        case "maintain":
            agg = params.get("agg", "last")
            return Maintain("m", bound_of(case, "<="), params.get("warn"), JUDGES.get(agg) or Judge(agg))
        case "consistency":
            summary = Summary(params.get("agg", "last"))
            bound = bound_of(case, ">=")
            return Consistency("m", bound, int(params["n"]), int(params["m"]), window_of(case), summary)
        case "milestone" if "steps" in params:
            return Steps(tuple(_step(number, step) for number, step in enumerate(params["steps"])))
        case "milestone":
            return Milestone(done=_day(params.get("done")))
        case kind:
            raise AssertionError(kind)


def _step(number: int, step: dict[str, Any]) -> Step:
    weight = float(step.get("weight", step.get("w", 1)))
    return Step(f"step {number}", _day(step.get("due")), _day(step.get("done")), weight)


def _day(text: str | None) -> date | None:
    return day(text) if text else None


def metrics() -> tuple[Metric, ...]:
    """A series, and a ratio of two levels."""
    levels = sourced("n"), sourced("d")
    return sourced(on_duplicate=OnDuplicate.LAST), *levels, Metric("share", Ratio("n", "d"), PLACE, "%")


@dataclass(frozen=True)
class Got:
    progress: float | None
    score: float | None
    expected: float | None
    status: str
    forecast: tuple[float | None, float | None, float | None] = (None, None, None)


def judged(case: Case) -> Got:
    """What comes out for a key result, a goal or a composite."""
    params = case.params
    if case.row["kind"] == "composite":
        return composite(case)
    if params.get("pass_fail"):
        goal = Goal("G1", "A statement", case.period, (Done(_day(params.get("done"))),), PLACE, "kim")
        verdict = judge_goal(goal, case.today).verdict
        return Got(verdict.progress, verdict.score, verdict.expected_progress, verdict.status.value)
    age = params.get("max_age_days")
    one = key_result(
        measure_of(case),
        case.period,
        pacing=case.pacing,
        ambition=Ambition(params.get("ambition", "roofshot")),
        fresh=Fresh(error_after=timedelta(days=age) if age is not None else None),
    )
    found = judge(one, case.today, case.measurements, metrics=metrics())
    verdict, forecast = found.verdict, found.forecast
    ends = (forecast.end, forecast.low, forecast.high) if params.get("forecast") else (None, None, None)
    return Got(verdict.progress, verdict.score, verdict.expected_progress, verdict.status.value, ends)


def composite(case: Case) -> Got:
    """An objective's or a goal's roll-up of parts that are given as judged."""
    parts, term = json.loads(case.row["series_or_current"]), Term(case.period, case.today)
    if case.params.get("pass_fail"):
        outcome = goals.goal(
            [goals.Part(part["p"], term.expected, Status(part["s"]), part["s"] == "met") for part in parts], term
        )
        return Got(outcome.progress, outcome.score, outcome.expected, outcome.status.value)
    rolled = objectives.objective(
        [
            objectives.Part(
                part["p"],
                None if part["p"] is None else min(max(part["p"], 0.0), 1.0),
                Status(part["s"]),
                part.get("w", 1),
            )
            for part in parts
        ],
        Rollup(case.row["alias"]),
        term,
    )
    return Got(rolled.progress, rolled.score, rolled.expected, rolled.status.value)


@pytest.mark.parametrize("given", cases() or [None], ids=lambda row: row["id"] if row else "none")
def test_worked_case(given: dict[str, str] | None) -> None:
    """What was worked out by hand comes out: to 5e-6, forecasts to 2e-3, empty is no number."""
    if given is None:
        peer(FILE)
        return
    case = Case(given)
    got = judged(case)
    if given["expected_status"] == "invalid":
        assert (got.progress, got.score, got.status) == (None, None, "no_data")
        assert got.expected == pytest.approx(case.number("expected_expected_progress"), abs=5e-6)
        return
    assert got.status == given["expected_status"]
    assert got.progress == pytest.approx(case.number("expected_progress"), abs=5e-6)
    assert got.score == pytest.approx(case.number("expected_score"), abs=5e-6)
    assert got.expected == pytest.approx(case.number("expected_expected_progress"), abs=5e-6)
    for number, column in zip(got.forecast, ("forecast_end", "forecast_lo80", "forecast_hi80"), strict=True):
        assert number == pytest.approx(case.number(column), abs=2e-3)
