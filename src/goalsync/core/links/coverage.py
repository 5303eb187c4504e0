"""How much of the work serves a goal: by number and by effort, open and closed in the cadence period."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import fsum

from goalsync.core.links.cells import Cells
from goalsync.core.links.profile import CLOSING, GONE, Bounds, Profile
from goalsync.core.links.readings import median_of
from goalsync.core.links.standing import Standings, tied_scope
from goalsync.model.coverage import CoverageGroup, CoveragePart, CoverageSide, ScopeCounts
from goalsync.model.linked import ExemptionUse, Linking, RuleUse, UnlinkedGroup
from goalsync.model.vocabulary import Attribution, Scope

NO_TEAM = "no team"


@dataclass(slots=True)
class _Side:
    """Work by scope while it is added up."""

    items: Counter[Scope] = field(default_factory=Counter)
    effort: dict[Scope, list[float]] = field(default_factory=lambda: defaultdict(list))

    def part(self) -> CoverageSide:
        return CoverageSide(
            items=ScopeCounts(**{scope.value: self.items[scope] for scope in Scope}),
            effort=ScopeCounts(**{scope.value: fsum(self.effort.get(scope, ())) for scope in Scope}),
        )


@dataclass(slots=True)
class _Group:
    open: _Side = field(default_factory=_Side)
    closed: _Side = field(default_factory=_Side)


def linking_of(
    cells: Cells, owns: Mapping[int, int], standings: Standings, bounds: Bounds, cycles: tuple[tuple[str, ...], ...]
) -> Linking:
    """How all work is tied, from its cells; `owns`: so many items have a tie themselves."""
    book, tables = standings.book, standings.tables
    medians = _medians(cells, standings)
    whole, by_source, by_team, by_project = _Group(), _groups(), _groups(), _groups()
    unlinked: dict[tuple[str, str, str | None], Counter[str]] = defaultdict(Counter)
    exempted: Counter[str] = Counter()
    exempt_effort: dict[str, list[float]] = defaultdict(list)
    closed_effort: list[float] = []
    ambiguous = 0
    for (scope, exemption, several, number), count in _by_scope(cells, standings).items():
        profile = tables.profiles[number]
        side = _side_of(profile, bounds)
        effort = count * (profile.points if profile.points is not None else medians(profile))
        if side is not None:
            names = (profile.source, profile.team or NO_TEAM, profile.project)
            for group in (whole, *(of[name] for of, name in zip((by_source, by_team, by_project), names, strict=True))):
                into: _Side = getattr(group, side)
                into.items[scope] += count
                into.effort[scope].append(effort)
        if scope is Scope.OUT_OF_SCOPE:
            continue
        if side == "closed":
            closed_effort.append(effort)
        if scope is Scope.UNLINKED:
            group_ = unlinked[profile.source, profile.project, profile.team]
            group_["count"] += count
            group_[side or "before"] += count
        elif exemption is not None:
            exempted[exemption] += count
            if side == "closed":
                exempt_effort[exemption].append(effort)
        elif several and book.shares.attribution is Attribution.EXCLUSIVE:
            ambiguous += count
    return Linking(
        coverage=CoveragePart(
            period=str(book.cadence),
            open=whole.open.part(),
            closed=whole.closed.part(),
            by_source=_parts(by_source),
            by_team=_parts(by_team),
            by_project=_parts(by_project),
        ),
        rules=_rule_uses(owns, standings),
        exemptions=tuple(
            ExemptionUse(name, exempted[name], fsum(exempt_effort.get(name, ()))) for name in book.declared_exemptions
        ),
        effort_closed=fsum(closed_effort),
        unlinked=tuple(
            UnlinkedGroup(source, project, team, one["count"], one["open"], one["closed"])
            for (source, project, team), one in sorted(unlinked.items(), key=lambda pair: _ordered(*pair[0]))
        ),
        ambiguous=ambiguous,
        unknown_labels=_unknown_labels(owns, standings),
        cycles=cycles,
    )


def _by_scope(cells: Cells, standings: Standings) -> Counter[tuple[Scope, str | None, bool, int]]:
    """(scope, exemption of what is exempt, whether it has several links, number of the profile) → items."""
    found: Counter[tuple[Scope, str | None, bool, int]] = Counter()
    ties = [(tied_scope(tie), tie.exemption, len(tie.links) > 1) for tie in standings.tables.ties]
    for (tie, _, profile), count in cells.items():
        scope, exemption, several = ties[tie]
        if standings.left_out(profile) is not None:
            scope = Scope.OUT_OF_SCOPE
        if count:
            found[scope, exemption if scope is Scope.EXEMPT else None, several, profile] += count
    return found


def _side_of(profile: Profile, bounds: Bounds) -> str | None:
    """open, closed in the cadence period, or neither."""
    if profile.phase not in CLOSING:
        return "open"
    return "closed" if bounds.in_cadence(profile.passed) else None


def _medians(cells: Cells, standings: Standings) -> Callable[[Profile], float]:
    """What an item without points counts as: the median of the known ones in its project, else 1."""
    known: dict[tuple[str, str], Counter[float]] = defaultdict(Counter)
    for (_, _, number), count in cells.items():
        profile = standings.tables.profiles[number]
        if count and profile.points is not None and profile.presence not in GONE:
            known[profile.source, profile.project][profile.points] += count
    medians = {place: median_of(points) for place, points in known.items()}

    def median(profile: Profile) -> float:
        found = medians.get((profile.source, profile.project))
        return 1.0 if found is None else found

    return median


def _rule_uses(owns: Mapping[int, int], standings: Standings) -> tuple[RuleUse, ...]:
    matched: Counter[str] = Counter()
    gave: Counter[str] = Counter()
    for number, count in owns.items():
        tie = standings.tables.ties[number]
        matched.update(dict.fromkeys(tie.rules, count))
        gave.update(dict.fromkeys({link.rule for link in tie.links}, count))
    return tuple(RuleUse(name, matched[name], gave[name]) for name in standings.book.rules)


def _unknown_labels(owns: Mapping[int, int], standings: Standings) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for number, count in owns.items():
        for name in standings.tables.ties[number].unknown_labels:
            found[standings.book.label_of(name)] += count
    return {name: found[name] for name in sorted(found) if found[name]}


def _groups() -> dict[str, _Group]:
    return defaultdict(_Group)


def _parts(groups: Mapping[str, _Group]) -> tuple[CoverageGroup, ...]:
    return tuple(CoverageGroup(name, groups[name].open.part(), groups[name].closed.part()) for name in sorted(groups))


def _ordered(source: str, project: str, team: str | None) -> tuple[str, str, str]:
    return source, project, team or ""
