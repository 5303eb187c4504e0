"""A condition in words: as people write it, on one line."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from goalsync.model.condition import Condition

_UNITS: Final = (("weeks", 604_800), ("days", 86_400), ("hours", 3_600), ("minutes", 60), ("seconds", 1))


def said(condition: Condition) -> str:
    """`{source: tracker, kind: [bug, task], closed_in: 30 days}`."""
    return f"{{{', '.join(_keys(condition))}}}"


def _keys(condition: Condition) -> Iterator[str]:
    for name in condition.__struct_fields__:
        value = getattr(condition, name)
        key = name.rstrip("_")
        match value:
            case None | ():
                pass
            case dict() if not value:
                pass
            case Condition():
                yield f"{key}: {said(value)}"
            case (Condition(), *_):
                yield f"{key}: [{', '.join(map(said, value))}]"
            case tuple():
                yield f"{key}: {_texts(value)}"
            case dict():
                yield f"{key}: {{{', '.join(f'{field}: {_texts(texts)}' for field, texts in value.items())}}}"
            case timedelta():
                yield f"{key}: {_duration(value)}"
            case _:
                yield f"{key}: {value}"


def _texts(texts: tuple[str, ...]) -> str:
    return texts[0] if len(texts) == 1 else f"[{', '.join(texts)}]"


def _duration(length: timedelta) -> str:
    seconds = int(length.total_seconds())
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0 and (seconds >= size or size == 1))
    count = seconds // size
    return f"{count} {unit if count != 1 else unit.removesuffix('s')}"
