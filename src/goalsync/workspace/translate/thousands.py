"""Numbers that may have been written in thousands: in YAML the point of `400.000` begins a fraction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from goalsync.workspace.document import Key, Part
from goalsync.workspace.problems import Problems
from goalsync.workspace.scalars import written
from goalsync.workspace.written.bounds import BOUNDS

_KEYS: Final = frozenset({"baseline", "target", "by", "reach", "commit", "stretch", "warn", *BOUNDS})
_INSIDE: Final = ("maintain", "hit", "healthy", "pass_if")
_THOUSANDS: Final = re.compile(r"([-+]?[1-9][0-9]{0,2})\.([0-9]{3})")


def warn_of_thousands(part: Part, problems: Problems) -> None:
    """Warn of each `400.000` that a key result, goal or KPI is judged by; `0.125` and `99.95` are plain fractions."""
    for path, text in _suspicious(part.value, ()):
        found = _THOUSANDS.fullmatch(text)
        if found is None:
            continue
        whole, fraction = found[1], f"{float(text):.3f}".rstrip("0").rstrip(".")
        other = fraction if fraction != text else f"{text}0"  # so that it can be said that a fraction is meant
        thousands = f"{whole}{found[2]}"
        said = f"{text} is read as {fraction}; write {thousands} if thousands are meant, {other} if not"
        problems.warning(part, path, said, rule="suspicious-number", remedy=f"write {thousands} or {other}")


def _suspicious(value: object, path: tuple[Key, ...]) -> Iterator[tuple[tuple[Key, ...], str]]:
    """The numbers with a fraction, as they were written, each with its place."""
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _suspicious(inner, (*path, index))
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key in _KEYS or key in _INSIDE:
                yield from _suspicious(inner, (*path, key))
    elif isinstance(value, float):
        yield path, written(value)
