"""URLs as they may be shown: without credentials and without the secrets that some carry in their query."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote_plus, urlsplit

_LONGEST: Final = 200
_LONGEST_VALUE: Final = 60
_SECRET_NAME: Final = re.compile(
    r"(?i)token|secret|passw|passphrase|pwd|credential|assertion|signature|session|bearer|auth(?!or(?!i[sz]))"
    r"|(?:key|sig|jwt|hmac)$|(?:^|[^a-z])(?:code|sid|pass|pin|otp)$"
)
"""Names of parameters that carry secrets: `access_token`, `X-Amz-Signature`, `sig`, `apikey`, `key`; not `author`."""
_SECRET_VALUE: Final = re.compile(r"[A-Za-z0-9_-]{24,}")
"""Long runs without anything between words are keys more often than questions."""
_QUERY: Final = re.compile(r"[a-z][a-z0-9+.-]*://[^\s?#]*\?([^\s#]*)", re.IGNORECASE)


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


def secret_parameter(text: str) -> str | None:
    """The name of the first parameter that looks like a secret, with a value, in the query of a URL within `text`."""
    for query in _QUERY.findall(text):
        for pair in re.split("[&;]", query):
            name, _, value = pair.partition("=")
            if value and names_secret(name):
                return _printable(unquote_plus(name))[:_LONGEST_VALUE]
    return None


def names_secret(name: str) -> bool:
    """Whether a parameter of this name carries a secret."""
    return bool(_SECRET_NAME.search(unquote_plus(name)))


def request_line(method: str | None, url: str | None) -> str:
    """`GET https://host/path`, as errors name a request."""
    return f"{method or 'GET'} {shown(url or '')}"


def _pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    secret = equals and (names_secret(name) or _SECRET_VALUE.search(value))
    shortened = value if len(value) <= _LONGEST_VALUE else f"{value[:_LONGEST_VALUE]}…"
    return _printable(f"{name}=…" if secret else f"{name}{equals}{shortened}")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in text)
