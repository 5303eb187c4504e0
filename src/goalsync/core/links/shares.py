"""Attribution: whose an item's work is, and how much of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from goalsync.model.goals import Goals, Initiative
from goalsync.model.linked import Link
from goalsync.model.vocabulary import Attribution

INACTIVE: Final = frozenset({"candidate", "dropped"})
"""Statuses of initiatives whose links count for nothing."""


@dataclass(frozen=True, slots=True)
class Shares:
    """How links are made and what becomes of them. `passes`: initiative → what it serves → the part of it."""

    attribution: Attribution
    passes: Mapping[str, Mapping[str, Fraction]]
    inactive: frozenset[str]
    ids: Mapping[str, str]
    """Folded id → id, of everything that work can be linked to."""
    own: frozenset[str]
    """Those ids themselves."""

    @classmethod
    def of(cls, goals: Goals, attribution: str) -> Shares:
        """Those of declared goals. In shared attribution an initiative gives the whole to each where none is said."""
        how = Attribution(attribution)
        names = (*goals.initiatives, *goals.key_results, *goals.goals)
        ids: dict[str, str] = {}
        for name in names:
            ids.setdefault(name.casefold(), name)
        return cls(
            attribution=how,
            passes={name: _passed(one, how) for name, one in goals.initiatives.items()},
            inactive=frozenset(name for name, one in goals.initiatives.items() if one.status in INACTIVE),
            ids=ids,
            own=frozenset(names),
        )

    def knows(self, name: str) -> bool:
        """Whether work can be linked to it."""
        return name in self.own

    def called(self, name: str) -> str:
        """The id that is written so, whatever the case; the name itself where there is none."""
        return name if name in self.own else self.ids.get(name.casefold(), name)

    def links(self, given: Sequence[tuple[str, str]]) -> tuple[Link, ...]:
        """The links that (goal, rule) pairs make, the first rule of a goal standing for it.

        What is inactive gets none, so that the others share anew.
        """
        goals: dict[str, str] = {}
        for goal, rule in given:
            if goal not in self.inactive:
                goals.setdefault(goal, rule)
        if not goals:
            return ()
        match self.attribution:
            case Attribution.SPLIT:
                share = 1 / len(goals)
            case Attribution.SHARED:
                share = 1.0
            case Attribution.EXCLUSIVE:
                share = 1.0 if len(goals) == 1 else 0.0
        return tuple(Link(goal, share, goals[goal]) for goal in sorted(goals))

    def of_links(self, links: Iterable[Link]) -> Mapping[str, float]:
        """Subject → the share of an item with these links, the initiatives that pass it on included.

        A subject that is reached twice gets both, at most the whole. Of key results, goals and KPIs together the
        shares add up to 1 at most, but for shared attribution.
        """
        ones = tuple(links)
        found: dict[str, Fraction] = {}
        for link in ones:
            share = self._exact(link, len(ones))
            for subject, part in ((link.goal, Fraction(1)), *self.passes.get(link.goal, {}).items()):
                found[subject] = found.get(subject, Fraction(0)) + share * part
        return {name: float(min(share, Fraction(1))) for name, share in sorted(found.items())}

    def _exact(self, link: Link, count: int) -> Fraction:
        """1/3 as it is meant, so that three of them are one."""
        if self.attribution is Attribution.SPLIT and link.share == 1 / count:
            return Fraction(1, count)
        return Fraction(link.share)


def _passed(initiative: Initiative, how: Attribution) -> Mapping[str, Fraction]:
    """What it serves, each with its part: declared, or in equal parts."""
    said = {name: Fraction(share) for name, share in initiative.serves.items() if share is not None}
    silent = [name for name, share in initiative.serves.items() if share is None]
    left = max(Fraction(0), Fraction(1) - sum(said.values(), Fraction(0)))
    equal = Fraction(1) if how is Attribution.SHARED and not said else left / len(silent) if silent else left
    return {**said, **dict.fromkeys(silent, equal)}
