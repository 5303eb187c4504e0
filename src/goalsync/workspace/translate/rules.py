"""What ties work to goals: teams, rules, exemptions, and tests of rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from goalsync.model.condition import Condition as When
from goalsync.model.settings import Exemption, Rule, RuleTest
from goalsync.workspace.document import Part
from goalsync.workspace.names import GOAL, INITIATIVE, KEY_RESULT, Names, entries
from goalsync.workspace.problems import Problems
from goalsync.workspace.translate.conditions import condition_of
from goalsync.workspace.translate.references import check_references, check_sources
from goalsync.workspace.validation import validated
from goalsync.workspace.written.conditions import Condition
from goalsync.workspace.written.rules import ExampleItem, ExemptEntry, RuleEntry, TestEntry

_LINKED: Final = (INITIATIVE, KEY_RESULT, GOAL)


def team_of(part: Part, names: Names, problems: Problems) -> When | None:
    """Which work is a team's, or None with the problem."""
    condition = validated(Condition, part, problems)
    if condition is None:
        check_sources(part, names, problems)
        return None
    return condition_of(part, condition, names, problems)


def rules_of(documents: Iterable[Part], names: Names, problems: Problems) -> Iterator[tuple[Rule, Part]]:
    """The rules that are right, each with where it is written, with the problems of the others told."""
    for part in _all(documents, "rules"):
        if (rule := _rule(part, names, problems)) is not None:
            yield rule, part


def exemptions_of(documents: Iterable[Part], names: Names, problems: Problems) -> Iterator[tuple[Exemption, Part]]:
    """The exemptions that are right, likewise."""
    for part in _all(documents, "exempt"):
        if (exemption := _exemption(part, names, problems)) is not None:
            yield exemption, part


def tests_of(documents: Iterable[Part], names: Names, problems: Problems) -> Iterator[RuleTest]:
    """The tests that are right, with the problems of the others told."""
    for part in _all(documents, "tests"):
        if (test := _test(part, names, problems)) is not None:
            yield test


def _all(documents: Iterable[Part], section: str) -> Iterator[Part]:
    for document in documents:
        yield from entries(document, section)


def _rule(part: Part, names: Names, problems: Problems) -> Rule | None:
    written = validated(RuleEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    for index, name in enumerate(written.link_to):
        names.goals.check(part, ("link_to", index), name, _LINKED, problems)
    when = condition_of(part.at(("when",)), written.when, names, problems)
    return Rule(written.id, when, tuple(dict.fromkeys(written.link_to)), part.place)


def _exemption(part: Part, names: Names, problems: Problems) -> Exemption | None:
    written = validated(ExemptEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    return Exemption(
        id=written.id,
        when=condition_of(part.at(("when",)), written.when, names, problems),
        reason=written.reason,
        place=part.place,
        owner=written.owner,
        until=written.until,
        budget=written.budget,
    )


def _test(part: Part, names: Names, problems: Problems) -> RuleTest | None:
    written = validated(TestEntry, part, problems)
    if written is None:
        check_references(part, names, problems)
        return None
    item = _described(written.item.model_dump(exclude_none=True))
    above: ExampleItem | str | None = written.item
    path: tuple[str, ...] = ("item",)
    while isinstance(above, ExampleItem):
        if above.source is not None:
            names.check_source(part, (*path, "source"), above.source, problems)
        above, path = above.parent, (*path, "parent")
    if isinstance(written.expect, str):
        return RuleTest(written.name, item, {written.expect: True}, part.place)
    expected = written.expect
    if (expected.linked_to is None) == (expected.exempt is None):
        said = "expected linked_to or exempt, one of them"
        remedy = "write {linked_to: ID}, {exempt: ID} or unlinked"
        problems.error(part, ("expect",), said, rule="wrong-value", remedy=remedy)
        return None
    if expected.exempt is not None:
        names.exemptions.check(part, ("expect", "exempt"), expected.exempt, ("exemption",), problems)
        return RuleTest(written.name, item, {"exempt": expected.exempt}, part.place)
    linked_to = tuple(expected.linked_to or ())
    for index, name in enumerate(linked_to):
        names.goals.check(part, ("expect", "linked_to", index), name, _LINKED, problems)
    return RuleTest(written.name, item, {"linked_to": linked_to}, part.place)


def _described(item: Mapping[str, Any]) -> dict[str, Any]:
    """An example item with its lists in tuples, and so its parent."""
    found = {key: tuple(value) if isinstance(value, list) else value for key, value in item.items()}
    if isinstance(above := found.get("parent"), dict):
        found["parent"] = _described(above)
    return found
