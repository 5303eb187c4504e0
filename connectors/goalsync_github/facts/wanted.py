"""`fields:` of a GitHub source: which fields of projects and issues are what. Pure.

GitHub has no fields of its own for points, teams or iterations: people make them, in projects (v2) and, for a whole
organisation, on issues. A field is told by its id or its exact name; `auto` goes by type and by GitHub's own names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Final

AUTO: Final = "auto"
STATUS: Final = "Status"
"""What GitHub calls the field that every project has."""
POINTS: Final = ("Estimate", "Story Points", "Story points", "Points")
"""Number fields that `auto` takes for points: the one of GitHub's templates, and what Jira calls it."""
_NATIVE: Final = frozenset({"parent", "epic"})
"""What GitHub says itself: sub-issues and milestones."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which fields to read. Names and ids are compared exactly."""

    points: tuple[str, ...] = POINTS
    team: str | None = None
    priority: str | None = None
    status: str = STATUS
    iteration: str | None = None
    """None: every field of the type iteration."""
    named: Mapping[str, str] = field(default_factory=dict)
    """Name in `fields:` → the field, for every name that is configured and read from one."""

    @classmethod
    def of(cls, configured: Mapping[str, str]) -> Wanted:
        """From `fields:` of the source; `epic` and `parent` are told by GitHub itself and read from no field."""
        told = {name: text for name, text in configured.items() if text != AUTO}
        points = told.get("points")
        return cls(
            points=(points,) if points else POINTS,
            team=told.get("team"),
            priority=told.get("priority"),
            status=told.get("status", STATUS),
            iteration=told.get("sprint", told.get("iteration")),
            named={name: text for name, text in sorted(told.items()) if name not in _NATIVE},
        )

    def takes(self, names: Iterable[str], data_type: str) -> bool:
        """Whether a field with these names (its ids and its name) and this type is read at all."""
        if self.iteration is None and data_type.casefold() == "iteration":
            return True
        every = {*self.points, self.status, self.iteration, *self.named.values()}
        return any(name in every for name in names)

    def missing(self, known: Iterable[str]) -> tuple[str, ...]:
        """One note for each configured field that is not among all the `known` names and ids, with what is near."""
        names = sorted(set(known))
        notes: list[str] = []
        for name, told in self.named.items():
            if told not in names:
                close = get_close_matches(told, names, n=3)
                hint = f"; did you mean {' or '.join(map(repr, close))}?" if close else ""
                notes.append(f"fields.{name}: no project that is read has a field {told!r}{hint}")
        return tuple(notes)
