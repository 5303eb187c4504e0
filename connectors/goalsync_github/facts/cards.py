"""What projects say about an issue or a pull request: one card, whichever API it was read by. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct, field

from goalsync_github.facts.wanted import Wanted

Plain = str | float


class Value(Struct, frozen=True, gc=False):
    """The value of one field: of which field (its ids and its name), of what type, and what it is.

    `data_type` as GitHub has it in GraphQL: TEXT, NUMBER, DATE, SINGLE_SELECT, ITERATION or what else comes. Numbers
    are numbers, all else is text: a day, the name of an option, the title of an iteration.
    """

    names: tuple[str, ...]
    data_type: str
    value: Plain


class Card(Struct, frozen=True, gc=False):
    """What is known of one item from its fields; what no field says is None."""

    status: str | None = None
    iterations: tuple[str, ...] = ()
    points: float | None = None
    team: str | None = None
    priority: str | None = None
    named: Mapping[str, Plain] = field(default_factory=dict)
    """By the names that `fields:` gives."""
    odd: tuple[str, ...] = ()
    """What does not fit: `fields.points 'Size' is no number`."""
    updated: datetime | None = None
    """When the project's item was last changed, which is not when the issue was."""


EMPTY = Card()


def card_of(values: Iterable[Value], wanted: Wanted, updated: datetime | None = None) -> Card:
    """The card that the values of one item in one project (or of one issue) make."""
    every = list(values)
    odd: list[str] = []
    points = _first(every, lambda value: any(name in wanted.points for name in value.names))
    if points is not None and not isinstance(points.value, float):
        if wanted.named.get("points"):
            odd.append(f"fields.points: {wanted.named['points']!r} holds no number and is read as empty")
        points = None
    team, priority = (_text(_named(every, name)) for name in (wanted.team, wanted.priority))
    named = {name: found.value for name, told in wanted.named.items() if (found := _named(every, told)) is not None}
    if points is None:
        named.pop("points", None)
    return Card(
        status=_text(_named(every, wanted.status)),
        iterations=tuple(str(value.value) for value in every if _is_iteration(value, wanted)),
        points=points.value if points is not None and isinstance(points.value, float) else None,
        team=team,
        priority=priority,
        named=named,
        odd=tuple(odd),
        updated=updated,
    )


def merged(cards: Sequence[Card]) -> Card:
    """One card of several projects and the issue itself, in their order: the first that says something is believed.

    Only points have to agree: two estimates are none. All iterations are kept.
    """
    if len(cards) == 1:
        return cards[0]
    points = {card.points for card in cards if card.points is not None}
    odd = [text for card in cards for text in card.odd]
    if len(points) > 1:
        odd.append("projects hold different points, so they are unknown (`fields.points` chooses a field)")
    named: dict[str, Plain] = {}
    for card in reversed(cards):
        named.update(card.named)
    if len(points) > 1:
        named.pop("points", None)
    return Card(
        status=next((card.status for card in cards if card.status), None),
        iterations=tuple(dict.fromkeys(title for card in cards for title in card.iterations)),
        points=points.pop() if len(points) == 1 else None,
        team=next((card.team for card in cards if card.team), None),
        priority=next((card.priority for card in cards if card.priority), None),
        named=named,
        odd=tuple(dict.fromkeys(odd)),
        updated=max((card.updated for card in cards if card.updated is not None), default=None),
    )


def _is_iteration(value: Value, wanted: Wanted) -> bool:
    if wanted.iteration is not None:
        return wanted.iteration in value.names
    return value.data_type == "ITERATION"


def _named(values: Sequence[Value], told: str | None) -> Value | None:
    return _first(values, lambda value: told in value.names) if told is not None else None


def _first(values: Sequence[Value], test: Callable[[Value], bool]) -> Value | None:
    return next((value for value in values if test(value)), None)


def _text(value: Value | None) -> str | None:
    if value is None:
        return None
    return value.value if isinstance(value.value, str) else f"{value.value:g}"
