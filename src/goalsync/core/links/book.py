"""The rules of a workspace: what is declared about ties, compiled for one day."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from goalsync.core.document import plain
from goalsync.core.links.shares import Shares
from goalsync.core.match import Surroundings, compiled_of, looks_up
from goalsync.core.match.matcher import Matcher
from goalsync.model.condition import Condition
from goalsync.model.linked import Tie
from goalsync.model.period import Period
from goalsync.model.settings import Configuration, Exemption, Rule
from goalsync.model.work import ItemFacts

NOT_COUNTED: Final = ("pull_request", "milestone", "initiative")
"""Kinds that do not count unless a source says so; each counts elsewhere, or is no work of its own."""

_VERSION: Final = 1
"""Counted on whenever the same rules tie the same items otherwise than before."""


@dataclass(frozen=True, slots=True)
class Applying:
    """What applies to one item: rules by id in order of declaration, labels that name something, exemptions by id."""

    rules: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    unknown_labels: tuple[str, ...] = ()
    exemptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rulebook:
    """Everything that ties work to goals, compiled. `exemptions` are those that have not expired on the day."""

    rules: Mapping[str, Rule]
    exemptions: Mapping[str, Exemption]
    declared_exemptions: tuple[str, ...]
    """All of them, by id."""
    shares: Shares
    around: Surroundings
    """`around.teams` say whose an item is, `around.lineage` what its ancestors are."""
    label: tuple[str, str] | None
    """What stands before and after the id in a label that links, folded."""
    counts: Mapping[str, tuple[str, ...]]
    """Source → kinds that count, of the sources that say so."""
    team_conditions: tuple[Condition, ...]
    cadence: Period
    """In which closed work is coverage's and the budgets'."""
    digests: Mapping[str, str]
    """Digest of each rule (`rule:ID`), of `exempt`, `label` with attribution, and `goals`: what initiatives serve."""
    digest: str
    """Of all that can tie an item otherwise, or add it up otherwise."""
    _compiled: dict[str, Matcher] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, configuration: Configuration, around: Surroundings, cadence: Period) -> Rulebook:
        """The rules as of `around.now`. `around` without teams: those of the settings are compiled here."""
        settings, goals, mappings = configuration.settings, configuration.goals, configuration.mappings
        today = around.now.astimezone(around.zone).date()
        exemptions = {name: one for name, one in mappings.exemptions.items() if one.until is None or today <= one.until}
        before, _, after = (settings.link_label or "").partition("*")
        counts = {
            name: tuple(source.counts) for name, source in sorted(settings.sources.items()) if source.counts is not None
        }
        digests = {f"rule:{name}": _digest(plain([one.when, one.link_to])) for name, one in mappings.rules.items()}
        digests["exempt"] = _digest([[name, plain(one.when)] for name, one in exemptions.items()])
        digests["goals"] = _digest([[name, plain(one.serves), one.status] for name, one in goals.initiatives.items()])
        digests["label"] = _digest([settings.link_label, settings.attribution])
        whens = [*(one.when for one in mappings.rules.values()), *(one.when for one in exemptions.values())]
        whens += settings.teams.values()
        others = {
            "version": _VERSION,
            "rules": list(mappings.rules),
            "counts": counts,
            "teams": [[name, plain(one)] for name, one in settings.teams.items()],
            "zone": settings.timezone.key,
            "cadence": [cadence.start.isoformat(), cadence.end.isoformat()],
            "key_results": {name: one.period.end.isoformat() for name, one in goals.key_results.items()},
            "subjects": [*goals.goals, *goals.kpis],
            "now": around.now.isoformat() if any(map(_moves_with_time, whens)) else "",
        }
        return cls(
            rules=mappings.rules,
            exemptions=exemptions,
            declared_exemptions=tuple(mappings.exemptions),
            shares=Shares.of(goals, settings.attribution),
            around=around if around.teams else around.with_teams(settings.teams),
            label=(before.casefold(), after.casefold()) if settings.link_label is not None else None,
            counts=counts,
            team_conditions=tuple(settings.teams.values()),
            cadence=cadence,
            digests=digests,
            digest=_digest([digests, others]),
        )

    def matcher(self, name: str, condition: Condition) -> Matcher:
        """A condition compiled once, by a name of ours."""
        if name not in self._compiled:
            self._compiled[name] = compiled_of(condition, self.around)
        return self._compiled[name]

    def applying(self, item: ItemFacts) -> Applying:
        """All that applies to an item itself, looked at one by one."""
        rules = [name for name, one in self.rules.items() if self.matcher(f"rule:{name}", one.when).test(item)]
        named = [self.named_by(label) for label in item.labels]
        return Applying(
            rules=tuple(rules),
            labels=tuple(sorted({name for name in named if name is not None and self.shares.knows(name)})),
            unknown_labels=tuple(sorted({name for name in named if name is not None and not self.shares.knows(name)})),
            exemptions=tuple(
                name for name, one in self.exemptions.items() if self.matcher(f"exempt:{name}", one.when).test(item)
            ),
        )

    def tie_of(self, item: ItemFacts) -> Tie:
        """The tie of an item itself."""
        found = self.applying(item)
        return self.tie(found.rules, (*found.labels, *found.unknown_labels), next(iter(found.exemptions), None))

    def tie(self, rules: Iterable[str], named: Iterable[str], exemption: str | None) -> Tie:
        """The tie that these make: `rules` in order of declaration, `named` what labels name."""
        names, all_named = tuple(rules), sorted(set(named))
        ids = tuple(name for name in all_named if self.shares.knows(name))
        given = [(goal, name) for name in names for goal in self.rules[name].link_to]
        given += [(goal, self.label_of(goal)) for goal in ids]
        unknown = tuple(name for name in all_named if not self.shares.knows(name))
        return Tie(names, ids, exemption, self.shares.links(given), unknown)

    def named_by(self, label: str) -> str | None:
        """The id that a label names as it stands in the goals, or as it is written; None: it is no such label."""
        if self.label is None:
            return None
        before, after = self.label
        folded = label.casefold()
        if len(folded) <= len(before) + len(after) or not (folded.startswith(before) and folded.endswith(after)):
            return None
        if len(folded) != len(label):  # folding made it longer: rare scripts only
            return self.shares.called(folded[len(before) : len(folded) - len(after)])
        return self.shares.called(label[len(before) : len(label) - len(after)])

    def label_of(self, goal: str) -> str:
        """The label that names a goal."""
        before, after = self.label or ("", "")
        return f"{before}{goal}{after}"

    def counted(self, source: str, kind: str) -> bool:
        """Whether items of a kind count."""
        kinds = self.counts.get(source)
        return kind not in NOT_COUNTED if kinds is None else kind in kinds

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Those of the rules and then of the exemptions, in order."""
        return (*(one.when for one in self.rules.values()), *(one.when for one in self.exemptions.values()))

    @property
    def needs_lineage(self) -> bool:
        """Whether a condition asks for ancestors."""
        return needs_lineage(self.rules.values(), self.exemptions.values(), ())


def needs_lineage(rules: Iterable[Rule], exemptions: Iterable[Exemption], teams: Iterable[Condition]) -> bool:
    """Whether tying has to know the keys of ancestors."""
    return any(map(looks_up, [*(one.when for one in rules), *(one.when for one in exemptions), *teams]))


def _moves_with_time(condition: Condition) -> bool:
    """Whether what it matches changes while no item does."""
    return any(isinstance(one.closed_in, timedelta) for one in condition.everywhere())


def _digest(content: object) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]
