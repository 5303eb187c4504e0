"""Why a condition does not hold: the keys of it that an item fails, as people wrote them."""

from __future__ import annotations

from collections.abc import Iterator

from goalsync.core.match.matcher import Surroundings, compiled_of
from goalsync.core.match.words import said
from goalsync.model.condition import Condition
from goalsync.model.work import ItemFacts


def misses(condition: Condition, item: ItemFacts, around: Surroundings) -> tuple[str, ...]:
    """The parts of a condition that do not hold, such as `kind: epic`; none where all of it holds.

    Each key is looked at for itself, those within `all` too; of `any` and `not` the whole is named.
    """
    return tuple(dict.fromkeys(_misses(condition, item, around)))


def keys_of(condition: Condition) -> Iterator[Condition]:
    """A condition as several with one key each, all of which must hold; those within `all` beside the others."""
    for name in condition.__struct_fields__:
        value = getattr(condition, name)
        match name:
            case "all":
                for inner in value:
                    yield from keys_of(inner)
            case "field":
                for field, texts in value.items():
                    yield Condition(field={field: texts})
            case _ if value not in ((), None):
                yield Condition(**{name: value})
            case _:
                pass


def _misses(condition: Condition, item: ItemFacts, around: Surroundings) -> Iterator[str]:
    for one in keys_of(condition):
        if not compiled_of(one, around).test(item):
            yield said(one)[1:-1]
