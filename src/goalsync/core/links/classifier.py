"""Items as they go by: what of the rules applies to each, and what of it is added up. Found out once for all alike."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from goalsync.core.links.book import Rulebook
from goalsync.core.links.cells import Tables
from goalsync.core.links.profile import CLOSING, UNDATED, Bounds, Profile
from goalsync.core.links.titles import Titles
from goalsync.core.links.ways import KIN, LOW, TAGS, Way, keys_in, ways_of
from goalsync.model.work import ItemFacts

LEFT: Final = -1
"""In the place of a number: the item is left as it stands."""
_ALWAYS: Final = ("source", "project", "kind", "phase", "presence", "team")
_WIDE: Final = ("key", "title", "assignee", "created", "started", "updated", "fields_text")
Row = tuple[Any, ...]
"""The columns of an item that were asked for."""
Met = float | tuple[float | None, int] | None
"""Points; of what is closed with the bounds that had passed."""
Key = int | tuple[int, ...]
"""What the values of an item open: () nothing, a number, or several in order."""
_LISTS: Final = {"label": "labels", "component": "components", "milestone": "milestones", "iteration": "iterations"}


@dataclass(slots=True)
class Rows:
    """What is known of items by their number in the order of the stream. `parents` are uids, by number in `parent`."""

    own: array[int] = field(default_factory=lambda: array("i"))
    """Number of the tie; LEFT where it is left as it stands."""
    profile: array[int] = field(default_factory=lambda: array("i"))
    parent: array[int] = field(default_factory=lambda: array("i"))
    """Number of the parent; -1: none is known."""
    lost: bytearray = field(default_factory=bytearray)
    """1: it has a parent of which only the key is known, in a source of which not everything was read."""
    left: bytearray = field(default_factory=bytearray)
    """1: it is left as it stands."""
    parents: dict[str, int] = field(default_factory=dict)
    row_of: array[int] = field(default_factory=lambda: array("i"))
    """Per parent the number of its row; -1: it is not among them."""

    def __len__(self) -> int:
        return len(self.own)


@dataclass(frozen=True, slots=True)
class _Opened:
    """What the values of an item come to: the numbers of what applies, what labels name, and what is not told yet.

    `tie` is theirs if nothing of that applies.
    """

    applying: tuple[int, ...]
    named: tuple[str, ...]
    pending: tuple[Way, ...]
    tie: int
    titled: bool
    """Whether its title matters."""
    only_titled: bool
    """Whether nothing can apply but by its title."""


@dataclass(slots=True, eq=False)
class _Alike:
    """All items with the same few values: what these decide, and what was found for their other values so far."""

    facts: ItemFacts
    left: bool
    base: tuple[int, ...]
    scan: tuple[Way, ...]
    closing: bool
    ties: dict[Key, int] = field(default_factory=dict)
    opened: dict[Key, _Opened] = field(default_factory=dict)
    profiles: dict[Met, int] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class _Value:
    """A value of a feature: the ways that it opens, and what it names if it is a label that links."""

    everywhere: Sequence[Way] = ()
    index: Mapping[str, Mapping[str, Sequence[Way]]] = field(default_factory=dict)
    """Low key → folded word → the ways that need it."""
    named: str | None = None

    @classmethod
    def of(cls, ways: Iterable[Way], named: str | None = None) -> _Value:
        """That of ways."""
        everywhere, index = _indexed(dict.fromkeys(ways))
        return cls(everywhere, index, named)

    def ways(self, facts: ItemFacts) -> Iterator[Way]:
        """Those that may be open to an item."""
        yield from self.everywhere
        for key, words in self.index.items():
            value = getattr(facts, key)
            if value is not None:
                yield from words.get(value.casefold(), ())


class Classifier:
    """Finds the tie and the profile of each item, as numbers of `tables`, which grow as they are met.

    `columns` are those that a row must have, in this order; `tags` the tags and `former` whether former keys are
    needed beside. Items of `left` places (source, project) are left as they stand.
    """

    def __init__(self, book: Rulebook, bounds: Bounds, tables: Tables, left: Collection[tuple[str, str]] = ()) -> None:
        self.book = book
        self.bounds = bounds
        self.tables = tables
        self._left = frozenset(left)
        self._incomplete = frozenset(source for source, _ in left)
        self._made: dict[tuple[tuple[int, ...], tuple[str, ...]], int] = {}
        self._names = (*book.rules, *book.exemptions)
        self._teams_are_low = _teams_are_low(book)
        self._low = frozenset(LOW if self._teams_are_low else LOW[:-1])
        self._ways = tuple(self._all_ways())
        self._by = {key: tuple(way for way in self._ways if way.by == key) for key in ("key", *TAGS, *KIN)}
        self._plain = [way for way in self._ways if way.by is None]
        self._everywhere = _Value.of(self._plain)
        self._exact = {key: _by_word(ways) for key, ways in self._by.items()}
        self._titles = Titles([way.title for way in self._ways])
        self._title_numbers = {way: index for index, way in enumerate(self._ways) if way.title}
        self._values: dict[object, int] = {}
        self._found: list[_Value] = [_Value()]
        self._alike: dict[tuple[object, ...], _Alike] = {}
        asked = {key for one in (*book.conditions, *book.team_conditions) for key in keys_in(one)}
        low = [key for key in LOW if key in asked and key not in _ALWAYS]
        wide = not self._teams_are_low or any(way.rest for way in self._ways)
        self._signature = ("source", "project", "kind", "phase", "presence", *low, "team")
        # where every item is looked at whole, its team counts for itself
        titled = any(way.title for way in self._ways)
        rest = _WIDE if wide else (*(("key",) if self._by["key"] else ()), *(("title",) if titled else ()))
        self.columns = ("uid", *self._signature, "points", "closed", "parent", "parent_key",
                        *rest, *(key for key in ("type", "status", "priority") if wide and key not in low))  # fmt: skip
        used = {key for key in TAGS if self._by[key]}
        if book.label is not None:
            used.add("label")
        self.tags = TAGS if wide else tuple(key for key in TAGS if key in used)
        self.former = wide or bool(self._by["key"])
        self._plain_tags = bool(self.tags) and not self.former
        self._at = {name: index for index, name in enumerate(self.columns)}

    def classify(  # noqa: PLR0912, PLR0915 - the loop over all items: a call for each part would double its time
        self,
        rows: Iterable[Row],
        tags: Iterable[tuple[str, str, str]],
        former: Iterable[tuple[str, str]] = (),
        parents: Iterable[str] = (),
        standing: Mapping[str, tuple[int, int]] | None = None,
    ) -> Rows:
        """Classify items in order of uid. `tags` are (uid, tag, value) and `former` (uid, key) in the same order.

        `parents` are the uids of all items that are parents of others; `standing` tie and profile of those that are
        left as they stand.
        """
        found = Rows(parents={uid: number for number, uid in enumerate(dict.fromkeys(parents))})
        found.row_of.extend([-1] * len(found.parents))
        known, row_of = found.parents, found.row_of
        own, profile, parent = found.own.append, found.profile.append, found.parent.append
        lost, left, incomplete = found.lost.append, found.left.append, self._incomplete
        width = 1 + len(self._signature)
        points_at, closed_at, parent_at, by_key_at = width, width + 1, width + 2, width + 3
        alike, alike_of, numbers = self._alike.get, self._alike_of, self._values.get
        features = _Features(self, iter(tags), iter(former), self._at.get("key"))
        value_of, more = self.value_of, features.tags
        kin = self._kin if self._by["parent"] or self._by["under"] else None
        passed, teams_are_low = self.bounds.texts, self._teams_are_low
        ahead = features.first if self._plain_tags else None
        for number, row in enumerate(rows):
            uid = row[0]
            same = alike(row[1:width])
            if same is None:
                same = alike_of(row[1:width])
            above = row[parent_at]
            if above is None:
                parent(-1)
            else:
                index = known.get(above)
                if index is None:
                    index = known[above] = len(known)
                    row_of.append(-1)
                parent(index)
            index = known.get(uid)
            if index is not None:
                row_of[index] = number
            key: Key = ()
            if self._plain_tags:  # as `features.of` does, without a call for every item
                while ahead is not None and ahead[0] <= uid:
                    if ahead[0] == uid:
                        value = numbers(ahead[1:])
                        if value is None:
                            value = value_of(ahead[1], ahead[2])
                        if value:
                            key = value if key == () else _with(key, value)
                    ahead = next(more, None)
            elif self.tags or self.former:
                key = features.of(uid, row)
            if kin is not None:
                key = kin(row, key)
            if incomplete:
                lost(above is None and row[by_key_at] is not None and row[1] in incomplete)
                left(same.left)
                if same.left:
                    kept = (standing or {}).get(uid, (LEFT, LEFT))
                    own(kept[0])
                    profile(kept[1])
                    continue
            tie = same.ties.get(key)
            own(tie if tie is not None else self._tie_of(same, key, row, features))
            met: Met = row[points_at]
            if same.closing:
                closed = row[closed_at]
                met = (row[points_at], UNDATED if closed is None else bisect_right(passed, closed))
            which = same.profiles.get(met)
            if which is None or not teams_are_low:
                which = self._profile_of(same, met, row, features)
            profile(which)
        return found

    # --- what few values decide ---

    def _alike_of(self, signature: tuple[Any, ...]) -> _Alike:
        given = dict(zip(self._signature, signature, strict=True))
        facts = ItemFacts(
            uid="",
            key="",
            title="",
            **{"type": "", "status": "", **given},
        )
        fitting = [way for way in self._everywhere.ways(facts) if all(test(facts) for test in way.low)]
        scan = tuple(way for way in fitting if not way.told)
        found = self._alike[signature] = _Alike(
            facts=facts,
            left=(facts.source, facts.project) in self._left,
            base=tuple(way.number for way in fitting if way.told),
            scan=scan,
            closing=facts.phase in CLOSING,
        )
        return found

    # --- what the values of an item's own open ---

    @property
    def keyed(self) -> bool:
        """Whether some way is found by the key of an item."""
        return bool(self._by["key"])

    def value_of(self, key: str, value: str) -> int:
        """The number of a value of a feature; 0: it opens nothing."""
        number = self._values.get((key, value))
        if number is None:
            number = self._values[key, value] = self._kept(self._value(key, value))
        return number

    def _kept(self, value: _Value) -> int:
        if not value.everywhere and not value.index and value.named is None:
            return 0
        self._found.append(value)
        return len(self._found) - 1

    def _value(self, key: str, value: str) -> _Value:
        exact, others = self._exact[key]
        ways = list(exact.get(value.casefold(), ()))
        ways += [way for way in others if way.feature is not None and way.feature.matches(value)]
        return _Value.of(ways, self.book.named_by(value) if key == "label" else None)

    def _kin(self, row: Row, key: Key) -> Key:
        """The key of an item with what its ancestors open."""
        source, parent, by_key = row[1], row[self._at["parent"]], row[self._at["parent_key"]]
        if parent is None and by_key is None:
            return key
        number = self._values.get((source, parent, by_key))
        if number is None:
            lineage = self.book.around.lineage
            facts = ItemFacts("", source, "", "", "", "", "", "", "", parent=parent, parent_key=by_key)
            ways: list[Way] = []
            for kin, keys in (("parent", lineage.parent_keys(facts)), ("under", lineage.ancestor_keys(facts))):
                exact, others = self._exact[kin]
                for word in keys:
                    ways += exact.get(word.casefold(), ())
                ways += [way for way in others if way.feature is not None and way.feature.any(keys)]
            number = self._values[source, parent, by_key] = self._kept(_Value.of(ways))
        if number == 0:
            return key
        if key == ():
            return number
        return (key, number) if isinstance(key, int) else (*key, number)

    def _tie_of(self, same: _Alike, key: Key, row: Row, features: _Features) -> int:
        """The tie of an item; kept for all with the same values unless each has to be looked at."""
        known = same.opened.get(key)
        if known is None:
            known = same.opened[key] = self._opened(same, key)
        if not known.pending:
            same.ties[key] = known.tie
            return known.tie
        titled = self._titles.of(row[self._at["title"]]) if known.titled else set()
        if known.only_titled and not titled:
            return known.tie
        facts: ItemFacts | None = None
        applying = set(known.applying)
        for way in known.pending:
            if way.number in applying or (way.title and self._title_numbers[way] not in titled):
                continue
            if way.rest:
                facts = facts if facts is not None else self._facts(row, features)
                if not all(test(facts) for test in way.rest):
                    continue
            applying.add(way.number)
        return self._tie(tuple(sorted(applying)), known.named)

    def _opened(self, same: _Alike, key: Key) -> _Opened:
        """What these values open: what applies already, and the ways that depend on more."""
        values = [self._found[number] for number in ((key,) if isinstance(key, int) else key)]
        ways = [way for value in values for way in value.ways(same.facts) if all(test(same.facts) for test in way.low)]
        applying = tuple(sorted({*same.base, *(way.number for way in ways if way.told)}))
        pending = tuple(dict.fromkeys((*same.scan, *(way for way in ways if not way.told))))
        named = tuple(sorted({value.named for value in values if value.named is not None}))
        titled = [bool(way.title) for way in pending]
        return _Opened(applying, named, pending, self._tie(applying, named), any(titled), all(titled))

    def _tie(self, applying: tuple[int, ...], named: tuple[str, ...]) -> int:
        number = self._made.get((applying, named))
        if number is None:
            count = len(self.book.rules)
            rules = [self._names[one] for one in applying if one < count]
            exemption = next((self._names[one] for one in applying if one >= count), None)
            number = self._made[applying, named] = self.tables.tie(self.book.tie(rules, named, exemption))
        return number

    def _profile_of(self, same: _Alike, met: Met, row: Row, features: _Features) -> int:
        facts = same.facts
        team = facts.team
        if self.book.around.teams:
            team = self.book.around.team_of(facts if self._teams_are_low else self._facts(row, features))
        points, passed = met if isinstance(met, tuple) else (met, 0)
        profile = Profile(
            source=facts.source, project=facts.project, team=team, kind=facts.kind, phase=facts.phase,
            presence=facts.presence, points=points, passed=passed,
        )  # fmt: skip
        number = same.profiles[met] = self.tables.profile(profile)
        return number

    def _facts(self, row: Row, features: _Features) -> ItemFacts:
        """The whole item."""
        given: dict[str, Any] = {name: row[index] for name, index in self._at.items()}
        given |= {_LISTS[tag]: tuple(values) for tag, values in features.values.items()}
        return ItemFacts(**given, former_keys=tuple(features.former))

    # --- rules ---

    def _all_ways(self) -> Iterator[Way]:
        around, low = self.book.around, self._low
        for number, when in enumerate(self.book.conditions):
            yield from ways_of(number, when, around, low)


def _with(key: Key, value: int) -> Key:
    """One more value, in order."""
    return tuple(sorted({value, *((key,) if isinstance(key, int) else key)}))


class _Features:
    """The values of items, taken from streams in the same order of uid."""

    def __init__(
        self,
        classifier: Classifier,
        tags: Iterator[tuple[str, str, str]],
        former: Iterator[tuple[str, str]],
        key_at: int | None,
    ) -> None:
        self._value_of = classifier.value_of
        self.tags = tags
        self.first = self._next = next(tags, None)
        self._former = former
        self._next_former = next(former, None)
        self._key_at = key_at
        self._keyed = classifier.keyed
        self.values: dict[str, list[str]] = {}
        self.former: list[str] = []

    def of(self, uid: str, row: Row) -> Key:
        """What the values of an item open: () nothing, one number, or several in order."""
        found: set[int] = set()
        self.values = {}
        while self._next is not None and self._next[0] <= uid:
            item, tag, value = self._next
            if item == uid:
                self.values.setdefault(tag, []).append(value)
                found.add(self._value_of(tag, value))
            self._next = next(self.tags, None)
        self.former = []
        while self._next_former is not None and self._next_former[0] <= uid:
            if self._next_former[0] == uid:
                self.former.append(self._next_former[1])
            self._next_former = next(self._former, None)
        if self._keyed and self._key_at is not None:
            found.update(self._value_of("key", key) for key in (row[self._key_at], *self.former))
        found.discard(0)
        return next(iter(found)) if len(found) == 1 else tuple(sorted(found))


def _teams_are_low(book: Rulebook) -> bool:
    return all(keys_in(one) <= set(LOW) for one in book.team_conditions)


def _indexed(ways: Iterable[Way]) -> tuple[list[Way], dict[str, dict[str, list[Way]]]]:
    """Ways without a feature: those that any item may take, and those that need a word, by key and word."""
    everywhere: list[Way] = []
    index: dict[str, dict[str, list[Way]]] = {}
    for way in ways:
        needs = [one for one in way.needs if one[0] in _TELLING]
        needs.sort(key=lambda one: (_TELLING.index(one[0]), len(one[1])))
        if not needs:
            everywhere.append(way)
            continue
        key, words = needs[0]
        for word in words:
            index.setdefault(key, {}).setdefault(word, []).append(way)
    return everywhere, index


_TELLING: Final = ("project", "type", "status", "priority", "kind", "phase", "source")
"""Low keys by which ways are found; a team may be declared, and is no word of the item's then."""


def _by_word(ways: Iterable[Way]) -> tuple[dict[str, list[Way]], list[Way]]:
    exact: dict[str, list[Way]] = {}
    others: list[Way] = []
    for way in ways:
        words = way.feature.exact if way.feature is not None else None
        if words is None:
            others.append(way)
        else:
            for word in sorted(words):
                exact.setdefault(word, []).append(way)
    return exact, others
