"""Conditions taken apart: the ways in which a rule can apply, each with what tells it soonest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from goalsync.core.match import Surroundings, compiled_of
from goalsync.core.match.matcher import Test
from goalsync.core.match.texts import Texts, texts_of
from goalsync.model.condition import Condition

LOW: Final = ("source", "project", "kind", "type", "status", "phase", "priority", "team")
"""Keys of which there are few different values, so that what they decide is found out once for all items alike."""
TAGS: Final = ("label", "component", "milestone", "iteration")
KIN: Final = ("parent", "under")
FEATURES: Final = ("key", *TAGS, *KIN)
"""Keys by whose values ways are found, the most telling first."""

_TEXTS: Final = (*LOW, "key", *TAGS, "assignee", "title", *KIN)
_TIMES: Final = ("created_after", "created_before", "updated_after", "closed_after", "closed_before", "closed_in")
_MOST: Final = 64
"""Ways into which one condition is taken apart."""


@dataclass(frozen=True, slots=True, eq=False)
class Way:
    """One way in which a rule or exemption (by its number) can apply: when all of this holds.

    `low` depends on few different values, `feature` (of the key `by`) on one value of the item, `title` on its title,
    `rest` on anything.
    """

    number: int
    low: tuple[Test, ...] = ()
    needs: tuple[tuple[str, frozenset[str]], ...] = ()
    """Of the low keys, words of which an item must have one."""
    by: str | None = None
    feature: Texts | None = None
    title: tuple[str, ...] = ()
    rest: tuple[Test, ...] = ()

    @property
    def told(self) -> bool:
        """Whether low keys and its feature decide it."""
        return not self.rest and not self.title


def ways_of(number: int, condition: Condition, around: Surroundings, low: frozenset[str]) -> Iterator[Way]:
    """The ways of one condition; `low` are the keys that count as such here."""
    for atoms in taken_apart(condition):
        yield _way(number, atoms, around, low)


def taken_apart(condition: Condition) -> list[tuple[Condition, ...]]:
    """Any-of of all-of of conditions with a single key each; what would become too many stays together."""
    found: list[tuple[Condition, ...]] = [tuple(_own(condition))]
    parts = [taken_apart(inner) for inner in condition.all]
    if condition.any:
        parts.append([atoms for inner in condition.any for atoms in taken_apart(inner)])
    for part in parts:
        if len(found) * len(part) > _MOST:
            return [(condition,)]
        found = [(*left, *right) for left in found for right in part]
    return found


def keys_in(condition: Condition) -> set[str]:
    """The keys that it asks for, at any depth."""
    return {name for one in condition.everywhere() for name in (*_TEXTS, "field", *_TIMES) if getattr(one, name)}


def _own(condition: Condition) -> Iterator[Condition]:
    for name in (*_TEXTS, *_TIMES):
        value = getattr(condition, name)
        if value not in ((), None):
            yield Condition(**{name: value})
    for name, texts in sorted(condition.field.items()):
        yield Condition(field={name: texts})
    if condition.not_ is not None:
        yield Condition(not_=condition.not_)


def _way(number: int, atoms: Sequence[Condition], around: Surroundings, low: frozenset[str]) -> Way:
    few = [one for one in atoms if keys_in(one) <= low]
    others = [one for one in atoms if not keys_in(one) <= low]
    feature = _most_telling(others)
    title = next((one for one in others if one.title and one is not feature and one.not_ is None), None)
    return Way(
        number=number,
        low=tuple(compiled_of(one, around).test for one in few),
        needs=tuple(_needs(few)),
        by=_key_of(feature) if feature is not None else None,
        feature=texts_of(getattr(feature, _key_of(feature))) if feature is not None else None,
        title=title.title if title is not None else (),
        rest=tuple(compiled_of(one, around).test for one in others if one is not feature and one is not title),
    )


def _most_telling(atoms: Iterable[Condition]) -> Condition | None:
    """The condition by whose values it is found: exact words before patterns, a key before a label."""
    found = [one for one in atoms if _key_of(one) in FEATURES]
    return min(found, key=lambda one: (_inexact(one), FEATURES.index(_key_of(one))), default=None)


def _inexact(atom: Condition) -> bool:
    return texts_of(getattr(atom, _key_of(atom))).exact is None


def _key_of(atom: Condition) -> str:
    """The single key of a condition with one; of any other nothing."""
    if atom.inner:
        return ""
    return next((name for name in _TEXTS if getattr(atom, name)), "")


def _needs(atoms: Iterable[Condition]) -> Iterator[tuple[str, frozenset[str]]]:
    for one in atoms:
        name = _key_of(one)
        exact = texts_of(getattr(one, name)).exact if name else None
        if exact is not None:
            yield name, exact
