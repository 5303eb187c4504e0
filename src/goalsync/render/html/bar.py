"""The geometry of a progress bar: where baseline, current value, expected progress and target stand."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

_LEAST: Final = -0.5
_MOST: Final = 1.5
WIDTH: Final = 200.0
"""Units of the drawing from its left to its right edge."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Places on a line from 0 to WIDTH. `fill` runs from the baseline to the value; None: no value."""

    baseline: float
    target: float
    fill_start: float | None
    fill_width: float | None
    expected: float | None
    behind: bool
    """The value lies before the baseline."""
    cut: bool
    """The value lies beyond what is drawn."""


def bar(progress: float | None, expected: float | None) -> Bar:
    """Lay a bar out so that 0 (baseline), 1 (target) and the value fit; values far outside stop at the edge."""
    known = progress is not None and math.isfinite(progress)
    value = min(max(progress, _LEAST), _MOST) if progress is not None and known else None
    low, high = min(0.0, value or 0.0), max(1.0, value or 0.0)

    def place(share: float) -> float:
        return round((share - low) / (high - low) * WIDTH, 2)

    start, width = None, None
    if value is not None:
        start, end = sorted((place(0), place(value)))
        width = round(end - start, 2)
    return Bar(
        baseline=place(0),
        target=place(1),
        fill_start=start,
        fill_width=width,
        expected=None if expected is None else place(min(max(expected, 0.0), 1.0)),
        behind=value is not None and value < 0,
        cut=known and value != progress,
    )
