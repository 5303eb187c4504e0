"""The declared numbers that each formula needs, and the parts it adds up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from goalsync.core.maths.bound import holds
from goalsync.core.maths.compare import total
from goalsync.core.maths.windows import ended_windows
from goalsync.model.explanation import Parameter, StepPart
from goalsync.model.goals import KeyResult
from goalsync.model.measures import (
    Accumulate,
    Bound,
    Change,
    Consistency,
    Maintain,
    Measure,
    Milestone,
    Share,
    Step,
    Steps,
    Work,
)
from goalsync.model.metric import Point
from goalsync.model.period import Period
from goalsync.model.vocabulary import Summary

Parameters = dict[str, Parameter]


def parameters_of(key_result: KeyResult, today: date) -> Parameters:
    """Everything declared of a key result that its numbers depend on; what is not declared is left out."""
    pacing = key_result.pacing
    found: Parameters = {
        **_of(key_result.measure),
        "start": key_result.period.start.isoformat(),
        "end": key_result.period.end.isoformat(),
        "today": today.isoformat(),
        "pacing": pacing
        if isinstance(pacing, str)
        else tuple(item for one in pacing for item in (one.day.isoformat(), one.progress)),
        "ambition": key_result.ambition.value,
    }
    return {name: value for name, value in found.items() if value is not None}


def _of(measure: Measure) -> Parameters:
    match measure:
        case Change():
            return {
                "baseline": measure.baseline,
                "target": measure.target,
                "by_percent": measure.by_percent,
                "by": measure.by,
                "times": measure.times,
                "direction": measure.direction.value if measure.direction else None,
            }
        case Accumulate():
            return {"baseline": measure.baseline, "reach": measure.reach, "accumulate": measure.how.value}
        case Share():
            direction = measure.direction.value if measure.direction else None
            return {"baseline": measure.baseline, "target": measure.target, "direction": direction}
        case Maintain():
            return {**bound_of(measure.bound), "warn": measure.warn, "judge": measure.judge.value}
        case Consistency():
            every = f"{measure.every.count} {measure.every.unit.value}"
            counts: Parameters = {"times": float(measure.times), "out_of": float(measure.out_of), "every": every}
            return {**bound_of(measure.bound), **counts, "per_period": measure.per_period.value}
        case Milestone():
            return {"done_when": measure.done_when, "done": measure.done.isoformat() if measure.done else None}
        case Steps():
            return {}
        case Work():
            return {"work": measure.by, "dropped": measure.dropped}


def bound_of(bound: Bound) -> Parameters:
    """A bound as parameters: `bound` below, at_most, above, at_least or between, with `limit` and `high`."""
    return {"bound": bound.kind.value, "limit": bound.limit, "high": bound.high}


def parts_of(key_result: KeyResult, used: Sequence[Point], today: date) -> tuple[StepPart, ...]:
    """The windows of a consistency key result, the steps of a milestone; of any other kind none."""
    match key_result.measure:
        case Consistency():
            return tuple(_windows(key_result.measure, key_result.period, used, today))
        case Steps(steps=steps):
            return tuple(_step(step, key_result.period, today) for step in steps)
        case _:
            return ()


def _windows(measure: Consistency, period: Period, used: Sequence[Point], today: date) -> Iterator[StepPart]:
    windows = ended_windows(period.start, measure.every, measure.out_of, today)
    for number, window in enumerate(windows, start=1):
        points = [point.value for point in used if point.day in window]
        value = _one(points, measure.per_period) if points else None
        hit = value is not None and holds(measure.bound, value)
        yield StepPart(
            name=f"{measure.every.unit.value} {number}",
            value=value,
            weight=1.0,
            counts=hit,
            note="hit" if hit else "no value" if value is None else "not hit",
            start=window.start.isoformat(),
            end=window.end.isoformat(),
        )


def _one(values: Sequence[float], how: Summary) -> float:
    match how:
        case Summary.LAST:
            return values[-1]
        case Summary.SUM:
            return total(values)
        case Summary.MEAN:
            return total(values) / len(values)


def _step(step: Step, period: Period, today: date) -> StepPart:
    done = step.done is not None and step.done <= today
    due = step.due or period.end
    late = done and step.done is not None and step.done > due
    return StepPart(
        name=step.title,
        value=1.0 if done else 0.0,
        weight=step.weight,
        counts=True,
        note=f"done on {step.done}{', late' if late else ''}" if done else f"due on {due}",
        end=due.isoformat(),
    )
