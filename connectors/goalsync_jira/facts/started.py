"""When work on an issue began, from its changelog. Pure.

Work begins with the first move into a status that means doing: of category indeterminate, or what `phases:` of the
source says instead. An issue that was created in such a status began when it was created. One that never was in one
(moved from the board's first column to its last), or whose changelog is not complete, began at no known time: its
cycle time is unknown, and not 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from goalsync.model.vocabulary import Phase
from goalsync.sdk.work import Phases, folded
from goalsync_jira.facts.issues import RawChange, RawChangelog, RawIssue
from goalsync_jira.facts.moments import moment
from goalsync_jira.facts.raw import CATEGORIES, RawStatus


@dataclass(frozen=True, slots=True)
class Doing:
    """The statuses that mean doing. Changelogs name a status by its id; deleted ones are known by name only."""

    ids: frozenset[str]
    names: frozenset[str]
    known: frozenset[str]
    """The ids of all statuses there are: one that is among them is not looked up by name."""

    @classmethod
    def of(cls, statuses: Iterable[RawStatus], phases: Phases) -> Doing:
        """From `GET status` and the source's `phases:`; a name counts if every status of that name means doing."""
        means: dict[str, bool] = {}
        by_name: dict[str, bool] = {}
        for status in statuses:
            own = CATEGORIES.get((status.status_category.key if status.status_category else None) or "", Phase.TODO)
            doing = phases.of(own, status=status.name) is Phase.DOING
            if status.id:
                means[status.id] = doing
            if status.name:
                by_name[folded(status.name)] = doing and by_name.get(folded(status.name), True)
        return cls(
            frozenset(native for native, doing in means.items() if doing),
            frozenset(name for name, doing in by_name.items() if doing),
            frozenset(means),
        )

    def has(self, native: str | None, name: str | None) -> bool:
        """Whether the status with this id, or if there is none by now with this name, means doing."""
        if native is not None and native in self.known:
            return native in self.ids
        return name is not None and folded(name) in self.names


def started_of(raw: RawIssue, doing: Doing) -> datetime | None:
    """When work on an issue began, from its whole changelog; None where it has not, or where nobody can tell.

    The issue comes with `created` and `status` among its fields.
    """
    if raw.changelog is None or is_cut(raw.changelog):
        return None
    moves = _moves(raw.changelog)
    if moves is None:
        return None
    fields = raw.fields
    if moves:
        first = moves[0][1]
        began_so = doing.has(first.before, first.before_name)
    else:
        status = fields.status if fields else None
        began_so = status is not None and doing.has(status.id, status.name)
    if began_so:
        return moment(fields.created) if fields else None
    return next((at for at, move in moves if doing.has(move.after, move.after_name)), None)


def is_cut(changelog: RawChangelog) -> bool:
    """Whether there are more edits than came (Cloud cuts changelogs that come with many issues)."""
    return changelog.total is not None and changelog.total > len(changelog.histories)


def _moves(changelog: RawChangelog) -> list[tuple[datetime, RawChange]] | None:
    """The changes of the status with their times, oldest first; None where one has no time that can be read."""
    found: list[tuple[datetime, int, RawChange]] = []
    for history in changelog.histories:
        changes = [one for one in history.items if one.field == "status" and one.fieldtype != "custom"]
        at = moment(history.created)
        if changes and at is None:
            return None
        found += [(at, _number(history.id), change) for change in changes if at is not None]
    found.sort(key=lambda one: one[:2])  # of one moment in order of id, of one edit in its own order
    return [(at, change) for at, _, change in found]


def _number(native: str | int | None) -> int:
    text = str(native)
    return int(text) if text.isascii() and text.isdigit() else 0
