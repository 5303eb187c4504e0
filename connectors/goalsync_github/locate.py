"""What became of issues that a census no longer lists: asked for by number, wherever they are now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from goalsync.model.vocabulary import Presence
from goalsync.model.work import WorkItem
from goalsync.sdk.connector import Located, Sought, Traffic
from goalsync_github.facts.answers import decode_issue, decode_milestone
from goalsync_github.facts.raw import RawRepository
from goalsync_github.site.refusals import Refused
from goalsync_github.site.repository import Repository
from goalsync_github.walk.items import Items
from goalsync_github.walk.listing import Listing
from goalsync_github.walk.milestones import milestones
from goalsync_github.walk.pulls import PREFIX, decoded

_KEY: Final = re.compile(r".*(#|/milestones/)([1-9][0-9]*)")
_SEVERAL: Final = 20
"""So many at once are looked for in the list of all first."""
_TOGETHER: Final = 20
"""How many are answered for at a time."""


@dataclass(slots=True)
class Locating:
    """Looks for items of one repository."""

    repository: Repository
    listing: Listing
    items: Items

    def located(self, sought: Sequence[Sought], traffic: Traffic) -> Iterator[Located]:
        """Each exactly once, some at a time; raises SourceError.

        Deleted: GitHub says so (410; of milestones it says 404) in a repository that is still visible. Transferred:
        what is there now has another id, so under this one it moved. Everything else that does not answer is lost.
        """
        record = self._record()
        if record is None:
            yield Located(lost=tuple(one.native_id for one in sought))
            return
        self.items.archived = record.archived
        left = {one.native_id: one for one in sought}
        if len(left) >= _SEVERAL or any(_number(one) is None for one in sought):
            for items in self._listed(traffic):
                found = tuple(item for item in items if left.pop(item.native_id, None) is not None)
                if found:
                    yield Located(found)
        rest = list(left.values())
        for start in range(0, len(rest), _TOGETHER):
            yield self._asked(rest[start : start + _TOGETHER], record)

    def _record(self) -> RawRepository | None:
        try:
            return self.repository.record()
        except Refused as refused:
            if refused.status in (403, 404, 410, 451):
                return None
            raise

    def _listed(self, traffic: Traffic) -> Iterator[Sequence[WorkItem]]:
        if self.items.has_milestones:
            yield self.items.milestones(milestones(self.repository).all or ())
        if self.items.has_issues:
            for listed in self.listing.pages(None, traffic):
                yield self.items.issues(listed.issues)

    def _asked(self, some: Sequence[Sought], record: RawRepository) -> Located:
        items: list[WorkItem] = []
        gone: list[str] = []
        lost: list[str] = []
        for one in some:
            found = self._one(one, record)
            match found:
                case WorkItem():
                    items.append(found)
                case True:
                    gone.append(one.native_id)
                case _:
                    lost.append(one.native_id)
        return Located(items, tuple(gone), tuple(lost))

    def _one(self, one: Sought, record: RawRepository) -> WorkItem | bool:
        """The item, or whether it is gone."""
        number = _number(one)
        if number is None:
            return False
        is_milestone, is_apart = (one.native_id.startswith(prefix) for prefix in ("milestone-", PREFIX))
        below = f"{'milestones' if is_milestone else 'pulls' if is_apart else 'issues'}/{number}"
        try:
            answer = self.repository.ask(below, what=one.key)
        except Refused as refused:
            if is_milestone:
                return refused.status == 404
            if refused.status == 410:
                return record.has_issues is not False and "disabled" not in refused.said
            if refused.status in (403, 404, 451):
                return False
            raise
        if is_milestone:
            (item,) = self.items.milestones([decode_milestone(answer.body, answer.line)])
        elif is_apart:
            (item,) = self.items.pulls(decoded(answer))
        else:
            item = self.items.issue(decode_issue(answer.body, answer.line))
        return item if item.native_id == one.native_id else self._moved(one, item)

    def _moved(self, one: Sought, there: WorkItem) -> WorkItem:
        """What was transferred is there anew, under an id of its own; this one is there no more.

        It keeps its key and its place: of the new one its own repository tells.
        """
        return msgspec.structs.replace(
            there,
            uid=f"{there.source}:{one.native_id}",
            native_id=one.native_id,
            key=one.key or there.key,
            project=self.repository.name,
            presence=Presence.MOVED,
        )


def _number(one: Sought) -> int | None:
    """The number in a key: an issue's for an issue, a milestone's for a milestone."""
    found = _KEY.fullmatch(one.key or "")
    if found is None or (found[1] != "#") != one.native_id.startswith("milestone-"):
        return None
    return int(found[2])
