"""What a condition asks beside the time at which an item was closed: pure."""

from __future__ import annotations

from goalsync.model.condition import Condition
from goalsync.model.copies import replace


def undated(condition: Condition) -> Condition | None:
    """The condition as if every item had been closed in the times it asks for; None where it asks for none.

    An item that matches this and not the condition itself, and has no closing date, is left out for that reason alone.
    """
    if not any(map(_asks, condition.everywhere())):
        return None
    return _without(condition)


def _asks(condition: Condition) -> bool:
    return (condition.closed_in, condition.closed_after, condition.closed_before) != (None, None, None)


def _without(condition: Condition) -> Condition:
    return replace(
        condition,
        closed_in=None,
        closed_after=None,
        closed_before=None,
        all=tuple(map(_without, condition.all)),
        any=tuple(map(_without, condition.any)),
        not_=None if condition.not_ is None else _without(condition.not_),
    )
