"""How far a cursor may go: never beyond the server's clock, or what is edited later would be taken for known. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from goalsync.model.work import WorkItem
from goalsync_jira.facts.moments import milliseconds
from goalsync_jira.walk.epoch import Newest

_SECONDS: Final = 2000
"""How exactly the server's clock is known: the header Date has whole seconds."""
_NEAR: Final = 60_000
"""An update this far ahead is one of a cluster whose clocks differ, and not worth a note."""
_SHOWN: Final = 3
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Until:
    """The bound of one pull: `now` is the server's clock in milliseconds since 1970 (None: unknown, no bound)."""

    def __init__(self, now: int | None, overlap: int) -> None:
        self._now = now
        self._overlap = overlap
        self._limit = None if now is None else _EPOCH + timedelta(milliseconds=now + _NEAR)

    def is_beyond(self, since: int | None) -> bool:
        """Whether a stored time is further ahead than a look-back makes good: a clock was set back since."""
        return self._now is not None and since is not None and since > self._now + self._overlap + _SECONDS

    def start(self, since: int) -> int:
        """Where a pull from a stored time begins."""
        return self._bounded(since) - self._overlap

    def kept(self, newest: Newest | None) -> Newest | None:
        """What to keep of the newest update: the same, or a look-back before the clock where it is in the future."""
        if newest is None:
            return None
        if self._now is not None and newest.updated > self._now + _NEAR:
            return Newest(self._now - self._overlap, newest.native_id)
        return Newest(self._bounded(newest.updated), newest.native_id)

    def newest(self, known: Newest, items: Iterable[WorkItem]) -> Newest:
        """The newest update of what is known and of items, without those in the future."""
        for item in items:
            if item.updated is not None and not self._is_future(item.updated):
                updated = self._bounded(milliseconds(item.updated))
                if updated > known.updated:
                    known = Newest(updated, int(item.native_id))
        return known

    def future(self, items: Iterable[WorkItem]) -> list[str]:
        """The keys of those that were updated in the future."""
        return [item.key for item in items if item.updated is not None and self._is_future(item.updated)]

    def note_of(self, what: str, keys: list[str]) -> str:
        """What to say of them."""
        some = ", ".join(sorted(keys)[:_SHOWN]) + (f" and {len(keys) - _SHOWN} more" if len(keys) > _SHOWN else "")
        return (
            f"{what}: {some} {'was' if len(keys) == 1 else 'were'} updated in the future, after {self._told()}; "
            f"{'it comes' if len(keys) == 1 else 'they come'} again with each pull, so that no later edit is missed"
        )

    def beyond_note(self, what: str, since: int) -> str:
        """What to say of a cursor that is further ahead than can be made good."""
        then = (_EPOCH + timedelta(milliseconds=since)).isoformat(timespec="seconds")
        return f"{what}: it was read up to {then}, ahead of {self._told()}: a clock was set back; all of it came again"

    def _told(self) -> str:
        now = _EPOCH + timedelta(milliseconds=self._now or 0)
        return f"what the clocks say now ({now.isoformat(timespec='seconds')})"

    def _is_future(self, updated: datetime) -> bool:
        return self._limit is not None and updated > self._limit

    def _bounded(self, updated: int) -> int:
        return updated if self._now is None else min(updated, self._now)
