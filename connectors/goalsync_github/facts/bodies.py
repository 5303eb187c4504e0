"""Entries of answers that do not fit their type, field by field. Pure.

An odd value costs itself: where a whole answer does not fit, each entry is read by itself, and what has no shape that
GitHub documents is read as absent and named in `odd`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeVar

import msgspec
from msgspec import Struct

from goalsync.sdk.answers import bad_answer

S = TypeVar("S", bound=Struct)

ANSWER: Final = "GitHub"
"""What an answer is called where its request is not told."""
ODD: Final = "odd"


def fits(raw: object, shape: type[S], needed: frozenset[str], request: str) -> S:
    """One object of an answer as `shape`, field by field; a field that does not fit is absent and among `odd`.

    `shape` has a field `odd`. Raises SourceError (bad_answer) where a `needed` field is absent or does not fit.
    """
    if not isinstance(raw, dict):
        raise bad_answer(request, f"an entry is no object ({_shown(raw)})")
    found: dict[str, Any] = {}
    odd: list[str] = []
    for part in msgspec.structs.fields(shape):
        if part.encode_name not in raw or part.name == ODD:
            if part.required:
                raise bad_answer(request, f"{_entry(raw)} without {part.encode_name}")
            continue
        value = raw[part.encode_name]
        try:
            found[part.name] = msgspec.convert(value, part.type)
        except (msgspec.ValidationError, RecursionError):
            if part.name in needed:
                what = f"{_entry(raw)} whose {part.encode_name} is {_shown(value)}"
                raise bad_answer(request, what) from None
            odd.append(part.encode_name)
    return shape(**found, **{ODD: tuple(sorted(odd))} if odd else {})


def _entry(raw: Mapping[str, Any]) -> str:
    return f"an entry (number {_shown(raw.get('number'))}, id {_shown(raw.get('id'))})"


def _shown(value: object) -> str:
    text = ascii(value) if not isinstance(value, dict | list) else type(value).__name__
    return text if len(text) <= 40 else f"{text[:40]}…"
