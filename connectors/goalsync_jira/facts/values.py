"""Values of custom fields, whatever their type, as plain data: numbers, texts, lists of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, to_builtins

_NAMING: Final = ("displayName", "value", "name", "title", "key")
"""Where an object has what people see: users, options, versions and groups, teams, issues and projects."""
_SPRINT: Final = re.compile(
    r"[\[,]name=(.*?)(?:,(?:id|rapidViewId|state|startDate|endDate|completeDate|activatedDate|sequence|goal|autoStartStop"
    r"|synced|incompleteIssuesDestinationId)=|\]$)",
    re.S,
)
_DEEPEST: Final = 200
"""Documents nested deeper are cut: nobody writes them, and walking them must end."""
_DEEPEST_LIST: Final = 8

Plain = str | float | int | bool | list["Plain"]


def plain(value: object, depth: int = 0) -> Plain | None:
    """What a field holds, for rules and reports; None where it holds nothing, or nothing that can be named.

    Numbers and booleans stay what they are, texts (dates too) stand as they came, an option is its value (a cascading
    one the list of both), a person the display name, a list the list of its parts, rich text (ADF) its text.
    """
    match value:
        case Struct():
            return plain(to_builtins(value), depth)
        case str():
            return _sprint_name(value) or value or None
        case bool() | int() | float():
            return value
        case list():
            if depth > _DEEPEST_LIST:
                return None
            return [part for one in value if (part := plain(one, depth + 1)) is not None] or None
        case dict():
            return _named(value)
        case _:
            return None


def number(value: object) -> float | None:
    """A number as a number; None for anything else, numbers written as text too."""
    if type(value) is float:
        return value
    return float(value) if type(value) is int else None


def names(value: object) -> tuple[str, ...] | None:
    """The names of a list of sprints (objects on Cloud, Java's texts on Data Center) or of a single one, in order.

    None where a part has no name that can be read.
    """
    parts = value if isinstance(value, list) else [value]
    found = [_sprint_name(part) if isinstance(part, str) else _text(part, "name") for part in parts]
    return None if None in found else tuple(dict.fromkeys(name for name in found if name))


def single(value: object) -> str | None:
    """One text: the name of a team, the value of an option, a text itself, a list of one of them; else None."""
    found = plain(value)
    if isinstance(found, list) and len(found) == 1:
        found = found[0]
    return found if isinstance(found, str) else None


def link(value: object) -> tuple[str | None, str | None]:
    """(id, key) of the issue a link field names: a key as text, or an object with them, itself or under `data`."""
    if isinstance(value, str):
        return None, value or None
    inner = value.get("data", value) if isinstance(value, dict) else None
    if not isinstance(inner, dict):
        return None, None
    native = inner.get("id")
    known = str(native) if isinstance(native, str | int) and not isinstance(native, bool) and native != "" else None
    return known, _text(inner, "key")


def _named(value: Mapping[str, object]) -> Plain | None:
    if value.get("type") == "doc":
        return "".join(_document(value)).strip("\n") or None
    first = next((text for name in _NAMING if (text := _text(value, name))), None)
    child = value.get("child")
    if first is not None and isinstance(child, dict):
        second = _text(child, "value")
        return first if second is None else [first, second]
    return first


def _document(top: Mapping[str, object]) -> Iterator[str]:
    """The texts of an Atlassian document, a line per paragraph."""
    waiting: list[tuple[object, int]] = [(top, 0)]
    while waiting:
        node, depth = waiting.pop()
        if isinstance(node, str):
            yield node
        elif isinstance(node, dict) and depth < _DEEPEST:
            text, inner = node.get("text"), node.get("content")
            if isinstance(text, str):
                yield text
            if node.get("type") == "hardBreak":
                yield "\n"
            if node.get("type") in ("paragraph", "heading", "listItem", "codeBlock"):
                waiting.append(("\n", depth))
            waiting.extend((part, depth + 1) for part in reversed(inner if isinstance(inner, list) else []))


def _sprint_name(text: str) -> str | None:
    """The name in `com.atlassian.greenhopper.service.sprint.Sprint@1f[id=7,…,name=Sprint 3,startDate=…]`."""
    if not text.startswith("com.atlassian.greenhopper.service.sprint.Sprint@"):
        return None
    found = _SPRINT.search(text)
    return found[1] if found and found[1] else None


def _text(value: object, name: str) -> str | None:
    found = value.get(name) if isinstance(value, dict) else None
    return found if isinstance(found, str) and found else None
