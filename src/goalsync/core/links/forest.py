"""The forest of all items: what is handed down in it, what goes in circles, and whose work descendants count instead.

Parents are numbered; -1 is no parent, and the row of one that is not among the items.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

NOTHING: Final = 0
"""The number of the tie of what nothing applies to."""
_UNKNOWN: Final = -2


@dataclass(frozen=True, slots=True)
class Handed:
    """Per parent the tie that it hands down, and whether what was not pulled could say otherwise."""

    ties: Sequence[int]
    doubts: Sequence[int]


def hand_down(above: Sequence[int], own: Callable[[int], int], doubtful: Callable[[int], bool]) -> Handed:
    """What each parent hands down: its own tie where that binds (`own` gives 0 where it does not), else its parent's.

    In a circle it is the next one's upwards; where none has any, nothing.
    """
    ties = array("i", [_UNKNOWN]) * len(above)
    doubts = bytearray(len(above))
    for start in range(len(above)):
        path: list[int] = []
        at, tie, doubt = start, NOTHING, False
        while at >= 0:
            if ties[at] != _UNKNOWN:
                tie, doubt = ties[at], bool(doubts[at])
                break
            if at in path:
                doubt = any(map(doubtful, path[path.index(at) :]))
                break
            path.append(at)
            if own(at) != NOTHING:
                break
            at = above[at]
        for at in reversed(path):
            bound = own(at)
            tie, doubt = (bound, doubtful(at)) if bound != NOTHING else (tie, doubt or doubtful(at))
            ties[at], doubts[at] = tie, doubt
    return Handed(ties, doubts)


def circles(above: Sequence[int], names: Sequence[str]) -> tuple[tuple[int, ...], ...]:
    """Each circle once, upwards from the parent with the smallest name; in order of that name."""
    seen = bytearray(len(above))
    found: list[tuple[int, ...]] = []
    for start in range(len(above)):
        path: dict[int, None] = {}
        at = start
        while at >= 0 and not seen[at]:
            seen[at] = 1
            path[at] = None
            at = above[at]
        if at >= 0 and at in path:
            around = list(path)
            ring = around[around.index(at) :]
            first = min(range(len(ring)), key=lambda one: names[ring[one]])
            found.append((*ring[first:], *ring[:first]))
    return tuple(sorted(found, key=lambda ring: names[ring[0]]))


def cut_open(above: Sequence[int], rings: Sequence[Sequence[int]]) -> list[int]:
    """The parents of parents without circles: each is cut above its first."""
    opened = list(above)
    for ring in rings:
        opened[ring[0]] = -1
    return opened


def raised(above: Sequence[int], covered: list[int]) -> list[int]:
    """Per parent the bits of all its descendants, from those of its children; `above` has no circles."""
    for at in upwards(above):
        up = above[at]
        if up >= 0:
            covered[up] |= covered[at]
    return covered


def upwards(above: Sequence[int]) -> Iterator[int]:
    """All parents, each after those below it."""
    waiting = array("i", [0]) * len(above)
    for up in above:
        if up >= 0:
            waiting[up] += 1
    ready = [at for at, count in enumerate(waiting) if not count]
    while ready:
        at = ready.pop()
        yield at
        up = above[at]
        if up >= 0:
            waiting[up] -= 1
            if not waiting[up]:
                ready.append(up)
