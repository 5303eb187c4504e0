"""The parts of a move in progress: what each of its causes brought about."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from goalsync.core.replay import Replay


def waterfall(before: float, after: float, replayed: Replay) -> Mapping[str, float]:
    """The parts of a move that are not zero; they add up to `after - before`.

    First what editing the goal did, then what editing how its metrics are read did, then what correcting old values
    did, and the rest is measurement. Where there is no progress at all after one of these, the whole rest of the move
    is its doing.
    """
    parts = dict(_steps(before, after, replayed))
    *others, last = parts
    parts[last] = math.fsum([after - before, *(-parts[name] for name in others)])
    return {name: value for name, value in parts.items() if value != 0}


def _steps(before: float, after: float, replayed: Replay) -> Iterator[tuple[str, float]]:
    """What moved it, in order."""
    reached = before
    for name, verdict in (
        ("goal_edit", replayed.then),
        ("rule_edit", replayed.edited),
        ("correction", replayed.corrected),
    ):
        if verdict.progress is None:
            yield name, after - reached
            return
        if verdict.progress != reached:
            yield name, verdict.progress - reached
        reached = verdict.progress
    if after != reached:
        yield "measurement", after - reached
