"""The parts of a move in progress: what each of its causes brought about."""

from __future__ import annotations

import math
from collections.abc import Mapping

from goalsync.core.replay import Replay


def waterfall(before: float, after: float, replayed: Replay) -> Mapping[str, float]:
    """The parts of a move that are not zero; they add up to `after - before`.

    First what editing the goal did, then what correcting old values did, and the rest is measurement. Where the
    edited goal (or the corrected data) has no progress at all, the whole move is its doing.
    """
    then, corrected = replayed.then.progress, replayed.corrected.progress
    if then is None:
        return {"goal_edit": after - before}
    if corrected is None:
        return _parts({"goal_edit": then - before, "correction": after - then}, after - before, rest="correction")
    parts = {"measurement": after - corrected, "goal_edit": then - before, "correction": corrected - then}
    return _parts(parts, after - before, rest="measurement")


def _parts(parts: Mapping[str, float], difference: float, *, rest: str) -> Mapping[str, float]:
    others = [-value for name, value in parts.items() if name != rest]
    exact = {**parts, rest: math.fsum([difference, *others])}
    return {name: value for name, value in exact.items() if value != 0}
