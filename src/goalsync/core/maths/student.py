"""Student's t: the 90th percentile, which bounds an 80 % interval from above."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

_NORMAL: Final = 1.2815515655446004
"""The 90th percentile of the normal distribution, where Student's tends to."""
_SERIES_FROM: Final = 200


@lru_cache(maxsize=512)
def ninetieth(freedom: int) -> float:
    """The 90th percentile of Student's t with `freedom` ≥ 1 degrees of freedom, to better than 1e-9."""
    if freedom >= _SERIES_FROM:
        return _expanded(freedom)
    low, high = _NORMAL, 3.1
    while high - low > 1e-13:
        middle = (low + high) / 2
        low, high = (middle, high) if _inside(middle, freedom) < 0.8 else (low, middle)
    return (low + high) / 2


def _inside(t: float, freedom: int) -> float:
    """P(−t < T < t): the finite sums of Abramowitz & Stegun 26.7.3 (odd) and 26.7.4 (even)."""
    angle = math.atan(t / math.sqrt(freedom))
    sine, cosine = math.sin(angle), math.cos(angle)
    if freedom % 2:
        term, total = cosine, cosine if freedom > 1 else 0.0
        for factor in range(3, freedom - 1, 2):
            term *= cosine**2 * (factor - 1) / factor
            total += term
        return 2 / math.pi * (angle + sine * total)
    term = total = 1.0
    for factor in range(2, freedom - 1, 2):
        term *= cosine**2 * (factor - 1) / factor
        total += term
    return sine * total


def _expanded(freedom: int) -> float:
    """Abramowitz & Stegun 26.7.5: powers of 1/freedom around the normal percentile."""
    z = _NORMAL
    return (
        z
        + (z**3 + z) / (4 * freedom)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * freedom**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * freedom**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * freedom**4)
    )
