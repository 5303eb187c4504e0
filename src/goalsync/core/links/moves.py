"""What moved the work of a subject since it was last recorded, told apart by its causes."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from goalsync.core.links.cells import Cell
from goalsync.core.links.delivery import delivery_of
from goalsync.core.links.profile import Bounds
from goalsync.core.links.readings import Pile, Piles, counted, piles_of, state_of
from goalsync.core.links.standing import DROPPED, Standings
from goalsync.model.linked import Amount, Stock, Tie
from goalsync.model.measures import Work
from goalsync.model.vocabulary import Move

ORDER: Final = (
    Move.GOAL_EDIT,
    Move.RULE_EDIT,
    Move.SCOPE_ADDED,
    Move.SCOPE_REMOVED,
    Move.DROPPED,
    Move.REOPENED,
    Move.RE_ESTIMATED,
    Move.DELIVERED,
)
"""In which the parts of a move are told one after the other."""


@dataclass(frozen=True, slots=True)
class Part:
    """An item's part in the work of a subject."""

    state: str
    share: float
    points: float | None


@dataclass(frozen=True, slots=True)
class Edits:
    """What was edited since the state before: the digests of each that are no longer what they were."""

    changed: frozenset[str]

    @classmethod
    def between(cls, before: Mapping[str, str], after: Mapping[str, str]) -> Edits:
        """From digests by name."""
        return cls(frozenset(name for name in {*before, *after} if before.get(name) != after.get(name)))

    def cause(self, before: Tie, after: Tie) -> Move | None:
        """Whether an edit made one tie of another; None: the items themselves did."""
        rules = {*before.rules, *after.rules, *(link.rule for link in (*before.links, *after.links))}
        if any(f"rule:{name}" in self.changed for name in rules):
            return Move.RULE_EDIT
        if "label" in self.changed and (before.labels != after.labels or before.links != after.links):
            return Move.RULE_EDIT
        if "exempt" in self.changed and before.exemption != after.exemption:
            return Move.RULE_EDIT
        return Move.GOAL_EDIT if "goals" in self.changed and before.rules == after.rules else None


class Moves:
    """Adds up what moved, per subject and cause. `before` are standings over the tables of the state before."""

    def __init__(self, before: Standings, old_bounds: Bounds, after: Standings, bounds: Bounds, edits: Edits) -> None:
        self._before, self._old_bounds = before, old_bounds
        self._after, self._bounds = after, bounds
        self._edits = edits
        self._found: dict[str, dict[Move, Piles]] = defaultdict(lambda: defaultdict(Piles))

    def add(self, old: Cell | None, new: Cell | None, count: int) -> None:
        """So many items went from one cell to another; None: there was, or is, none."""
        parts_before = self._parts(old, self._before, self._old_bounds)
        parts_after = self._parts(new, self._after, self._bounds)
        if not parts_before and not parts_after:
            return
        tie_before = self._before.tables.ties[old[0]] if old is not None else Tie()
        tie_after = self._after.tables.ties[new[0]] if new is not None else Tie()
        edit = self._edits.cause(tie_before, tie_after) if old is not None and tie_before != tie_after else None
        for subject in {*parts_before, *parts_after}:
            was, now = parts_before.get(subject), parts_after.get(subject)
            if was is not None and now is not None:
                self._change(subject, was, now, edit, count)
            elif now is not None:
                self._enter(subject, now, edit, count, fresh=old is None)
            elif was is not None:
                self._put(subject, edit or Move.SCOPE_REMOVED, was, -count)

    def of(self, subject: str) -> Mapping[str, Stock]:
        """What moved one, by cause."""
        found = self._found.get(subject, {})
        return {move.value: found[move].stock() for move in ORDER if move in found}

    def subjects(self) -> set[str]:
        """Those that anything moved."""
        return set(self._found)

    def _change(self, subject: str, was: Part, now: Part, edit: Move | None, count: int) -> None:
        """First how much of it counts, then what it is estimated at, then its state."""
        if now.share != was.share:
            shared = Part(was.state, now.share, was.points)
            move = edit or (Move.SCOPE_ADDED if now.share > was.share else Move.SCOPE_REMOVED)
            self._swap(subject, move, was, shared, count)
            was = shared
        if now.points != was.points:
            estimated = Part(was.state, was.share, now.points)
            self._swap(subject, Move.RE_ESTIMATED, was, estimated, count)
            was = estimated
        if now.state != was.state:
            ended_otherwise = self._old_bounds.end_of(subject) != self._bounds.end_of(subject)
            move = Move.GOAL_EDIT if ended_otherwise else _of_states(was.state, now.state)
            self._swap(subject, move, was, now, count)

    def _enter(self, subject: str, now: Part, edit: Move | None, count: int, *, fresh: bool) -> None:
        """What is seen for the first time and is done was added and delivered; what was there before, only added."""
        if fresh and now.state == "done":
            opened = Part("open", now.share, now.points)
            self._put(subject, Move.SCOPE_ADDED, opened, count)
            self._swap(subject, Move.DELIVERED, opened, now, count)
        else:
            self._put(subject, edit or Move.SCOPE_ADDED, now, count)

    def _swap(self, subject: str, move: Move, was: Part, now: Part, count: int) -> None:
        self._put(subject, move, was, -count)
        self._put(subject, move, now, count)

    def _put(self, subject: str, move: Move, part: Part, count: int) -> None:
        pile: Pile = getattr(self._found[subject][move], part.state)
        pile.add(count, part.share, part.points)

    @staticmethod
    def _parts(cell: Cell | None, standings: Standings, bounds: Bounds) -> dict[str, Part]:
        if cell is None:
            return {}
        profile = standings.tables.profiles[cell[2]]
        return {
            subject: Part(state_of(subject, profile, bounds), share, profile.points)
            for subject, share, why in counted(cell, standings)
            if why is None or why == DROPPED
        }


