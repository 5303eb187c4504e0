"""Matching work items: conditions compiled once, and what they can reach."""

from goalsync.core.match.closing import undated
from goalsync.core.match.lineage import Lineage
from goalsync.core.match.matcher import Matcher, Need, Surroundings, compiled_of
from goalsync.core.match.misses import misses
from goalsync.core.match.reach import looks_up, may_match
from goalsync.core.match.words import said

__all__ = [
    "Lineage",
    "Matcher",
    "Need",
    "Surroundings",
    "compiled_of",
    "looks_up",
    "may_match",
    "misses",
    "said",
    "undated",
]
