"""The digest of a configuration: changes when anything does that can change a number or how it is judged."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from enum import Enum
from typing import Any, Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel

from goalsync.model.goals import Goals
from goalsync.model.settings import Mappings, Settings

_LEFT_OUT: Final = frozenset(
    {"place", "organization", "store", "engine", "concurrency", "redact", "proxy", "ca", "tests"}
)
"""Where things stand and run, and how they are shown: no number depends on it."""
_AS_THEY_ARE: Final = frozenset({type(None), str, bool, int, float})
_KEPT: Final[dict[type[Any], tuple[str, ...]]] = {}


def digest_of(settings: Settings, goals: Goals, mappings: Mappings) -> str:
    """`sha256:…` of the declared content in canonical JSON; comments, layout and order of files do not matter.

    Secrets are in it by reference only.
    """
    first_match = list(settings.teams)  # the only mapping whose order counts
    content = [_plain(settings), first_match, _plain(goals), _plain(mappings)]
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()


def _kept(kind: type[Any]) -> tuple[str, ...]:
    if kind not in _KEPT:
        _KEPT[kind] = tuple(name for name in kind.__match_args__ if name not in _LEFT_OUT)  # of any noun
    return _KEPT[kind]


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is dict:
        return {str(key): _plain(inner) for key, inner in value.items()}
    if kind in (tuple, list):
        return [_plain(inner) for inner in value]
    match value:
        case Enum():
            return value.value
        case Mapping():
            return {str(key): _plain(inner) for key, inner in value.items()}
        case timedelta():
            return value.total_seconds()
        case date():
            return value.isoformat()
        case ZoneInfo():
            return value.key
        case BaseModel():
            return value.model_dump(mode="json", exclude_defaults=True)
        case str() | int() | float():
            return value
        case _:
            inner = ((name, getattr(value, name)) for name in _kept(kind))
            return {name: one if type(one) in _AS_THEY_ARE else _plain(one) for name, one in inner}