def _of_states(was: str, now: str) -> Move:
    match was, now:
        case _, "dropped":
            return Move.DROPPED
        case "open", _:
            return Move.DELIVERED
        case _:
            return Move.REOPENED


def edited(recorded: Stock, cells: Mapping[Cell, int], before: Standings, bounds: Bounds, subject: str) -> Stock:
    """What the goals as they are now make otherwise of the same cells: the difference to what was recorded."""
    piles = piles_of(cells, before, bounds).get(subject)
    return difference(piles.stock() if piles is not None else Stock(), recorded)


def difference(one: Stock, other: Stock) -> Stock:
    """`one` less `other`; the median of `one`."""
    return Stock(
        _less(one.open, other.open), _less(one.done, other.done), _less(one.dropped, other.dropped), one.median
    )


def plus(one: Stock, other: Stock) -> Stock:
    """Both together; the median of the first."""
    return Stock(
        _both(one.open, other.open), _both(one.done, other.done), _both(one.dropped, other.dropped), one.median
    )


def together(one: Mapping[str, Stock], other: Mapping[str, Stock]) -> Mapping[str, Stock]:
    """What moved in two stretches of time."""
    return {
        move.value: plus(one.get(move.value, Stock()), other.get(move.value, Stock()))
        for move in ORDER
        if move.value in one or move.value in other
    }


def waterfall(
    before: float, after: float, base: Stock, last: Stock, moved: Mapping[str, Stock], measure: Work
) -> Mapping[str, float]:
    """The parts of a move in progress that are not zero; they add up to `after - before`.

    From the stock that was recorded, cause by cause, to the last one; a median that is another now is a re-estimation.
    What another measure makes of the recorded stock is an edit of the goal. Where nothing is left after one of them,
    the whole rest of the move is its doing.
    """
    parts: dict[str, float] = {}
    reached, stock = before, base
    for move in ORDER:
        stock = plus(stock, moved.get(move.value, Stock()))
        if move is Move.RE_ESTIMATED:
            stock = Stock(stock.open, stock.done, stock.dropped, last.median)
        if move is Move.DELIVERED:
            stock = last
        delivery = delivery_of(stock, measure)
        if delivery is None or delivery.whole <= 0:
            parts[move.value] = after - reached
            reached = after
            break
        progress = after if move is Move.DELIVERED else delivery.done / delivery.whole
        parts[move.value] = progress - reached
        reached = progress
    parts = {name: part for name, part in parts.items() if not math.isclose(part, 0, abs_tol=1e-12)}
    if not parts:
        return {}
    *others, final = parts
    parts[final] = math.fsum([after - before, *(-parts[name] for name in others)])
    return {name: part for name, part in parts.items() if part != 0}


def _both(one: Amount, other: Amount) -> Amount:
    return Amount(
        one.count + other.count, one.items + other.items, one.points + other.points, one.missing + other.missing
    )


def _less(one: Amount, other: Amount) -> Amount:
    return Amount(
        one.count - other.count, one.items - other.items, one.points - other.points, one.missing - other.missing
    )
