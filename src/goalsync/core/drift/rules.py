"""Findings of rules, labels and exemptions: what they do, and what they were meant to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from goalsync.core.drift.doubt import all_as_they_were, as_it_was, may_be_matched
from goalsync.core.drift.picture import Picture, finding
from goalsync.core.wording import listed, number, percent, plural
from goalsync.model.finding import Finding
from goalsync.model.settings import Rule

_INACTIVE = frozenset({"candidate", "dropped"})


def dead_rule(picture: Picture) -> Iterator[Finding]:
    """Rules and exemptions that apply to no item that was ever pulled; labels that name nothing."""
    linking = picture.snapshot.linking
    if linking is None:
        return
    mappings = picture.configuration.mappings
    for use in linking.rules:
        rule = mappings.rules.get(use.id)
        if rule is None or use.matched:
            continue
        if may_be_matched(picture, rule.when):
            yield from as_it_was(picture, "dead_rule", rule.id)
            continue
        yield finding(
            "dead_rule",
            rule.id,
            f"{rule.id}: the rule applies to nothing",
            f"no item that was ever pulled matches; it would link to {listed(rule.link_to)}",
            remedy="Mend its `when:`, or remove the rule; `goalsync items` shows what there is.",
            evidence=(f"{rule.place}: {rule.id}",),
        )
    for used in linking.exemptions:
        exemption = mappings.exemptions.get(used.id)
        if exemption is None or used.matched or _expired(picture, exemption.until):
            continue
        subject = f"exempt:{exemption.id}"
        if may_be_matched(picture, exemption.when):
            yield from as_it_was(picture, "dead_rule", subject)
            continue
        yield finding(
            "dead_rule",
            subject,
            f"{exemption.id}: the exemption exempts nothing",
            "no item in scope that was pulled matches, or all that match are linked",
            remedy="Mend its `when:`, or remove the exemption.",
            evidence=(f"{exemption.place}: {exemption.id}",),
        )
    for label, count in linking.unknown_labels.items():
        yield finding(
            "dead_rule",
            f"label:{label}",
            f"{label}: the label links to nothing",
            f"{plural(count, 'item carries', 'items carry')} it, and no initiative, key result or goal is named so",
            remedy="Mend the label in the tracker, or declare what it names.",
        )


def shadowed_rule(picture: Picture) -> Iterator[Finding]:
    """Rules that apply to items, every link of which an earlier rule gives already."""
    linking = picture.snapshot.linking
    for use in linking.rules if linking is not None else ():
        rule = picture.configuration.mappings.rules.get(use.id)
        if rule is None or not use.matched or use.gave or not _links_to_active(picture, rule):
            continue
        before = _rules_before(picture, rule)
        yield finding(
            "shadowed_rule",
            rule.id,
            f"{rule.id}: earlier rules do all that this rule does",
            f"it applies to {plural(use.matched, 'item')}, each linked to {listed(rule.link_to)} already"
            + (f" by {listed([one.id for one in before])}" if before else ""),
            remedy="Remove it, or make the earlier one narrower.",
            evidence=(f"{rule.place}: {rule.id}", *(f"{one.place}: {one.id}" for one in before)),
        )


def ambiguous_link(picture: Picture) -> Iterator[Finding]:
    """Items that several rules give to different goals where attribution is exclusive; they count for none."""
    if picture.survey is None:
        yield from all_as_they_were(picture, "ambiguous_link")
        return
    rules = picture.configuration.mappings.rules
    for one in picture.survey.ambiguous:
        yield finding(
            "ambiguous_link",
            " + ".join(one.goals),
            f"{plural(one.count, 'item')} tied to {listed(one.goals)}, and so counted for none",
            f"attribution is exclusive; tied by {listed(one.rules)}",
            remedy="Make the rules exclude each other, or give the items one label; or choose attribution: split.",
            evidence=(*(f"{rules[name].place}: {name}" for name in one.rules if name in rules), *one.keys),
        )


def exempt_over_budget(picture: Picture) -> Iterator[Finding]:
    """Exemptions that took more of the effort closed in the cadence period than they may."""
    linking = picture.snapshot.linking
    if linking is None or linking.effort_closed <= 0:
        return
    for use in linking.exemptions:
        exemption = picture.configuration.mappings.exemptions.get(use.id)
        if exemption is None or exemption.budget is None or _expired(picture, exemption.until):
            continue
        share = use.effort_closed / linking.effort_closed
        if share <= exemption.budget:
            continue
        yield finding(
            "exempt_over_budget",
            exemption.id,
            f"{exemption.id}: {percent(share)} of the effort, budgeted {percent(exemption.budget)}",
            f"{number(use.effort_closed)} of {number(linking.effort_closed)} closed in {linking.coverage.period}"
            f"; exempt because: {exemption.reason}",
            remedy=f"Talk to {exemption.owner or 'its owner'} about the budget, or do less of it.",
            evidence=(f"{exemption.place}: {exemption.id}",),
        )


def _expired(picture: Picture, until: date | None) -> bool:
    return until is not None and until < picture.snapshot.today


def _links_to_active(picture: Picture, rule: Rule) -> bool:
    initiatives = picture.configuration.goals.initiatives
    return any(name not in initiatives or initiatives[name].status not in _INACTIVE for name in rule.link_to)


def _rules_before(picture: Picture, rule: Rule) -> tuple[Rule, ...]:
    """Rules declared before that link to one of the same."""
    found: list[Rule] = []
    for one in picture.configuration.mappings.rules.values():
        if one.id == rule.id:
            break
        if set(one.link_to) & set(rule.link_to):
            found.append(one)
    return tuple(found)
