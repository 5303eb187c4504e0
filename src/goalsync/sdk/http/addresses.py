"""URLs as they may be shown: without credentials and without the secrets that some carry in their query."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

_LONGEST: Final = 200
_LONGEST_VALUE: Final = 60
_SECRET_NAME: Final = re.compile(
    r"(?i)(token|secret|passw|pwd|auth|credential|assertion|signature|sig$|api.?key|^key$|^code$|^jwt$|session)"
)
_SECRET_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{24,}")
"""Long runs without anything between words are keys more often than questions."""


def shown(url: str) -> str:
    """`url` for people: no user name, password or fragment, secret-looking query values as `…`, not too long."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "(not a URL)"
    host = f"[{host}]" if ":" in host else host
    query = "&".join(_pair(pair) for pair in parts.query.split("&")) if parts.query else ""
    path = "".join(letter if letter.isprintable() else "?" for letter in parts.path)
    text = f"{parts.scheme}://{host}{port}{path}" + (f"?{query}" if query else "")
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    secret = equals and (_SECRET_NAME.search(name) or _SECRET_VALUE.search(value))
    shortened = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    text = f"{name}=…" if secret else f"{name}{equals}{shortened}"
    return "".join(letter if letter.isprintable() else "?" for letter in text)


def request_line(method: str | None, url: str | None) -> str:
    """`GET https://host/path`, as errors name a request."""
    return f"{method or 'GET'} {shown(url or '')}"
