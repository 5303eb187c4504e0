"""Where the next pull of a project starts, and where a walk through it that was cut short goes on."""

from __future__ import annotations

import json

from msgspec import Struct


class Walk(Struct, frozen=True):
    """A pull of everything that is under way, in ascending order of id."""

    newest: int | None
    """The newest update when it began, in milliseconds since 1970: the cursor once it is through."""
    after: int = 0
    """The last id up to which everything is stored."""
    at: int | None = None
    """The id of the issue of that update."""


class Cursor(Struct, frozen=True):
    """Stored as JSON. `since` is an update time that Jira gave, in milliseconds since 1970, never the time of a run;
    where that is ahead of the server's clock, it is a look-back before the clock.
    """

    shape: str
    """Digest of what is asked for and of what it means: another one starts over."""
    since: int | None = None
    """Everything up to this update is stored; None where nothing was found yet."""
    walk: Walk | None = None
    epoch: bool | None = None
    """Whether the site compares `updated` with milliseconds since 1970 rightly; None: not examined yet."""
    at: int | None = None
    """The id of an issue that a search from `since` on finds, unless it went away."""

    def __str__(self) -> str:
        found: dict[str, object] = {"v": 1, "since": self.since, "shape": self.shape}
        if self.walk is not None:
            found["walk"] = {"newest": self.walk.newest, "after": self.walk.after, "at": self.walk.at}
        if self.epoch is not None:
            found["epoch"] = self.epoch
        if self.at is not None:
            found["at"] = self.at
        return json.dumps(found, sort_keys=True)

    @classmethod
    def parse(cls, text: str | None, shape: str) -> Cursor | None:
        """The cursor in a text; None for none, for one of another form, and for one of another shape."""
        try:
            found = json.loads(text or "null")
        except ValueError:
            return None
        if not isinstance(found, dict) or found.get("v") != 1 or found.get("shape") != shape:
            return None
        since, walk, epoch, at = found.get("since"), found.get("walk"), found.get("epoch"), found.get("at")
        if not _is_number(since) or not _is_number(at) or not isinstance(epoch, bool | None):
            return None
        if walk is None:
            return cls(shape, since, None, epoch, at)
        if not isinstance(walk, dict) or not isinstance(walk.get("after"), int):
            return None
        if not _is_number(walk.get("newest")) or not _is_number(walk.get("at")):
            return None
        return cls(shape, since, Walk(walk["newest"], walk["after"], walk.get("at")), epoch, at)


def _is_number(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))
