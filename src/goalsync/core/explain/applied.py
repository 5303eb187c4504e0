"""What ties one item: the rules, labels and exemptions that apply to it and its ancestors, and which of them count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from goalsync.core.links import Applying, Rulebook
from goalsync.core.wording import exact, listed
from goalsync.model.explanation import AppliedPart, GivenLink, LinkPart
from goalsync.model.linked import Link, Tie
from goalsync.model.vocabulary import Presence
from goalsync.model.work import ItemFacts


@dataclass(frozen=True, slots=True)
class Applied:
    """An item with the tie that counts for it. `number` is whose that is: 0 its own, 1 its parent's; None: nobody's.

    `line` is the item and its ancestors, the nearest first, `applying` what applies to each of them itself.
    """

    line: tuple[ItemFacts, ...]
    applying: tuple[Applying, ...]
    tie: Tie
    number: int | None

    @property
    def through(self) -> ItemFacts | None:
        """The ancestor that it is inherited from."""
        return self.line[self.number] if self.number else None


def applied(line: Sequence[ItemFacts], book: Rulebook) -> Applied:
    """What counts of all that applies to an item and its ancestors, the nearest first.

    That is its own link, else its own exemption, else the link or exemption of the nearest ancestor that has one. An
    ancestor that was deleted hands down nothing of its own.
    """
    applying = tuple(map(book.applying, line))
    for number, one in enumerate(applying):
        tie = tie_of(one, book)
        if tie.binds and not (number and line[number].presence == Presence.DELETED):
            return Applied(tuple(line), applying, tie, number)
    return Applied(tuple(line), applying, Tie(), None)


def tie_of(one: Applying, book: Rulebook) -> Tie:
    """What all that applies to an item itself comes to."""
    return book.tie(one.rules, (*one.labels, *one.unknown_labels), next(iter(one.exemptions), None))


def links_of(found: Applied, book: Rulebook) -> tuple[GivenLink, ...]:
    """Its links, each with the rule or label that gives it and from whom it has that."""
    via = found.through.key if found.through is not None else None
    return tuple(GivenLink(one.goal, one.share, link_part(one, book, via)) for one in found.tie.links)


def link_part(link: Link, book: Rulebook, via: str | None = None) -> LinkPart:
    """The rule that gives a link, with its place, or the label."""
    rule = book.rules.get(link.rule)
    if rule is None:
        return LinkPart(None, None, None, ", ".join(filter(None, (f"label {link.rule}", via))))
    return LinkPart(rule.id, rule.place.file, rule.place.line, via)


def applied_parts(found: Applied, book: Rulebook) -> Iterator[AppliedPart]:
    """All that applies to the item or an ancestor, the item's first, each with what became of it."""
    for number, one in enumerate(found.applying):
        of = None if number == 0 else found.line[number].key
        shadowed = found.number is not None and number > found.number
        by = f"what is nearer counts: {came_to(found, book)}" if shadowed else ""
        tie = tie_of(one, book)
        for name in one.rules:
            rule = book.rules[name]
            outcome, note = ("shadowed", by) if shadowed else _outcome(name, rule.link_to, tie, book)
            yield AppliedPart("rule", name, rule.link_to, outcome, note, rule.place.file, rule.place.line, of)
        for goal in one.labels:
            label = book.label_of(goal)
            outcome, note = ("shadowed", by) if shadowed else _outcome(label, (goal,), tie, book)
            yield AppliedPart("label", label, (goal,), outcome, note, None, None, of)
        for goal in one.unknown_labels:
            note = "it names nothing that work can be linked to"
            yield AppliedPart("label", book.label_of(goal), (), "ignored", note, None, None, of)
        for place, name in enumerate(one.exemptions):
            exemption = book.exemptions[name]
            outcome, note = ("shadowed", by) if shadowed else _exempts(place, one, tie)
            yield AppliedPart(
                "exemption", name, (), outcome, note or exemption.reason,
                exemption.place.file, exemption.place.line, of,
            )  # fmt: skip


def came_to(found: Applied, book: Rulebook) -> str:
    """What it is in words: `linked to one-click by rule checkout-epics (mappings/rules.yaml:12)`, `unlinked`, …"""
    if found.tie.links:
        given = [f"{one.goal} by {rule_words(one, book)}" for one in found.tie.links]
        text = f"linked to {listed(given)}"
        if len(found.tie.links) > 1:
            text += f", {_shares(found.tie.links)}"
    elif found.tie.exemption is not None:
        exemption = book.exemptions[found.tie.exemption]
        text = f"exempt by {exemption.id} ({exemption.place.file}:{exemption.place.line})"
    else:
        return "unlinked"
    if found.through is None:
        return text
    unnamed = "its parent" if found.number == 1 else "an ancestor"
    return f"{text}, inherited from {found.through.key or unnamed}"


def rule_words(link: Link, book: Rulebook) -> str:
    """`rule checkout-epics (mappings/rules.yaml:12)`, or `label goal/O1.KR2`."""
    rule = book.rules.get(link.rule)
    return f"label {link.rule}" if rule is None else f"rule {rule.id} ({rule.place.file}:{rule.place.line})"


def inactive_of(names: Sequence[str], book: Rulebook) -> tuple[str, ...]:
    """Those of the ids that are initiatives which count for nothing."""
    return tuple(name for name in names if name in book.shares.inactive)


def _shares(links: Sequence[Link]) -> str:
    shares = sorted({one.share for one in links})
    if shares == [0.0]:
        return "which is ambiguous: it counts for none until one is left"
    return f"{' or '.join(map(exact, shares))} of it each"


def _outcome(rule: str, goals: Sequence[str], tie: Tie, book: Rulebook) -> tuple[str, str]:
    """What became of a rule or label that applies, and why where that is nothing."""
    if any(one.rule == rule for one in tie.links):
        return "links", ""
    idle = inactive_of(goals, book)
    if len(idle) == len(goals):
        return "ignored", f"{listed(idle)} {'is' if len(idle) == 1 else 'are'} not active"
    first = sorted({one.rule for one in tie.links if one.goal in goals})
    return "shadowed", f"{listed(first)} gives the same"


def _exempts(place: int, one: Applying, tie: Tie) -> tuple[str, str]:
    if tie.links:
        return "shadowed", "it is linked, and a link comes first"
    return ("shadowed", f"{one.exemptions[0]} comes first") if place else ("exempts", "")
