"""What findings look at of single items: grouped and counted by the store, with the keys of a few."""

from __future__ import annotations

from msgspec import Struct


class Above(Struct, frozen=True):
    """The topmost unlinked ancestor of a group."""

    key: str
    title: str = ""


class Near(Struct, frozen=True):
    """What work close by is linked to: `key` is a linked item beside, None: most of the same team and project."""

    goal: str
    key: str | None = None


class LooseWork(Struct, frozen=True):
    """Unlinked work of one project and team below one ancestor (itself included), or below none.

    `open` and `closed` (in the cadence period) count items.
    """

    source: str
    project: str
    team: str | None
    above: Above | None = None
    count: int = 0
    open: int = 0
    closed: int = 0
    keys: tuple[str, ...] = ()
    near: Near | None = None

    @property
    def subject(self) -> str:
        """What names the group for as long as it lasts."""
        place = f"{self.source}:{self.project}"
        named = f"{place}/{self.team}" if self.team is not None else place
        return f"{named} under {self.above.key}" if self.above is not None else named


class AbsentWork(Struct, frozen=True):
    """Items of one place with one presence that are linked to something."""

    source: str
    project: str
    presence: str
    count: int
    keys: tuple[str, ...] = ()
    goals: tuple[str, ...] = ()


class WorkBelow(Struct, frozen=True):
    """Unlinked items whose parent is known by its key alone, by the place that the key is of, which is not pulled."""

    source: str
    project: str
    """The parent's, told from its key."""
    count: int
    keys: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()


class UnmappedStatus(Struct, frozen=True):
    """Items in a status of which the tracker does not say whether it is to do, in progress or done."""

    source: str
    status: str
    category: str | None
    count: int
    keys: tuple[str, ...] = ()


class AmbiguousWork(Struct, frozen=True):
    """Items tied to the same several things where one is allowed; `rules` are ids of rules, or labels."""

    goals: tuple[str, ...]
    rules: tuple[str, ...]
    count: int
    keys: tuple[str, ...] = ()


class Survey(Struct, frozen=True):
    """All of it, each in order."""

    loose: tuple[LooseWork, ...] = ()
    absent: tuple[AbsentWork, ...] = ()
    below: tuple[WorkBelow, ...] = ()
    unmapped: tuple[UnmappedStatus, ...] = ()
    ambiguous: tuple[AmbiguousWork, ...] = ()
