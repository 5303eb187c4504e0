"""Which projects a query can reach, as far as its text tells. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Final

from goalsync_jira.config import masked, unordered

_CONNECTIVE: Final = re.compile(r"\b(and|or)\b|&&?|\|\|?", re.IGNORECASE)
_ONE: Final = re.compile(r"""project\s*=\s*(?P<values>\w+|"[^"]*"|'[^']*')""", re.IGNORECASE)
_SEVERAL: Final = re.compile(r"project\s+in\s*\((?P<values>[^()]*)\)", re.IGNORECASE)


def reached(jql: str, projects: Collection[str]) -> frozenset[str]:
    """Those of the projects whose issues a query can find. Of others that it names Jira itself says if it is there."""
    named = named_projects(jql)
    return frozenset(key for key in projects if named is None or key.casefold() in named)


def named_projects(jql: str) -> frozenset[str] | None:
    """The projects that a query is bound to by `project = X` or `project in (…)` beside AND, folded; else None.

    They are as people wrote them: keys, names or ids. Anything less plain counts as reaching everywhere.
    """
    query = unordered(jql)
    found: frozenset[str] | None = None
    for start, end in _clauses(query):
        text = query[start:end].strip()
        match = _ONE.fullmatch(text) or _SEVERAL.fullmatch(text)
        if match is not None:
            here = frozenset(filter(None, map(_unquoted, match["values"].split(","))))
            found = here if found is None else found & here
    return found


def _clauses(query: str) -> Iterator[tuple[int, int]]:
    """Where the clauses are that all must hold; none where one of several may."""
    blank = masked(query)
    spans: list[tuple[int, int]] = []
    begin = depth = at = 0
    while at < len(blank):
        depth += {"(": 1, ")": -1}.get(blank[at], 0)
        between = _CONNECTIVE.match(blank, at) if depth == 0 else None
        if between is None:
            at += 1
            continue
        if between[0].lower() not in {"and", "&", "&&"}:
            return
        spans.append((begin, at))
        begin = at = between.end()
    yield from (*spans, (begin, len(blank)))


def _unquoted(value: str) -> str:
    return value.strip().strip("\"'").strip().casefold()
