"""What the custom fields of an issue say: points, team, sprints, and those that people gave names. Pure.

Where several fields could hold one thing, the one that has a value is it; where they contradict each other, none is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from goalsync_jira.facts.values import Plain, names, number, plain, single

if TYPE_CHECKING:
    from goalsync.sdk.noticed import Noticed
    from goalsync_jira.facts.fields import Fields
    from goalsync_jira.facts.parents import Parent
    from goalsync_jira.facts.raw import RawFields

_NOTHING: Final[dict[str, Plain]] = {}


class Custom:
    """Reads the custom fields of one site's issues; what is odd is noticed and read as empty."""

    def __init__(self, fields: Fields, noticed: Noticed) -> None:
        self._fields = fields
        self._noticed = noticed

    def points(self, raw: RawFields, key: str) -> float | None:
        """The story points of the issue `key`."""
        known: float | None = None
        for name in self._fields.points:
            value = getattr(raw, name)
            if value is None:
                continue
            found = number(value)
            if found is None:
                self._noticed.add(f"{name} holds story points that are no number and is read as empty", key)
            elif known is None:
                known = found
            elif known != found:
                self._contradict("points", self._fields.points, key)
                return None
        return known

    def team(self, raw: RawFields, key: str) -> str | None:
        """The team: its name, or its id where Jira gives no more."""
        known: str | None = None
        for name in self._fields.team:
            value = getattr(raw, name)
            if value is None:
                continue
            found = single(value)
            if found is None:
                self._noticed.add(f"{name} holds a team that is no single name and is read as empty", key)
            elif known is None:
                known = found
            elif known != found:
                self._contradict("team", self._fields.team, key)
                return None
        return known

    def sprints(self, raw: RawFields, key: str) -> tuple[str, ...]:
        """The names of all sprints the issue was in, in Jira's order."""
        known: tuple[str, ...] = ()
        for name in self._fields.sprint:
            value = getattr(raw, name)
            if value:
                found = names(value)
                if found is None:
                    self._noticed.add(f"{name} holds a sprint whose name cannot be read and is read as empty", key)
                else:
                    known = (*known, *found) if known else found
        return known

    def named(self, raw: RawFields, points: float | None, team: str | None, parent: Parent) -> dict[str, Plain]:
        """The configured fields that hold something, by the names they were given."""
        if not self._fields.named and not self._fields.meant:
            return _NOTHING
        meant: dict[str, Plain | None] = {
            "points": points,
            "team": team,
            "parent": parent.key,
            "epic": parent.key if parent.is_epic else None,
        }
        found = {name: plain(getattr(raw, told)) for name, told in self._fields.named.items()}
        found |= {name: meant[name] for name in self._fields.meant if name in meant}
        return {name: value for name, value in found.items() if value is not None}

    def _contradict(self, meaning: str, fields: tuple[str, ...], key: str) -> None:
        told = f"{', '.join(fields)} hold different values, so {meaning} is unknown"
        self._noticed.add(f"{told} (`fields.{meaning}` chooses one)", key)
