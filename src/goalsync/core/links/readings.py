"""From cells to what each subject's work comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import fsum

from goalsync.core.links.cells import Cell, Cells
from goalsync.core.links.profile import UNDATED, UNSEEN, Bounds, Profile
from goalsync.core.links.standing import DROPPED, Standings
from goalsync.model.linked import Amount, Stock, WorkReading

COVERED = "has_counted_children"
AMBIGUOUS = "ambiguous"
_OPEN, _DONE, _DROPPED = "open", "done", "dropped"


@dataclass(slots=True)
class Pile:
    """Work of one state while it is added up: each number with how often, so that the sums are exact in any order."""

    count: int = 0
    items: list[float] = field(default_factory=list)
    points: list[float] = field(default_factory=list)
    missing: list[float] = field(default_factory=list)

    def add(self, count: int, share: float, points: float | None) -> None:
        """Add (or take away) so many alike."""
        self.count += count
        self.items.append(count * share)
        if points is None:
            self.missing.append(count * share)
        else:
            self.points.append(count * share * points)

    @property
    def amount(self) -> Amount:
        """All of it."""
        return Amount(self.count, fsum(self.items), fsum(self.points), fsum(self.missing))


@dataclass(slots=True)
class Piles:
    """The work of one subject while it is added up."""

    open: Pile = field(default_factory=Pile)
    done: Pile = field(default_factory=Pile)
    dropped: Pile = field(default_factory=Pile)
    known: Counter[float] = field(default_factory=Counter)
    """Known points of what is open or done."""
    excluded: Counter[str] = field(default_factory=Counter)
    places: set[tuple[str, str]] = field(default_factory=set)
    unseen: Counter[str] = field(default_factory=Counter)
    undated: int = 0

    def stock(self) -> Stock:
        """What they come to."""
        return Stock(self.open.amount, self.done.amount, self.dropped.amount, median_of(self.known))


def median_of(known: Mapping[float, int]) -> float | None:
    """The middle one of numbers with how often each occurs; of an even number the mean of the two."""
    total = sum(known.values())
    if not total:
        return None
    low = high = None
    passed = 0
    for number in sorted(known):
        passed += known[number]
        if low is None and 2 * passed >= total:
            low = number
        if 2 * passed > total:
            high = number
            break
    assert low is not None  # noqa: S101 - there is a middle
    assert high is not None  # noqa: S101 - likewise
    return (low + high) / 2


def state_of(subject: str, profile: Profile, bounds: Bounds) -> str:
    """open, done or dropped; what was closed after its last day is open."""
    if profile.phase == DROPPED:
        return _DROPPED
    done = profile.phase == _DONE and bounds.in_time(subject, profile.passed)
    return _DONE if done else _OPEN


def counted(cell: Cell, standings: Standings) -> Iterable[tuple[str, float, str | None]]:
    """(subject, share, why it does not count or None) of everything that a cell's items are linked to.

    Of dropped work the reason is `dropped`, although it may count for a subject: `state_of` tells.
    """
    tie, cover, profile = cell
    shares = standings.shares(tie)
    if not shares:
        return
    out = standings.left_out(profile)
    covered = standings.tables.covers[cover]
    for subject, share in shares.items():
        if out is not None and out != DROPPED:
            yield subject, share, out
        elif share <= 0:
            yield subject, share, AMBIGUOUS
        elif subject in covered:
            yield subject, share, COVERED
        else:
            yield subject, share, out


def piles_of(cells: Cells, standings: Standings, bounds: Bounds) -> dict[str, Piles]:
    """Per subject to which anything is linked, what is."""
    found: dict[str, Piles] = {}
    profiles = standings.tables.profiles
    for cell, count in cells.items():
        if not count:
            continue
        profile = profiles[cell[2]]
        for subject, share, why in counted(cell, standings):
            piles = found.get(subject)
            if piles is None:
                piles = found[subject] = Piles()
            piles.places.add((profile.source, profile.project))
            if why is not None:
                piles.excluded[why] += count
                if why != DROPPED:
                    continue
            elif profile.presence in UNSEEN:
                piles.unseen[profile.presence] += count
            state = state_of(subject, profile, bounds)
            pile: Pile = getattr(piles, state)
            pile.add(count, share, profile.points)
            if state == _DROPPED:
                continue
            if profile.points is not None:
                piles.known[profile.points] += count
            if state == _DONE and profile.passed == UNDATED:
                piles.undated += count
    return found


def readings_of(cells: Cells, standings: Standings, bounds: Bounds) -> dict[str, WorkReading]:
    """The reading of every subject to which anything is linked."""
    return {
        subject: WorkReading(
            subject=subject,
            stock=piles.stock(),
            excluded={name: piles.excluded[name] for name in sorted(piles.excluded)},
            places=tuple(sorted(piles.places)),
            unseen={name: piles.unseen[name] for name in sorted(piles.unseen)},
            undated=piles.undated,
        )
        for subject, piles in sorted(piles_of(cells, standings, bounds).items())
    }
