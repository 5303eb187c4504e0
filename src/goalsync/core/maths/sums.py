"""Exact sums of a stream of numbers, without keeping the numbers."""

from __future__ import annotations

from dataclasses import dataclass, field

from goalsync.core.maths.compare import total


@dataclass(slots=True)
class Sum:
    """What was added so far, as a few numbers that do not overlap (Shewchuk's partials) and give the sum exactly.

    The order of the numbers does not matter, and the sum is rounded once: it is `total` of all of them.
    """

    any: bool = False
    """Whether anything was added."""
    _partials: list[float] = field(default_factory=list)
    _beyond: float | None = None
    """Infinite, or no number, where the sum left what floats can say."""

    def add(self, number: float) -> None:
        """Add a number."""
        self.any = True
        if self._beyond is not None:
            self._beyond += number
            return
        left = number
        kept: list[float] = []
        for partial in self._partials:
            big, small = (left, partial) if abs(left) >= abs(partial) else (partial, left)
            left = big + small
            rest = small - (left - big)
            if rest:
                kept.append(rest)
        self._partials = [*kept, left]
        if left - left != 0:  # infinite or no number
            self._beyond = left

    @property
    def value(self) -> float:
        """The sum; infinite where it is too large."""
        return total(self._partials) if self._beyond is None else self._beyond
