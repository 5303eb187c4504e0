"""Named fields of a tracker: as words for conditions, and as numbers for sums."""

from __future__ import annotations

import math
from collections.abc import Iterator


def words_of(value: object) -> Iterator[str]:
    """What a field's value reads like: each entry of a list, 5.0 as `5`, true as `true`; nothing of what is nested."""
    match value:
        case bool():
            yield "true" if value else "false"
        case str():
            yield value
        case int() | float():
            yield f"{value:.15g}"
        case list() | tuple():
            for one in value:
                yield from words_of(one)
        case _:
            pass


def number_of(value: object) -> float | None:
    """The number in a field, if it is one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value)
