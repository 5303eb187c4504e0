"""Where the next pull of a repository starts, and what tells that nothing changed since."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]


class Tags(Struct, frozen=True, omit_defaults=True):
    """ETags of what was last listed; they are of one token, and void under another (github/docs#34689)."""

    token: str = ""
    """Digest of the token that they were given to."""
    issues: str | None = None
    """Of the page of what was updated since `Cursor.since`, less the overlap; None where that was several pages."""
    overlap: int = 0
    """The overlap in seconds that it was asked with."""
    milestones: str | None = None
    """Of the list of milestones; None where that was several pages."""


class Board(Struct, frozen=True):
    """How many cards projects had for a repository's items, and a digest of what was on them."""

    cards: int
    digest: str


class Cursor(Struct, frozen=True, omit_defaults=True, tag_field="v", tag=1):
    """Stored as JSON. `since` is an update time that GitHub gave, never the time of a run."""

    shape: str
    """Digest of what is asked for and of what it means: another one starts over."""
    repository: int | None = None
    """The repository's id: a name may come to mean another one."""
    since: Moment | None = None
    """Everything up to this update is stored; None where nothing was found yet."""
    called: str | None = None
    """What the repository was called when everything was last walked through, if not as it is configured."""
    untold: bool = False
    """The server does not say parents in issues."""
    apart: bool = False
    """The server does not list pull requests among its issues."""
    board: Board | None = None
    """What projects said of the repository's items."""
    archived: bool = False
    """The repository was archived when everything was last walked through."""
    walking: bool = False
    """A pull of everything was cut short at `since`: the next one goes on there."""
    tags: Tags = Tags()

    def __str__(self) -> str:
        return msgspec.json.encode(self, order="sorted").decode()

    @classmethod
    def parse(cls, text: str | None, shape: str) -> Cursor | None:
        """The cursor in a text; None for none, for one of another form, and for one of another shape."""
        try:
            found = _DECODER.decode(text or "null")
        except (msgspec.DecodeError, UnicodeError):
            return None
        return found if found is not None and found.shape == shape else None


_DECODER: Final = msgspec.json.Decoder(Cursor | None)
