"""What is known while a key result is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from goalsync.model.metric import Metric
from goalsync.model.period import Period
from goalsync.model.vocabulary import Direction
from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import article
from goalsync.workspace.written.key_result import KeyResultEntry

DIRECTION: Final = "direction"


class Scope(Struct, frozen=True):
    """What is known while a key result is read."""

    part: Part
    written: KeyResultEntry
    period: Period | None
    metrics: Mapping[str, Metric]
    names: Names
    problems: Problems

    def error(self, path: tuple[Key, ...], message: str, remedy: str) -> None:
        """The key result cannot be graded as it is written."""
        self.problems.error(self.part, path, message, rule="measure", remedy=remedy)

    def contradicts(self, direction: Direction, what: str) -> None:
        """`direction` was given and says the opposite of the values."""
        written = self.written.direction
        said = f"direction says {written}, but {what} is {article(direction)}"
        self.error((DIRECTION,), said, "remove it, or correct the values")
