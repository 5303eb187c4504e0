"""Conditions compiled: each once, into a test of an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from goalsync.core.match.days import end_of, start_of, text_of
from goalsync.core.match.fields import words_of
from goalsync.core.match.lineage import Lineage
from goalsync.core.match.texts import Texts, texts_of
from goalsync.model.condition import PERIOD, Condition
from goalsync.model.period import Period
from goalsync.model.work import ItemFacts

Test = Callable[[ItemFacts], bool]

_ONE: Final[Mapping[str, Callable[[ItemFacts], str | None]]] = {
    "source": lambda item: item.source,
    "kind": lambda item: item.kind,
    "phase": lambda item: item.phase,
    "project": lambda item: item.project,
    "type": lambda item: item.type,
    "status": lambda item: item.status,
    "priority": lambda item: item.priority,
    "assignee": lambda item: item.assignee,
    "title": lambda item: item.title,
}
"""Keys that an item has one text for at most; the cheap and telling ones first."""
_MANY: Final[Mapping[str, Callable[[ItemFacts], tuple[str, ...]]]] = {
    "label": lambda item: item.labels,
    "component": lambda item: item.components,
    "milestone": lambda item: item.milestones,
    "iteration": lambda item: item.iterations,
    "key": lambda item: (item.key, *item.former_keys),
}


@dataclass(frozen=True, slots=True)
class Need:
    """An item can only match if it has one of these words (folded) for the key: what an index can look up."""

    key: str
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled condition. `needs` are those of its tests that are plain equalities; `test` is all of it."""

    test: Test
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What conditions refer to beyond an item.

    `period` is that of `closed_in: period`; None: there is none, so that nothing was closed in it. `teams` are the
    compiled `teams:` of the settings, in order.
    """

    now: datetime
    zone: ZoneInfo
    period: Period | None = None
    lineage: Lineage = field(default_factory=Lineage)
    teams: tuple[tuple[str, Test], ...] = ()

    def with_teams(self, teams: Mapping[str, Condition]) -> Surroundings:
        """The same with teams; within their conditions `team` is the tracker's own."""
        compiled = tuple((name, compiled_of(condition, self).test) for name, condition in teams.items())
        return Surroundings(self.now, self.zone, self.period, self.lineage, compiled)

    def team_of(self, item: ItemFacts) -> str | None:
        """The first team whose condition holds, else the tracker's own."""
        for name, test in self.teams:
            if test(item):
                return name
        return item.team


def compiled_of(condition: Condition, around: Surroundings) -> Matcher:
    """Compile a condition: every key that is given must hold, the cheap ones are looked at first."""
    tests: list[Test] = []
    needs: list[Need] = []
    for key, test, texts in _texts(condition, around):
        tests.append(test)
        if texts.exact is not None and key in _INDEXED:
            needs.append(Need(key, texts.exact))
    tests += _times(condition, around)
    tests += [_field(name, texts_of(texts)) for name, texts in sorted(condition.field.items())]
    for inner in condition.all:
        compiled = compiled_of(inner, around)
        tests.append(compiled.test)
        needs += compiled.needs
    if condition.any:
        tests.append(_any([compiled_of(inner, around).test for inner in condition.any]))
    if condition.not_ is not None:
        tests.append(_not(compiled_of(condition.not_, around).test))
    return Matcher(_all(tests), tuple(needs))


_INDEXED: Final = frozenset({*_ONE, *_MANY}) - {"title"}


def _texts(condition: Condition, around: Surroundings) -> Iterator[tuple[str, Test, Texts]]:
    for key, one in _ONE.items():
        if given := getattr(condition, key):
            texts = texts_of(given)
            yield key, _of_one(one, texts), texts
    for key, many in _MANY.items():
        if given := getattr(condition, key):
            texts = texts_of(given)
            yield key, _of_many(many, texts), texts
    if condition.team:
        texts = texts_of(condition.team)
        yield "team", _of_one(around.team_of, texts), texts
    for key, keys in (("parent", around.lineage.parent_keys), ("under", around.lineage.ancestor_keys)):
        if given := getattr(condition, key):
            texts = texts_of(given)
            yield key, _of_many(keys, texts), texts


def _times(condition: Condition, around: Surroundings) -> Iterator[Test]:
    zone = around.zone
    if condition.created_after is not None:
        yield _from(_created, start_of(condition.created_after, zone))
    if condition.created_before is not None:
        yield _until(_created, start_of(condition.created_before, zone))
    if condition.updated_after is not None:
        yield _from(_updated, start_of(condition.updated_after, zone))
    if condition.closed_after is not None:
        yield _from(_closed, start_of(condition.closed_after, zone))
    if condition.closed_before is not None:
        yield _until(_closed, start_of(condition.closed_before, zone))
    if condition.closed_in == PERIOD:
        if around.period is None:
            yield _never
        else:
            yield _from(_closed, start_of(around.period.start, zone))
            yield _until(_closed, end_of(around.period.end, zone))
    elif condition.closed_in is not None:
        yield _from(_closed, text_of(around.now - condition.closed_in))


def _created(item: ItemFacts) -> str | None:
    return item.created


def _updated(item: ItemFacts) -> str | None:
    return item.updated


def _closed(item: ItemFacts) -> str | None:
    return item.closed


def _never(item: ItemFacts) -> bool:
    del item
    return False


def _from(time: Callable[[ItemFacts], str | None], start: str) -> Test:
    return lambda item: (text := time(item)) is not None and text >= start


def _until(time: Callable[[ItemFacts], str | None], end: str) -> Test:
    return lambda item: (text := time(item)) is not None and text < end


def _of_one(one: Callable[[ItemFacts], str | None], texts: Texts) -> Test:
    matches = texts.matches
    return lambda item: (text := one(item)) is not None and matches(text)


def _of_many(many: Callable[[ItemFacts], Iterable[str]], texts: Texts) -> Test:
    return lambda item: texts.any(many(item))


def _field(name: str, texts: Texts) -> Test:
    return lambda item: texts.any(words_of(item.fields.get(name)))


def _all(tests: Sequence[Test]) -> Test:
    if len(tests) == 1:
        return tests[0]

    def test(item: ItemFacts) -> bool:
        for one in tests:  # noqa: SIM110 - a generator would cost more than most tests
            if not one(item):
                return False
        return True

    return test


def _any(tests: Sequence[Test]) -> Test:
    return lambda item: any(one(item) for one in tests)


def _not(test: Test) -> Test:
    return lambda item: not test(item)
