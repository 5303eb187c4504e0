"""Key results from a baseline to a target: change, relative change, and share."""

from __future__ import annotations

from goalsync.core.maths.compare import close
from goalsync.core.maths.distance import target_of
from goalsync.model.measures import Change, Share
from goalsync.model.metric import Metric, OverWork, Ratio
from goalsync.model.vocabulary import Direction
from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.scope import Scope
from goalsync.workspace.written.key_result import KeyResultEntry


def change_of(scope: Scope, metric: str, way: str) -> Change | Share | None:
    """A change, or a share where the metric is a ratio with a target; None with the problem."""
    written = scope.written
    found = scope.metrics.get(metric)
    share = way == "target" and found is not None and _is_ratio(found)
    baseline = 0.0 if share and written.baseline is None else written.baseline
    if way == "by_percent" and baseline is not None and close(baseline, 0):
        scope.error(("by_percent",), "a percentage of a baseline of 0 is 0", "use by: or target: instead")
        return None
    declared = Change(
        metric,
        written.baseline,
        written.target,
        by_percent=written.by_percent,
        by=written.by,
        times=written.times,
        direction=written.direction,
    )
    target = target_of(declared, baseline) if baseline is not None else written.target
    direction = _direction(written, baseline, target, way)
    if direction is None and target is not None and baseline is not None and close(baseline, target):
        if written.direction is None:
            said = f"baseline and target are the same, {target:g}, so that it cannot be graded"
            scope.error((way,), said, "correct one of them, or say direction: increase or decrease")
            return None
    elif direction is not None and written.direction not in (None, direction):
        said = f"{baseline:g} to {target:g}" if baseline is not None and target is not None else way
        scope.contradicts(direction, said)
        return None
    if written.baseline is None and not share:
        warn_of_inference(scope.part, (), scope.problems)
    _check_order(scope, direction or written.direction)
    if share and written.target is not None:
        return Share(metric, written.target, written.baseline, written.direction)
    return declared


def warn_of_inference(part: Part, path: tuple[Key, ...], problems: Problems) -> None:
    """Say which value is taken where the key result or criterion at `path` has no baseline."""
    problems.warning(
        part,
        (*path, "baseline"),
        "no baseline: the last value before the period is taken, else the first in it",
        rule="inferred-baseline",
        remedy="write baseline: with the value it starts from",
    )


def _is_ratio(metric: Metric) -> bool:
    match metric.definition:
        case Ratio() | OverWork(how="ratio"):
            return True
        case _:
            return False


def _direction(written: KeyResultEntry, baseline: float | None, target: float | None, way: str) -> Direction | None:
    """Which way baseline and target, or the sign of the change, say is better; None when they do not say."""
    if baseline is not None and target is not None:
        step = 0.0 if close(baseline, target) else target - baseline
    else:
        step = {"by_percent": written.by_percent, "by": written.by}.get(way) or 0.0
    return None if step == 0 else Direction.INCREASE if step > 0 else Direction.DECREASE


def _check_order(scope: Scope, direction: Direction | None) -> None:
    """Commit lies on the way to the target, stretch beyond it."""
    target = scope.written.target
    if target is None or direction is None:
        return
    sign = 1 if direction is Direction.INCREASE else -1
    for key, value, side, word in (
        ("commit", scope.written.commit, 1, "beyond"),
        ("stretch", scope.written.stretch, -1, "short of"),
    ):
        if value is not None and sign * side * (value - target) > 0:
            scope.problems.warning(
                scope.part,
                (key,),
                f"{key} {value:g} lies {word} the target {target:g}",
                rule="order",
                remedy="write commit before the target, and stretch beyond it",
            )
