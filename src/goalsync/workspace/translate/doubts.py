"""What is no error in rules and exemptions and still cannot be meant: what can never match, and what is said twice."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Final

from goalsync.model.condition import Condition
from goalsync.model.settings import Exemption, Rule, Settings
from goalsync.sdk.connector import SourceConfig, brings_work
from goalsync.workspace.document import Key, Part
from goalsync.workspace.names import Names
from goalsync.workspace.problems import Problems
from goalsync.workspace.shown import both, quoted
from goalsync.workspace.written.conditions import KINDS, is_pattern

RULE: Final = "never-matches"
_GLOB: Final = frozenset("*?[")

Declared = tuple[Rule | Exemption, Part]


@dataclass(frozen=True, slots=True)
class _Source:
    """A source with what its items can be: `places` (names or globs) and `kinds`; None: not known."""

    name: str
    places: tuple[str, ...] | None
    kinds: tuple[str, ...]


def doubt_rules(
    rules: Sequence[Declared], exemptions: Sequence[Declared], settings: Settings, names: Names, problems: Problems
) -> None:
    """Warn of rules and exemptions that can match no item of the sources declared, and of equal conditions."""
    if names.sources_known:
        possible = _Possible(tuple(_sources(settings, names)))
        for one, part in (*rules, *exemptions):
            possible.check(one.when, part, problems)
    _equal(rules, exemptions, problems)


def _sources(settings: Settings, names: Names) -> Iterator[_Source]:
    for name, source in settings.sources.items():
        connector = names.sources.get(name)
        if not brings_work(connector):
            continue
        places = source.settings.pulled_projects() if isinstance(source.settings, SourceConfig) else None
        brought = getattr(connector, "kinds", None)
        kinds = KINDS if brought is None else tuple(one for one in KINDS if one in {*brought, *source.kinds})
        yield _Source(name, None if places is None else tuple(places), kinds)


@dataclass(slots=True)
class _Possible:
    """Whether conditions can hold for any item of the sources."""

    sources: tuple[_Source, ...]
    _met: dict[tuple[tuple[str, ...], str], bool | None] = field(default_factory=dict)

    def check(self, when: Condition, part: Part, problems: Problems) -> None:
        """A warning, at the key that is in the way, where it holds for none."""
        if any(self._for(when, source) for source in self.sources):
            return
        at: tuple[Key, ...] = ("when",)
        sources = [one for one in self.sources if self._any(when, one, (None,), (None,))]
        if not sources:
            said, remedy = "no source with work items can match", "name a tracker that is declared under sources:"
            at = ("when", "source") if when.source else at
        elif not any(self._any(when, one, self._places(when, one), (None,)) for one in sources):
            known = [place for one in sources for place in one.places or ()]
            said = f"no item can match: {_named(sources)} {_pull(sources)} {both(known) if known else 'no project'}"
            remedy = "correct the project, or add it to what the source pulls"
            if when.project and (near := problems.suggestions.nearest(when.project[0], known)):
                remedy = f"did you mean {quoted(near)}?"
            at = ("when", "project") if when.project else at
        elif not any(self._any(when, one, (None,), one.kinds) for one in sources):
            said, remedy = "no item can match: nothing is of these kinds at once", "take one of the kinds away"
            kinds = [kind for kind in KINDS if any(kind in one.kinds for one in sources)]
            if when.kind and not any(self._meets(when.kind, kind) is not False for kind in kinds):
                said = f"no item can match: the kinds of {_named(sources)} are {both(kinds)}"
                remedy = "write one of them, or say under kinds: of the source what is of this kind"
            at = ("when", "kind") if when.kind else at
        else:
            said, remedy = "no item can match all of this", "take something of it away"
        problems.warning(part, at, said, rule=RULE, remedy=remedy)

    def _for(self, when: Condition, source: _Source) -> bool:
        return self._any(when, source, self._places(when, source), source.kinds)

    def _any(self, when: Condition, source: _Source, places: Iterable[str | None], kinds: Iterable[str | None]) -> bool:
        kinds = tuple(kinds)
        return any(self._holds(when, source.name, place, kind) is not False for place in places for kind in kinds)

    def _places(self, when: Condition, source: _Source) -> Iterable[str | None]:
        """Of all places that a condition cannot tell apart one."""
        if source.places is None:
            return (None,)
        asked = [one.project for one in when.everywhere() if one.project]
        alike = {tuple(self._meets(texts, place) for texts in asked): place for place in source.places}
        return alike.values()

    def _holds(self, when: Condition, source: str, place: str | None, kind: str | None) -> bool | None:
        """Whether it holds for items of this source, place and kind (None: any); None: that depends on the item."""
        found: list[bool | None] = [
            self._meets(texts, value) if value is not None else None
            for texts, value in ((when.source, source), (when.project, place), (when.kind, kind))
            if texts
        ]
        found += [self._holds(one, source, place, kind) for one in when.all]
        if when.any:
            found.append(_or(self._holds(one, source, place, kind) for one in when.any))
        if when.not_ is not None:
            inner = self._holds(when.not_, source, place, kind)
            found.append(None if inner is None else not inner)
        if False in found:
            return False
        return None if None in found or _asks_more(when) else True

    def _meets(self, texts: tuple[str, ...], value: str) -> bool | None:
        if (texts, value) not in self._met:
            self._met[texts, value] = _or(_meets(text, value) for text in texts)
        return self._met[texts, value]


def _meets(text: str, value: str) -> bool | None:
    """Whether a text means a value; None where a pattern, or a glob on both sides, could."""
    if is_pattern(text):
        return None
    text, value = text.casefold(), value.casefold()
    if text == value or fnmatchcase(value, text):
        return True
    if _GLOB.isdisjoint(value):
        return False
    return None if not _GLOB.isdisjoint(text) or fnmatchcase(text, value) else False


def _or(found: Iterable[bool | None]) -> bool | None:
    known = set(found)
    return True if True in known else None if None in known else False


def _asks_more(when: Condition) -> bool:
    """Whether it has keys that only an item can tell."""
    known = ("source", "project", "kind", "all", "any", "not_")
    return any(getattr(when, name) not in ((), None, {}) for name in when.__struct_fields__ if name not in known)


def _named(sources: Sequence[_Source]) -> str:
    return both([one.name for one in sources])


def _pull(sources: Sequence[_Source]) -> str:
    return "pulls" if len(sources) == 1 else "pull"


def _equal(rules: Sequence[Declared], exemptions: Sequence[Declared], problems: Problems) -> None:
    """Warn of the second of two equal conditions."""
    first: dict[Hashable, Rule | Exemption] = {}
    for one, part in rules:
        before = first.setdefault(_form(one.when), one)
        if before is not one:
            said = f"rule {before.id} at {before.place} has the same condition"
            problems.warning(
                part, ("when",), said, rule="equal-conditions", remedy="make them one, with a list under link_to:"
            )
    known: dict[Hashable, Rule | Exemption] = {}
    for one, part in exemptions:
        form = _form(one.when)
        if (rule := first.get(form)) is not None:
            said = f"rule {rule.id} at {rule.place} has the same condition, and a link comes before an exemption"
            problems.warning(part, ("when",), said, rule="equal-conditions", remedy="take one of the two away")
        elif (before := known.setdefault(form, one)) is not one:
            said = f"exemption {before.id} at {before.place} has the same condition, and comes first"
            problems.warning(part, ("when",), said, rule="equal-conditions", remedy="take one of the two away")


def _form(when: Condition) -> Hashable:
    """The same for conditions that say the same in another order or case."""
    return frozenset((name, _part(getattr(when, name))) for name in when.__struct_fields__ if getattr(when, name))


def _part(value: object) -> Hashable:
    match value:
        case Condition():
            return _form(value)
        case tuple():
            return frozenset(map(_part, value))
        case Mapping():
            return frozenset((name, _part(texts)) for name, texts in value.items())
        case str():
            return value if is_pattern(value) else value.casefold()
        case Hashable():
            return value
        case _:
            raise TypeError(f"{value!r} stands in no condition")
