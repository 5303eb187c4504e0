"""Key results that add up, keep a bound, or keep it often enough: accumulate, maintain, consistency."""

from __future__ import annotations

from goalsync.core.maths.bound import described
from goalsync.core.maths.compare import close
from goalsync.core.maths.windows import windows_in
from goalsync.model.measures import Accumulate, Consistency, Maintain
from goalsync.model.vocabulary import Accumulation, Direction, Judge, Summary
from goalsync.workspace.translate.bounds import better, bound_of, strictly_inside
from goalsync.workspace.translate.scope import Scope
from goalsync.workspace.written.bounds import BoundKeys


def accumulate_of(scope: Scope, metric: str) -> Accumulate | None:
    """Dated events added up; None with the problem."""
    written = scope.written
    reach, baseline = written.reach or 0.0, written.baseline or 0.0
    found = scope.metrics.get(metric)
    if found is not None and not found.events:
        said = f"{metric} is a level, not dated events that can be added up"
        scope.error(("reach",), said, f"write baseline: 0, target: {reach:g} instead of reach")
        return None
    if close(reach, baseline):
        said = f"reach and baseline are the same, {reach:g}, so that it cannot be graded"
        scope.error(("reach",), said, "correct one of them")
        return None
    direction = Direction.INCREASE if reach > baseline else Direction.DECREASE
    if written.direction not in (None, direction):
        scope.contradicts(direction, f"{baseline:g} to {reach:g}")
        return None
    return Accumulate(metric, reach, written.accumulate or Accumulation.SUM, baseline)


def maintain_of(scope: Scope, metric: str, keys: BoundKeys) -> Maintain | None:
    """A bound that is kept; None with the problem."""
    written = scope.written
    bound = bound_of(scope.part, ("maintain",), keys, scope.problems)
    if bound is None:
        return None
    if written.warn is not None and not strictly_inside(written.warn, bound):
        said = f"{written.warn:g} does not lie strictly inside {described(bound)}"
        scope.error(("warn",), said, "write a value at which it still holds, with room to spare")
        return None
    if written.direction is not None and better(bound) not in (None, written.direction):
        scope.contradicts(better(bound) or written.direction, described(bound))
        return None
    return Maintain(metric, bound, written.warn, written.judge or Judge.LAST)


def consistency_of(scope: Scope, metric: str) -> Consistency | None:
    """A bound that is kept in so many windows; None with the problem."""
    hit = scope.written.hit
    if hit is None:
        return None
    keys = BoundKeys.model_construct(at_least=hit.at_least, at_most=hit.at_most)
    given = [name for name in ("at_least", "at_most") if getattr(hit, name) is not None]
    if len(given) != 1:
        said = "at_least and at_most are several limits" if given else "has no limit: at_least or at_most"
        scope.error(("hit", *given[1:2]), said, "keep one of them" if given else "add one")
        return None
    bound = bound_of(scope.part, ("hit",), keys, scope.problems)
    if bound is None:
        return None
    if hit.times > hit.out_of:
        scope.error(("hit", "times"), f"{hit.times} times out of {hit.out_of} cannot be", "make times at most out_of")
        return None
    held = windows_in(scope.period, hit.every) if scope.period else hit.out_of
    if hit.out_of > held:
        said = f"{hit.out_of} windows are more than the {held} that {scope.period} holds"
        scope.error(("hit", "out_of"), said, f"write {held} at most, or give it a longer period")
        return None
    if scope.written.direction is not None and better(bound) not in (None, scope.written.direction):
        scope.contradicts(better(bound) or scope.written.direction, described(bound))
        return None
    return Consistency(metric, bound, hit.times, hit.out_of, hit.every, scope.written.per_period or Summary.LAST)
