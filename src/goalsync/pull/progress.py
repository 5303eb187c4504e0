"""What a pull says while it works."""

from __future__ import annotations

from dataclasses import dataclass

from goalsync.model.vocabulary import PullState


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a partition is. `state` None: still being read. `partition` None: its source is being opened."""

    source: str
    partition: str | None
    state: PullState | None
    rows: int = 0
    """Items and measurements seen so far."""
    done: int = 0
    """Partitions of all sources that are through."""
    total: int = 0
    """Partitions known so far."""
    reason: str | None = None
    expected: int | None = None
    """How many items the partition holds, where they have been listed."""


def unseen(progress: Progress) -> None:
    """Show nothing."""
    del progress
