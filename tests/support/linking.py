"""Work tied to goals as a person would work it out: over plain items, one by one, in no hurry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from statistics import median
from typing import Any

from goalsync.core.links.book import Rulebook
from goalsync.core.links.cells import Tables
from goalsync.core.links.classifier import Classifier
from goalsync.core.links.coverage import linking_of
from goalsync.core.links.linker import Linked, link
from goalsync.core.links.profile import Bounds
from goalsync.core.links.readings import readings_of
from goalsync.core.links.standing import Standings
from goalsync.core.match import Lineage, Surroundings
from goalsync.model.goals import Goals, Initiative, KeyResult
from goalsync.model.linked import Linking, WorkReading
from goalsync.model.measures import Work
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.settings import Configuration, Exemption, Mappings, Rule, Settings, SourceSettings
from goalsync.model.work import ItemFacts, ParentFacts
from support.work import NOW, ZONE, naively

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")
PLACE = Place("mappings/work.yaml", 1, 1)


@dataclass(frozen=True)
class World:
    """Items, and what is declared of them; conditions as they are written in YAML, with lists."""

    items: Sequence[ItemFacts]
    rules: Mapping[str, tuple[Mapping[str, Any], tuple[str, ...]]] = field(default_factory=dict)
    exempt: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    initiatives: Mapping[str, tuple[Mapping[str, float | None], str]] = field(default_factory=dict)
    key_results: Mapping[str, tuple[str, date]] = field(default_factory=dict)
    """Id → its policy for dropped work, and its last day."""
    attribution: str = "split"
    teams: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    counts: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Worked:
    """What the program makes of a world, by uid."""

    linked: Linked
    links: Mapping[str, dict[str, float]]
    exemptions: Mapping[str, str | None]
    scopes: Mapping[str, str]
    readings: Mapping[str, WorkReading]
    linking: Linking
    standings: Standings


def configuration_of(world: World, condition_of: Any) -> Configuration:
    """What a world declares."""
    rules = {name: Rule(name, condition_of(dict(when)), to, PLACE) for name, (when, to) in world.rules.items()}
    exempt = {name: Exemption(name, condition_of(dict(when)), "", PLACE) for name, when in world.exempt.items()}
    key_results = {
        name: KeyResult(name, name, "sam", "O1", Period(date(2026, 10, 1), end), Work(dropped=policy), PLACE)
        for name, (policy, end) in world.key_results.items()
    }
    initiatives = {
        name: Initiative(name, name, PLACE, serves=serves, status=status)
        for name, (serves, status) in world.initiatives.items()
    }
    sources = {
        name: SourceSettings(name, name, None, PLACE, counts=world.counts if name == "tracker" else None)
        for name in ("code", "tracker")
    }
    return Configuration(
        Settings(
            sources,
            timezone=ZONE,
            attribution=world.attribution,
            teams={name: condition_of(dict(when)) for name, when in world.teams.items()},
        ),
        Goals(key_results=key_results, initiatives=initiatives),
        Mappings(rules=rules, exemptions=exempt),
        "sha256:x",
    )


def rows_of(items: Sequence[ItemFacts], classifier: Classifier) -> tuple[list[Any], list[Any], list[Any]]:
    """Rows, tags and former keys as the store streams them."""
    ordered = sorted(items, key=lambda one: one.uid)
    rows = [tuple(getattr(one, name) for name in classifier.columns) for one in ordered]
    lists = {"label": "labels", "component": "components", "milestone": "milestones", "iteration": "iterations"}
    tags = sorted(
        (one.uid, tag, value) for one in ordered for tag in classifier.tags for value in set(getattr(one, lists[tag]))
    )
    former = sorted((one.uid, key) for one in ordered for key in set(one.former_keys))
    return rows, tags, former if classifier.former else []


def lineage_of(items: Sequence[ItemFacts]) -> Lineage:
    """The lineage of all."""
    wanted = {one.parent for one in items}
    return Lineage.of(
        ParentFacts(one.uid, one.source, one.key, one.parent, one.parent_key, one.former_keys)
        for one in sorted(items, key=lambda one: one.uid)
        if one.uid in wanted
    )


def worked(world: World, condition_of: Any) -> Worked:
    """What the program makes of it."""
    configuration = configuration_of(world, condition_of)
    around = Surroundings(NOW, ZONE, lineage=lineage_of(world.items))
    book = Rulebook.of(configuration, around, QUARTER)
    bounds = Bounds.of(configuration.goals, QUARTER, ZONE)
    tables = Tables()
    classifier = Classifier(book, bounds, tables)
    rows, tags, former = rows_of(world.items, classifier)
    parents = sorted({one.parent for one in world.items if one.parent is not None})
    classified = classifier.classify(rows, tags, former, parents)
    standings = Standings.of(book, tables, configuration.goals)
    linked = link(classified, standings)
    uids = [row[0] for row in rows]
    ties = {uid: tables.ties[linked.carried[number]] for number, uid in enumerate(uids)}
    return Worked(
        linked,
        {uid: dict(book.shares.of_links(tie.links)) for uid, tie in ties.items()},
        {uid: None if tie.links else tie.exemption for uid, tie in ties.items()},
        {uid: standings.scope(linked.carried[n], classified.profile[n]).value for n, uid in enumerate(uids)},
        readings_of(linked.cells, standings, bounds),
        linking_of(linked.cells, linked.owns, standings, bounds, linked.cycles),
        standings,
    )


# --- the same by hand ---


@dataclass(frozen=True)
class ByHand:
    """A world worked out by hand."""

    world: World

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_uid", {one.uid: one for one in self.world.items})

    by_uid: Mapping[str, ItemFacts] = field(default_factory=dict)

    def holds(self, when: Mapping[str, Any], item: ItemFacts) -> bool:
        return all(self._holds(key, value, item) for key, value in when.items())

    def _holds(self, key: str, value: Any, item: ItemFacts) -> bool:
        match key:
            case "all":
                return all(self.holds(one, item) for one in value)
            case "any":
                return any(self.holds(one, item) for one in value)
            case "not":
                return not self.holds(value, item)
            case "team":
                team = self.team(item)
                return team is not None and naively({"assignee": value}, _with(item, assignee=team))
            case "parent" | "under":
                above = self.above(item)
                if key == "parent":
                    above = above[:1]
                keys = [one for up in above for one in (up.key, *up.former_keys)]
                return any(naively({"assignee": value}, _with(item, assignee=one)) for one in keys)
        return naively({key: value}, item)

    def team(self, item: ItemFacts) -> str | None:
        for name, when in self.world.teams.items():
            if naively(when, item):
                return name
        return item.team

    def above(self, item: ItemFacts) -> list[ItemFacts]:
        """Its ancestors, the nearest first; in a circle each once, itself too."""
        found: list[ItemFacts] = []
        up = self.by_uid.get(item.parent or "")
        while up is not None and up not in found:
            found.append(up)
            up = self.by_uid.get(up.parent or "")
        return found

    def targets(self, item: ItemFacts) -> set[str]:
        """What active things it is tied to itself."""
        named = {to for when, tos in self.world.rules.values() if self.holds(when, item) for to in tos}
        known = {*self.world.initiatives, *self.world.key_results}
        for label in item.labels:
            if label.casefold().startswith("goal/"):
                named |= {one for one in known if one.casefold() == label[len("goal/") :].casefold()}
        return {
            one for one in named if self.world.initiatives.get(one, ({}, "active"))[1] not in ("candidate", "dropped")
        }

    def exemption(self, item: ItemFacts) -> str | None:
        return next((name for name, when in self.world.exempt.items() if self.holds(when, item)), None)

    def carried(self, item: ItemFacts) -> tuple[set[str], str | None]:
        """What counts for it: its own links, its own exemption, or those of the nearest that has any."""
        for one in (item, *self.above(item)):
            if one is not item and one.presence == "deleted":
                continue
            targets, exemption = self.targets(one), self.exemption(one)
            if targets:
                return targets, None
            if exemption is not None:
                return set(), exemption
        return set(), None

    def shares(self, item: ItemFacts) -> dict[str, float]:
        targets, _ = self.carried(item)
        found: dict[str, Fraction] = {}
        for target in targets:
            share = Fraction(1, len(targets)) if self.world.attribution == "split" else Fraction(1)
            if self.world.attribution == "exclusive" and len(targets) > 1:
                share = Fraction(0)
            parts = {target: Fraction(1)}
            if target in self.world.initiatives:
                serves = self.world.initiatives[target][0]
                for name, said in serves.items():
                    if said is not None:
                        parts[name] = Fraction(said)
                    else:
                        whole = self.world.attribution == "shared"
                        parts[name] = Fraction(1) if whole else Fraction(1, len(serves))
            for name, part in parts.items():
                found[name] = found.get(name, Fraction(0)) + share * part
        return {name: float(min(share, Fraction(1))) for name, share in found.items()}

    def out(self, item: ItemFacts) -> str | None:
        if item.presence in ("deleted", "moved", "out_of_coverage"):
            return item.presence
        kinds = self.world.counts if item.source == "tracker" else None
        if item.kind in ("pull_request", "milestone", "initiative") if kinds is None else item.kind not in kinds:
            return "kind"
        return "dropped" if item.phase == "dropped" else None

    def scope(self, item: ItemFacts) -> str:
        if self.out(item) is not None:
            return "out_of_scope"
        targets, exemption = self.carried(item)
        return "linked" if targets else "exempt" if exemption is not None else "unlinked"

    def below(self, item: ItemFacts, rings: set[str]) -> list[ItemFacts]:
        """All below an item, at any depth; a circle is cut above its smallest uid."""
        found: list[ItemFacts] = []
        todo = [item]
        while todo:
            one = todo.pop()
            children = [
                child
                for child in self.world.items
                if child.parent == one.uid and child.uid not in rings and child not in found and child is not item
            ]
            found += children
            todo += children
        return found

    def rings(self) -> set[str]:
        """The smallest uid of each circle."""
        found = set()
        for one in self.world.items:
            ring: list[str] = []
            up: ItemFacts | None = one
            while up is not None and up.uid not in ring:
                ring.append(up.uid)
                up = self.by_uid.get(up.parent or "")
            if up is one:
                found.add(min(ring))
        return found

    def reading(self, subject: str) -> dict[str, Any] | None:
        """What the work of a subject comes to; None where nothing is linked to it."""
        policy, end = self.world.key_results.get(subject, ("exclude", date.max))
        linked = [(one, share) for one in self.world.items if (share := self.shares(one).get(subject)) is not None]
        if not linked:
            return None
        rings = self.rings()
        live = [
            one.uid
            for one, share in linked
            if share > 0 and (self.out(one) is None or (self.out(one) == "dropped" and policy != "exclude"))
        ]
        excluded: dict[str, int] = {}
        piles: dict[str, list[tuple[float, float | None]]] = {"open": [], "done": [], "dropped": []}
        for one, share in linked:
            why = self.out(one)
            if why in (None, "dropped"):
                if share <= 0:
                    why = "ambiguous"
                elif any(down.uid in live for down in self.below(one, rings)):
                    why = "has_counted_children"
            if why is not None:
                excluded[why] = excluded.get(why, 0) + 1
            if why not in (None, "dropped"):
                continue
            state = "dropped" if one.phase == "dropped" else "open"
            if one.phase == "done" and (one.closed is None or _day(one.closed) <= end):
                state = "done"
            piles[state].append((share, one.points))
        known = [points for state in ("open", "done") for _, points in piles[state] if points is not None]
        return {
            **{state: _amount(pile) for state, pile in piles.items()},
            "median": median(known) if known else None,
            "excluded": excluded,
        }

    def coverage(self) -> dict[str, Any]:
        """Items and effort by side and scope, of everything."""
        found: dict[str, Any] = {
            side: {
                what: dict.fromkeys(("linked", "exempt", "unlinked", "out_of_scope"), 0) for what in ("items", "effort")
            }
            for side in ("open", "closed")
        }
        for one in self.world.items:
            if one.phase in ("done", "dropped"):
                if one.closed is None or not QUARTER.start <= _day(one.closed) <= QUARTER.end:
                    continue
                side = "closed"
            else:
                side = "open"
            known = [
                other.points
                for other in self.world.items
                if (other.source, other.project) == (one.source, one.project)
                and other.points is not None
                and other.presence not in ("deleted", "moved", "out_of_coverage")
            ]
            effort = one.points if one.points is not None else median(known) if known else 1.0
            scope = self.scope(one)
            found[side]["items"][scope] += 1
            found[side]["effort"][scope] += effort
        return found


def _amount(pile: Sequence[tuple[float, float | None]]) -> tuple[int, float, float, float]:
    return (
        len(pile),
        sum(share for share, _ in pile),
        sum(share * points for share, points in pile if points is not None),
        sum(share for share, points in pile if points is None),
    )


def _day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(ZONE).date()


def _with(item: ItemFacts, **changes: Any) -> ItemFacts:
    import msgspec

    return msgspec.structs.replace(item, **changes)
