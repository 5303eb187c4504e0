"""One pass over work items for any number of counts. The order of the items does not matter."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from zoneinfo import ZoneInfo

from goalsync.core.match import Lineage, Surroundings, compiled_of, looks_up, undated
from goalsync.core.match.matcher import Test
from goalsync.core.maths.compare import nearest_rank
from goalsync.core.maths.sums import Sum
from goalsync.core.tally.numbers import number_in
from goalsync.core.tally.task import Task
from goalsync.core.wording import exact, listed, plural
from goalsync.model.condition import Condition
from goalsync.model.vocabulary import Presence
from goalsync.model.work import ItemFacts

OUT: Final = frozenset({Presence.DELETED.value, Presence.MOVED.value, Presence.OUT_OF_COVERAGE.value})
"""Items that are in scope of nothing any more."""
UNSEEN: Final = frozenset({Presence.ACCESS_LOST.value, Presence.UNOBSERVED.value})
"""Items that count as they were last seen, and hold what they count for."""
NO_NUMBER: Final = "no_number"
"""The reason of an item that matches and has no number to add up."""
NO_CLOSING_DATE: Final = "no_closing_date"
"""The reason of a closed item that matches but for a time of closing, which is not known of it."""
NUMERATOR: Final = 0
CLOSED: Final = frozenset({"done", "dropped"})
"""Phases of items that were closed at some time."""
_ONLY: Final = (NUMERATOR,)
_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Weighed:
    """An item that counts, and for how much; `selector` is 0, or of a ratio 1 for the denominator."""

    item: ItemFacts
    weight: float
    selector: int


@dataclass(frozen=True, slots=True)
class Counted:
    """What a task came to. `value` None: there is no number, `reason` says why.

    `problem`: items it counts cannot be seen at present, so that the metric is held. `counted` and `left_out` (item,
    reason) are filled where they were asked for.
    """

    task: Task
    value: float | None
    reason: str | None
    problem: str | None
    looked_at: int
    matched: int
    skipped: Mapping[str, int]
    note: str
    counted: Sequence[Weighed] = ()
    left_out: Sequence[tuple[ItemFacts, str]] = ()


def needs_lineage(tasks: Iterable[Task], teams: Mapping[str, Condition]) -> bool:
    """Whether counting has to know the ancestors of items."""
    selectors = [one for task in tasks for one in task.definition.selectors]
    return any(map(looks_up, [*selectors, *teams.values()]))


def count(
    items: Iterable[ItemFacts],
    tasks: Sequence[Task],
    *,
    zone: ZoneInfo,
    teams: Mapping[str, Condition],
    lineage: Lineage,
    keep: bool = False,
) -> tuple[Counted, ...]:
    """Count everything in one pass with constant memory, but for the numbers of a percentile and what `keep` keeps.

    `keep` keeps the items that count and those left out.
    """
    tallies = [_tally(task, zone, teams, lineage, keep=keep) for task in tasks]
    by_source: dict[str, list[_Tally]] = {}
    for tally in tallies:
        for source in tally.task.definition.sources:
            by_source.setdefault(source, []).append(tally)
    for item in items:
        for tally in by_source.get(item.source, ()):
            tally.look(item)
    return tuple(tally.result() for tally in tallies)


def _tally(task: Task, zone: ZoneInfo, teams: Mapping[str, Condition], lineage: Lineage, *, keep: bool) -> _Tally:
    around = Surroundings(task.now, zone, task.period, lineage).with_teams(teams)
    selectors = task.definition.selectors
    tests = tuple(compiled_of(selector, around).test for selector in selectors)
    otherwise = tuple(
        (index, compiled_of(without, around).test)
        for index, without in enumerate(map(undated, selectors))
        if without is not None
    )
    return _Tally(task, tests, otherwise, keep=keep)


@dataclass(slots=True)
class _Tally:
    """One count while the items go by."""

    task: Task
    tests: tuple[Test, ...]
    otherwise: tuple[tuple[int, Test], ...]
    """Of the selectors that ask when an item was closed: their number, and what they ask beside it."""
    keep: bool
    looked_at: int = 0
    hits: list[int] = field(default_factory=lambda: [0, 0])
    matched: int = 0
    numbers: array[float] = field(default_factory=lambda: array("d"))
    """Of a percentile."""
    sum: Sum = field(default_factory=Sum)
    skipped: Counter[str] = field(default_factory=Counter)
    unseen: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    counted: list[Weighed] = field(default_factory=list)
    left_out: list[tuple[ItemFacts, str]] = field(default_factory=list)

    def look(self, item: ItemFacts) -> None:
        self.looked_at += 1
        if len(self.tests) == 1:  # nearly all
            found: Sequence[int] = _ONLY if self.tests[0](item) else ()
        else:
            found = [index for index, test in enumerate(self.tests) if test(item)]
        if self.otherwise and item.closed is None and item.phase in CLOSED:
            self._see_undated(item, found)
        if not found:
            return
        if item.presence in OUT:
            self._leave(item, item.presence)
            return
        self.matched += 1
        if item.presence in UNSEEN:
            self.unseen[item.presence] += 1
            self.examples = sorted([*self.examples, item.key])[:_NAMED]
        weight = 1.0
        if self.task.definition.field is not None:
            number = number_in(item, self.task.definition.field, self.task.now)
            if number is None:
                self._leave(item, NO_NUMBER)
                return
            if self.task.definition.how == "sum":
                self.sum.add(number)
            else:
                self.numbers.append(number)
            weight = number
        for index in found:
            self.hits[index] += 1
            if self.keep:
                self.counted.append(Weighed(item, weight, index))

    def _see_undated(self, item: ItemFacts, found: Sequence[int]) -> None:
        """Leaves out what would count if it had a closing date, and may: nobody knows when it was closed."""
        lacking = any(index not in found and test(item) for index, test in self.otherwise)
        if lacking and item.presence not in OUT:
            self._leave(item, NO_CLOSING_DATE)

    def _leave(self, item: ItemFacts, reason: str) -> None:
        self.skipped[reason] += 1
        if self.keep:
            self.left_out.append((item, reason))

    def result(self) -> Counted:
        value, reason = self._value()
        return Counted(
            task=self.task,
            value=value,
            reason=reason,
            problem=self._problem(),
            looked_at=self.looked_at,
            matched=self.matched,
            skipped={name: self.skipped[name] for name in sorted(self.skipped)},
            note=self._note(reason),
            counted=self.counted,
            left_out=self.left_out,
        )

    def _value(self) -> tuple[float | None, str | None]:
        definition = self.task.definition
        if definition.how == "count":
            return float(self.hits[NUMERATOR]), None
        if definition.how == "ratio":
            part, whole = self.hits
            return (100 * part / whole, None) if whole else (None, "no item matches the denominator")
        if self.numbers or self.sum.any:
            if definition.how == "sum":
                return self.sum.value, None
            return nearest_rank(self.numbers, definition.percentile or 0), None
        if self.matched:
            return None, f"none of {plural(self.matched, 'item')} that match has {definition.field}"
        return (0.0, None) if definition.how == "sum" else (None, "no item matches")

    def _note(self, reason: str | None) -> str:
        """What was looked at, counted and left out, and why there is no number."""
        definition = self.task.definition
        if definition.how == "ratio":
            parts = [f"{self.hits[0]:,} ÷ {self.hits[1]:,} of {plural(self.looked_at, 'item')} looked at"]
        else:
            parts = [f"{self.hits[NUMERATOR]:,} of {plural(self.looked_at, 'item')} looked at"]
        words = {NO_NUMBER: f"without {definition.field}", NO_CLOSING_DATE: "closed without a closing date"}
        parts += [f"{exact(self.skipped[one])} {words.get(one, one.replace('_', ' '))}" for one in sorted(self.skipped)]
        if self.task.period is not None:
            parts.append(f"for {self.task.period}")
        return "; ".join(([reason] if reason else []) + [", ".join(parts)])

    def _problem(self) -> str | None:
        """Why the metric is held: which of what it counts cannot be seen at present."""
        if not self.unseen:
            return None
        kinds = listed([f"{self.unseen[one]} {one.replace('_', ' ')}" for one in sorted(self.unseen)])
        return f"of the items that it counts {kinds} ({listed(self.examples)}): they count as they were last seen"
