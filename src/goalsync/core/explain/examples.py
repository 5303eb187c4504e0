"""Tests of rules: whether the rules make of an example item what its author expects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from msgspec import json

from goalsync.core.explain.applied import Applied, applied, came_to, inactive_of, links_of
from goalsync.core.links import Rulebook
from goalsync.core.match import Lineage, Surroundings, misses
from goalsync.core.match.days import start_of
from goalsync.core.summary.cadence import current_period
from goalsync.core.wording import listed
from goalsync.model.explanation import ExampleResult
from goalsync.model.settings import Configuration, RuleTest
from goalsync.model.work import ItemFacts, ParentFacts

_TEXTS: Final = ("source", "project", "key", "kind", "type", "title", "status", "phase")
_MAYBE: Final = ("team", "assignee", "priority")
_LISTS: Final = {"label": "labels", "component": "components", "milestone": "milestones", "iteration": "iterations"}
_TIMES: Final = ("created", "updated", "closed")
_NEAR: Final = 3
"""Rules that are named as nearly applying."""


def try_examples(configuration: Configuration, now: datetime) -> tuple[ExampleResult, ...]:
    """Every test of the mappings, in order of declaration, as of `now`.

    An example has only what is said of it, and inherits only from a parent that is described (or named by its key).
    """
    settings = configuration.settings
    lines = [_line(number, test, configuration) for number, test in enumerate(configuration.mappings.tests)]
    lineage = Lineage.of(ParentFacts(one.uid, one.source, one.key, one.parent) for line in lines for one in line[1:])
    around = Surroundings(now, settings.timezone, lineage=lineage)
    cadence = current_period(settings, now.astimezone(settings.timezone).date())
    book = Rulebook.of(configuration, around, cadence)
    return tuple(
        _result(test, applied(line, book), book, configuration)
        for test, line in zip(configuration.mappings.tests, lines, strict=True)
    )


def _line(number: int, test: RuleTest, configuration: Configuration) -> tuple[ItemFacts, ...]:
    """The example and its ancestors, the nearest first; they are of its source and project unless they say so."""
    described: list[Mapping[str, Any]] = [test.item]
    while above := described[-1].get("parent"):
        described.append(above if isinstance(above, Mapping) else {"key": above})
    described += [{"key": key} for one in tuple(described) for key in one.get("under", ())]
    found: list[ItemFacts] = []
    own = {"source": "", "project": ""}
    for place, given in enumerate(described):
        own = {**own, **{key: given[key] for key in own if key in given}}
        above = f"example:{number}:{place + 1}" if place + 1 < len(described) else None
        found.append(_facts(f"example:{number}:{place}", above, {**given, **own}, configuration))
    return tuple(found)


def _facts(uid: str, parent: str | None, given: Mapping[str, Any], configuration: Configuration) -> ItemFacts:
    made: dict[str, Any] = {name: given.get(name, "") for name in _TEXTS}
    made |= {name: given.get(name) for name in _MAYBE}
    made |= {name: tuple(given.get(key, ())) for key, name in _LISTS.items()}
    made |= {name: _start(given[name], configuration) for name in _TIMES if name in given}
    return ItemFacts(uid=uid, parent=parent, fields_text=json.encode(given.get("field", {})).decode(), **made)


def _start(day: date, configuration: Configuration) -> str:
    return start_of(day, configuration.settings.timezone)


def _result(test: RuleTest, found: Applied, book: Rulebook, configuration: Configuration) -> ExampleResult:
    expected, passed = _expected(test, found)
    return ExampleResult(
        name=test.name,
        file=test.place.file,
        line=test.place.line,
        column=test.place.column,
        passed=passed,
        expected=expected,
        found=came_to(found, book),
        linked_to=links_of(found, book),
        exempt=found.tie.exemption if not found.tie.links else None,
        why=() if passed else tuple(_why(test, found, book, configuration)),
    )


def _expected(test: RuleTest, found: Applied) -> tuple[str, bool]:
    """What is expected in words, and whether it is so: linked to exactly these, exempt by that, or neither."""
    tie = found.tie
    match test.expect:
        case {"linked_to": tuple(goals)}:
            return f"linked to {listed(goals)}", {one.goal for one in tie.links} == set(goals)
        case {"exempt": str(name)}:
            return f"exempt by {name}", not tie.links and tie.exemption == name
        case _:
            return "unlinked", not tie.links and tie.exemption is None


def _why(test: RuleTest, found: Applied, book: Rulebook, configuration: Configuration) -> Iterator[str]:
    """What is in the way of what is expected."""
    match test.expect:
        case {"linked_to": tuple(goals)}:
            missing = [goal for goal in goals if all(one.goal != goal for one in found.tie.links)]
            for goal in missing:
                yield from _not_linked(goal, found, book)
            more = [one.goal for one in found.tie.links if one.goal not in goals]
            if more and not missing:
                yield f"{listed(more)} {'is' if len(more) == 1 else 'are'} not expected: name it, or narrow the rule"
        case {"exempt": str(name)} if name not in book.exemptions:
            ended = configuration.mappings.exemptions[name]
            yield f"{name} ({ended.place.file}:{ended.place.line}) ended on {ended.until}"
        case {"exempt": str(name)} if name in found.applying[0].exemptions:
            first = found.applying[0].exemptions[0]
            yield f"{name} applies, but {'a link comes first' if found.tie.links else f'{first} comes first'}"
        case {"exempt": str(name)}:
            one = book.exemptions[name]
            lacking = misses(one.when, found.line[0], book.around)
            yield f"{name} ({one.place.file}:{one.place.line}) does not apply: {_lacking(lacking)}"
        case _:
            pass


def _not_linked(goal: str, found: Applied, book: Rulebook) -> Iterator[str]:
    """Why no rule links it to a goal: what leads there, and what of its condition does not hold; the nearest first."""
    if inactive_of([goal], book):
        yield f"{goal} is a candidate or dropped: links to it count for nothing"
        return
    leading = [rule for rule in book.rules.values() if goal in rule.link_to]
    if not leading:
        yield f"no rule leads to {goal}"
        return
    if any(rule.id in found.applying[0].rules for rule in leading):
        return
    near = [(misses(rule.when, found.line[0], book.around), rule) for rule in leading]
    near.sort(key=lambda pair: len(pair[0]))
    for lacking, rule in near[:_NEAR]:
        yield f"rule {rule.id} ({rule.place.file}:{rule.place.line}) leads to {goal}, but {_lacking(lacking)}"
    if len(near) > _NEAR:
        yield f"so do {len(near) - _NEAR} other rules"


def _lacking(lacking: Sequence[str]) -> str:
    return f"{listed(lacking)} {'does' if len(lacking) == 1 else 'do'} not hold"
