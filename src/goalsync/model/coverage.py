"""How much of the work serves a goal: by number and by effort, open and closed."""

from __future__ import annotations

from msgspec import Struct, field

Number = float | int | None


class ScopeCounts(Struct, frozen=True):
    """Work by scope."""

    linked: Number = 0
    exempt: Number = 0
    unlinked: Number = 0
    out_of_scope: Number = 0


class CoverageSide(Struct, frozen=True):
    """Open or closed work, by number and by effort."""

    items: ScopeCounts = field(default_factory=ScopeCounts)
    effort: ScopeCounts = field(default_factory=ScopeCounts)


class CoverageGroup(Struct, frozen=True):
    """Coverage of one source, team or project."""

    name: str
    open: CoverageSide
    closed: CoverageSide


class CoveragePart(Struct, frozen=True):
    """How much of the work serves a goal."""

    period: str
    open: CoverageSide = field(default_factory=CoverageSide)
    closed: CoverageSide = field(default_factory=CoverageSide)
    by_source: tuple[CoverageGroup, ...] = ()
    by_team: tuple[CoverageGroup, ...] = ()
    by_project: tuple[CoverageGroup, ...] = ()
