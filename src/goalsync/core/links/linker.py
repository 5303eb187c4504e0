"""All items tied at once: classified rows in, what counts for each of them and the cells they add up to out."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

from goalsync.core.links.classifier import LEFT, Rows
from goalsync.core.links.forest import NOTHING, Handed, circles, cut_open, hand_down, raised
from goalsync.core.links.standing import Standings
from goalsync.model.vocabulary import Presence

IN_DOUBT: Final = -2
"""In the place of the tie that counts: nothing was found, and what was not pulled could say otherwise."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Per row the tie that counts and what is covered, both as numbers of the tables; and what all add up to.

    `carried` is LEFT of items that are left as they stand and never had a tie, IN_DOUBT where that cannot be told.
    These are in no cell.
    """

    rows: Rows
    carried: array[int]
    covers: array[int]
    cells: Counter[tuple[int, int, int]]
    owns: Counter[int]
    cycles: tuple[tuple[str, ...], ...]
    """Uids."""


def link(rows: Rows, standings: Standings, incomplete: Collection[str] = ()) -> Linked:
    """Tie all items. `incomplete`: sources of which not everything was read, so that ancestors may be missing.

    An item in a circle inherits from the next above; of its circle it may count, but no two of them twice.
    """
    names = list(rows.parents)
    row_of, parent, own = rows.row_of, rows.parent, rows.own
    above = [parent[row] if row >= 0 else -1 for row in row_of]
    rings = circles(above, names)
    binds = [tie.binds for tie in standings.tables.ties]
    handed = hand_down(above, _own_of(rows, standings, binds), _doubtful(rows, names, frozenset(incomplete)))
    carried = _carried(rows, binds, handed, incomplete=bool(incomplete))
    opened = cut_open(above, rings)
    cut = {row_of[ring[0]] for ring in rings}
    covered = raised(opened, _covered_by_children(rows, carried, standings, cut))
    covers = array("i", bytes(4 * len(own)))
    for at, mask in enumerate(covered):
        if mask and row_of[at] >= 0:
            covers[row_of[at]] = standings.cover(mask)
    cells = Counter(zip(carried, covers, rows.profile, strict=True))
    for cell in [cell for cell in cells if cell[0] < 0]:
        del cells[cell]
    owns = Counter(own)
    del owns[LEFT]
    uids = tuple(tuple(names[at] for at in ring) for ring in rings)
    return Linked(rows, carried, covers, cells, owns, uids)


def _own_of(rows: Rows, standings: Standings, binds: list[bool]) -> Callable[[int], int]:
    """What a parent hands down of its own; nothing if it was deleted."""
    row_of, own, profiles = rows.row_of, rows.own, standings.tables.profiles
    deleted = {number for number, one in enumerate(profiles) if one.presence == Presence.DELETED.value}

    def found(at: int) -> int:
        row = row_of[at]
        if row < 0 or own[row] < 0 or not binds[own[row]] or rows.profile[row] in deleted:
            return NOTHING
        return own[row]

    return found


def _doubtful(rows: Rows, names: list[str], incomplete: frozenset[str]) -> Callable[[int], bool]:
    """Whether of a parent, or of what is above it, not everything is known."""
    if not incomplete:
        return lambda _: False

    def found(at: int) -> bool:
        row = rows.row_of[at]
        if row < 0:
            return names[at].partition(":")[0] in incomplete
        return bool(rows.left[row] or rows.lost[row])

    return found


def _carried(rows: Rows, binds: list[bool], handed: Handed, *, incomplete: bool) -> array[int]:
    """The tie that counts of every item."""
    carried = array("i", rows.own)
    parent, ties = rows.parent, handed.ties
    for number, tie in enumerate(rows.own):
        if tie < 0 or binds[tie]:
            continue
        at = parent[number]
        carried[number] = ties[at] if at >= 0 else NOTHING
    if incomplete:
        for number, tie in enumerate(carried):
            at = parent[number]
            if rows.left[number]:
                carried[number] = rows.own[number]
            elif tie == NOTHING and (rows.lost[number] if at < 0 else handed.doubts[at]):
                carried[number] = IN_DOUBT
    return carried


def _covered_by_children(rows: Rows, carried: array[int], standings: Standings, cut: Collection[int]) -> list[int]:
    covered = [0] * len(rows.parents)
    parent, profile, mask_of = rows.parent, rows.profile, standings.mask
    masks: dict[tuple[int, int], int] = {}
    for number, at in enumerate(parent):
        if at < 0 or carried[number] <= NOTHING or number in cut:
            continue
        pair = (carried[number], profile[number])
        mask = masks.get(pair)
        if mask is None:
            mask = masks[pair] = mask_of(*pair)
        if mask & ~covered[at]:
            covered[at] |= mask
    return covered
