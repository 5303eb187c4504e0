"""A rule explained: what it matches of the stored work, and what that gets of it."""

from __future__ import annotations

from collections.abc import Iterator
from math import fsum

from goalsync.core.explain.applied import link_part
from goalsync.core.explain.known import Known
from goalsync.core.explain.ties import rulebook_of, ties_of
from goalsync.core.explain.work import StoredWork
from goalsync.core.links import Rulebook
from goalsync.core.match import Lineage, looks_up, said
from goalsync.core.wording import listed, natural, plural
from goalsync.model.explanation import Explanation, ItemPart, LinkPart, RulePart
from goalsync.model.linked import Tie
from goalsync.model.settings import Rule

Matched = tuple[str, str, str, Tie]
"""uid, key, phase and own tie of an item that the rule applies to."""


def explain_rule(declared: Rule, known: Known) -> Explanation:
    """What it ties to what, every item that it applies to, and the share that each gets by it."""
    words = f"work that matches {said(declared.when)} is linked to {listed(declared.link_to)}"
    plain = RulePart(declared.id, declared.when, declared.link_to)
    if known.work is None:
        return _explanation(declared, plain, words, ())
    book = rulebook_of(known)
    found = sorted(_matched(declared, known, known.work), key=lambda one: (natural(one[1]), one[0]))
    if not found and known.snapshot.linking is None:
        return _explanation(declared, plain, words, ())
    items = tuple(_items(declared, found, book))
    gave = {one.uid for one in items if one.share > 0 or one.part is not None}
    gives = {
        goal: {"items": len(ones), "share": fsum(one.share for one in ones)}
        for goal in declared.link_to
        if (ones := [one for one in items if one.part == goal])
    }
    result = RulePart(declared.id, declared.when, declared.link_to, len(found), len(gave), gives)
    idle = [name for name in declared.link_to if name in book.shares.inactive]
    note = f"; {listed(idle)} is not active, so that links to it count for nothing" if idle else ""
    text = f"{words}: it applies to {plural(len(found), 'item')} and gives {len(gave)} of them a link{note}"
    return _explanation(declared, result, text, items)


def _matched(declared: Rule, known: Known, work: StoredWork) -> Iterator[Matched]:
    """By the stored ties where the rules are as they were then, else one item after the other."""
    ties = ties_of(known)
    if ties is not None and ties.current:
        numbers = [number for number, tie in enumerate(ties.state.ties) if declared.id in tie.rules]
        profiles = ties.state.profiles
        for one in ties.work.owning(numbers):
            yield one.uid, one.key, profiles[one.profile].phase, ties.own(one.own)
        return
    whens = [one.when for one in known.configuration.mappings.rules.values()]
    asked = any(map(looks_up, [*whens, *known.configuration.settings.teams.values()]))
    book = rulebook_of(known, Lineage.of(work.parent_facts()) if asked else None)
    matcher = book.matcher(f"rule:{declared.id}", declared.when)
    for item in work.item_facts():
        if matcher.test(item):
            yield item.uid, item.key, item.phase, book.tie_of(item)


def _items(declared: Rule, found: list[Matched], book: Rulebook) -> Iterator[ItemPart]:
    """One for every item and goal; an item that has nothing by it once, with the share 0."""
    place = declared.place
    for uid, key, phase, tie in found:
        mine = [one for one in tie.links if one.rule == declared.id]
        for one in mine:
            yield ItemPart(uid, key, phase, 1.0, one.share, link_part(one, book), part=one.goal)
        if not mine:
            first = listed(sorted({one.rule for one in tie.links}))
            via = f"shadowed by {first}" if first else "it counts for nothing"
            yield ItemPart(uid, key, phase, 1.0, 0.0, LinkPart(declared.id, place.file, place.line, via))


def _explanation(declared: Rule, result: RulePart, formula: str, items: tuple[ItemPart, ...]) -> Explanation:
    return Explanation(
        id=declared.id,
        kind="rule",
        title="",
        result=result,
        formula=formula,
        inputs=(),
        items=items,
        excluded=(),
        place=str(declared.place),
    )
