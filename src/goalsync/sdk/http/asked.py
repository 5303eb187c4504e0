"""What a request asks, as data: how a recorded answer is found again.

Two requests are the same when method, address (without the query), query in any order, and body are; a body of JSON
or of a form counts as the data that it holds. Of a parameter that was filtered out of a recording only the name counts.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from goalsync.sdk.http.addresses import names_secret

FILTERED: Final = "FILTERED"
"""What stands in a recording instead of a secret; it matches any value."""
_FORM: Final = "application/x-www-form-urlencoded"
_PORTS: Final = {"http": 80, "https": 443}

Pairs = tuple[tuple[str, str], ...]


class Asked(NamedTuple):
    """Method, address without query, sorted query, and the body: sorted pairs of a form, frozen JSON, or bytes."""

    method: str
    address: str
    query: Pairs
    form: Pairs
    body: object

    def is_like(self, recorded: Asked) -> bool:
        """Whether the recorded one is this, but for secrets that were filtered out of it."""
        return (
            self[:2] == recorded[:2]
            and self.body == recorded.body
            and _differ_by_secrets(self.query, recorded.query)
            and _differ_by_secrets(self.form, recorded.form)
        )


def asked(method: str, url: str, body: bytes | str | None, content_type: str) -> Asked:
    """What a request asks; `url` with its query. Raises ValueError for what is not an address."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port not in (None, _PORTS.get(parts.scheme)) else ""
    address = f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path or '/'}"
    content = body.encode() if isinstance(body, str) else body or b""
    query = _pairs(parts.query)
    if content_type.partition(";")[0].strip().lower() == _FORM:
        return Asked(method.upper(), address, query, _pairs(content.decode(errors="replace")), None)
    return Asked(method.upper(), address, query, (), _data(content))


def _pairs(text: str) -> Pairs:
    return tuple(sorted(parse_qsl(text, keep_blank_values=True)))


def _data(content: bytes) -> object:
    try:
        return ("json", _frozen(json.loads(content)))
    except (ValueError, RecursionError):
        return content


def _frozen(value: object) -> object:
    """JSON as something that can be looked up: objects without order; true is not 1."""
    match value:
        case dict():
            return frozenset((name, _frozen(inner)) for name, inner in value.items())
        case list():
            return tuple(_frozen(inner) for inner in value)
        case bool():
            return ("bool", value)
        case _:
            return value


def _differ_by_secrets(given: Pairs, recorded: Pairs) -> bool:
    """Whether every pair that only one of them has is a secret of one name, or was left out of the recording."""
    missing = Counter(name for name, value in (Counter(recorded) - Counter(given)).elements() if value == FILTERED)
    if missing.total() != (Counter(recorded) - Counter(given)).total():
        return False
    more = Counter(name for name, _ in (Counter(given) - Counter(recorded)).elements())
    return not missing - more and all(names_secret(name) for name in more - missing)
