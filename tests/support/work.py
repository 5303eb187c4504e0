"""Work items for tests: rows as the store streams them, and a naive reading of conditions over plain dicts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from fnmatch import fnmatchcase
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from goalsync.model.condition import Condition
from goalsync.model.work import ItemFacts

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ZONE = ZoneInfo("Europe/Berlin")


def item(key: str = "SHOP-1", **more: Any) -> ItemFacts:
    """A story that is to do, unless said otherwise; times as ISO texts in UTC, `fields` as a mapping."""
    fields = more.pop("fields", None)
    given: dict[str, Any] = {
        "uid": f"tracker:{key}",
        "source": "tracker",
        "project": key.partition("-")[0],
        "key": key,
        "kind": "story",
        "type": "Story",
        "title": f"Title of {key}",
        "status": "Open",
        "phase": "todo",
        **more,
    }
    if fields is not None:
        given["fields_text"] = msgspec.json.encode(fields).decode()
    return ItemFacts(**given)


_TEXTS = ("source", "kind", "type", "project", "team", "assignee", "status", "phase", "priority", "title")
_LISTS = {"label": "labels", "component": "components", "milestone": "milestones", "iteration": "iterations"}


def naively(when: Mapping[str, Any], one: ItemFacts, period: tuple[date, date] | None = None) -> bool:
    """Whether a condition, written as in YAML with lists, holds: as a person would say it, key by key."""
    return all(_holds(key, value, one, period) for key, value in when.items())


def _holds(key: str, value: Any, one: ItemFacts, period: tuple[date, date] | None) -> bool:
    if key in _TEXTS:
        return _any_of(value, [getattr(one, key)])
    if key in _LISTS:
        return _any_of(value, getattr(one, _LISTS[key]))
    match key:
        case "key":
            return _any_of(value, [one.key, *one.former_keys])
        case "parent":
            return _any_of(value, [one.parent_key])
        case "field":
            return all(_any_of(texts, [one.fields.get(name)]) for name, texts in value.items())
        case "all":
            return all(naively(inner, one, period) for inner in value)
        case "any":
            return any(naively(inner, one, period) for inner in value)
        case "not":
            return not naively(value, one, period)
        case "closed_in" if value == "period":
            return period is not None and one.closed is not None and period[0] <= _day(one.closed) <= period[1]
        case "closed_in":
            assert isinstance(value, timedelta)
            return one.closed is not None and datetime.fromisoformat(one.closed) >= NOW - value
    name, _, side = key.partition("_")
    text = getattr(one, name)
    if text is None:
        return False
    start = datetime.combine(value, time(), ZONE)
    moment = datetime.fromisoformat(text)
    return moment >= start if side == "after" else moment < start


def _day(text: str) -> date:
    return datetime.fromisoformat(text).astimezone(ZONE).date()


def _any_of(texts: Sequence[str], values: Sequence[str | None]) -> bool:
    return any(_matches(text, value) for text in texts for value in values if value is not None)


def _matches(text: str, value: str) -> bool:
    if len(text) > 2 and text[0] == text[-1] == "/":
        return re.search(text[1:-1], value) is not None
    word, glob = value.casefold(), text.casefold()
    return word == glob or fnmatchcase(word, glob)


def typed(when: dict[str, Any]) -> Condition:
    """As the program has it."""
    given_: dict[str, Any] = {}
    for key, value in when.items():
        match key:
            case "all" | "any":
                given_[key] = tuple(map(typed, value))
            case "not":
                given_["not_"] = typed(value)
            case "field":
                given_[key] = {name: tuple(texts) for name, texts in value.items()}
            case _:
                given_[key] = tuple(value) if isinstance(value, list) else value
    return Condition(**given_)
