"""What keeps a metric from being read."""

from __future__ import annotations

from dataclasses import dataclass


class MetricProblem(Exception):  # noqa: N818 - it becomes the problem of one metric, not an error of the run
    """A metric that cannot be read from its sheet: what is wrong there, and what to do about it."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what)
        self.what = what
        self.remedy = remedy


@dataclass(slots=True)
class Troubles:
    """What the data of a metric has wrong: the first is told, the others are counted."""

    first: MetricProblem | None = None
    count: int = 0

    def add(self, what: str, remedy: str) -> None:
        """One more."""
        self.first = self.first or MetricProblem(what, remedy)
        self.count += 1
