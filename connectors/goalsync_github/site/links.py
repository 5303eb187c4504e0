"""Addresses that GitHub gives: the next page, and where something has moved to. Pure.

Pages are never built by number, only followed:
https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qs, urljoin, urlsplit, urlunsplit

REDIRECTS: Final = frozenset({301, 302, 307, 308})
_LINK: Final = re.compile(r'<([^>]*)>((?:[^<"]|"[^"]*")*)')
_RELATION: Final = re.compile(r';\s*rel\s*=\s*(?:"([^"]*)"|([^\s;,]+))', re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}


def next_link(header: str | None) -> str | None:
    """The address with rel="next" in a Link header."""
    if not header:
        return None
    for url, parameters in _LINK.findall(header):
        relation = _RELATION.search(parameters)
        if url and relation and "next" in (relation[1] or relation[2]).split():
            return str(url)
    return None


def is_cursor(url: str) -> bool:
    """Whether a next page goes on behind an item (`after=`), not behind a number of items that may shift."""
    return bool(parse_qs(urlsplit(url).query).get("after"))


def same_origin(base: str, url: str) -> bool:
    """Whether an address is of the same scheme, host and port: only there credentials are sent."""
    try:
        return _origin(base) == _origin(url)
    except ValueError:
        return False


def redirected(url: str, location: str) -> str:
    """Where a redirect leads, with the query of what was asked if it has none of its own."""
    target = urlsplit(urljoin(url, location))
    query = target.query or urlsplit(url).query
    return urlunsplit((target.scheme, target.netloc, target.path, query, ""))


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    scheme = parts.scheme.lower()
    return scheme, (parts.hostname or "").lower(), parts.port or _PORTS.get(scheme)
