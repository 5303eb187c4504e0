"""What a run is asked to do otherwise than usual."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """`full` starts sources over, `only` pulls those sources, `offline` none; `force` and `allow` override brakes."""

    full: bool = False
    only: frozenset[str] | None = None
    offline: bool = False
    force: bool = False
    allow: frozenset[str] = frozenset()
