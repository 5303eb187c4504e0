"""Whether GraphQL refused a query for being one too many: it says so in an answer of 200. Pure.

https://docs.github.com/en/graphql/overview/rate-limits-and-query-limits-for-the-graphql-api
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

_LIMITED: Final = frozenset({"RATE_LIMITED", "RATE_LIMIT"})


class _Error(msgspec.Struct):
    type: Any = None


class _Answer(msgspec.Struct):
    errors: list[_Error] | None = None


_DECODER: Final = msgspec.json.Decoder(_Answer)


def is_limited(body: bytes) -> bool:
    """Whether the budget is what the errors of an answer are about; False for what is no answer of GraphQL."""
    if b"RATE_LIMIT" not in body:
        return False
    try:
        errors = _DECODER.decode(body).errors or ()
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        return False
    return any(error.type in _LIMITED for error in errors if isinstance(error.type, str))
