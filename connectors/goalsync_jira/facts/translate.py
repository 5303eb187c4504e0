"""From a raw issue to a work item. Pure: the same issue gives the same item, whichever thread asks.

`closed` is of issues that are done or dropped (one that was reopened may keep its resolution date): the resolution
date, else, where its own category is done, the moment it came into that (Cloud says so; Data Center does not, there it
is unknown). What is not known is None, never 0 and never a guess.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import Kind, Phase, PullCode
from goalsync.model.work import WorkItem
from goalsync.sdk.errors import SourceError
from goalsync.sdk.noticed import Noticed
from goalsync.sdk.work import Kinds, Phases
from goalsync_jira.facts.custom import Custom
from goalsync_jira.facts.kinds import kind_of
from goalsync_jira.facts.moments import day, moment
from goalsync_jira.facts.parents import parent_of
from goalsync_jira.facts.raw import CATEGORIES

if TYPE_CHECKING:
    from datetime import datetime

    from goalsync_jira.facts.fields import Fields
    from goalsync_jira.facts.issues import RawIssue
    from goalsync_jira.facts.raw import Named, RawFields, RawStatus, RawType, RawUser

_CLOSED: Final = frozenset({Phase.DONE.value, Phase.DROPPED.value})
_OTHER: Final = Kind.OTHER.value
_REMEMBERED: Final = 4096


class Translator:
    """Translates the issues of one site, decoded by an IssueDecoder of the same `fields`."""

    def __init__(self, source: str, site_url: str, fields: Fields, phases: Phases, kinds: Kinds) -> None:
        self._source = source
        self._browse = f"{site_url.rstrip('/')}/browse/"
        self._fields = fields
        self._noticed = Noticed()
        self._custom = Custom(fields, self._noticed)
        self._phases = phases
        self._kinds = kinds
        self._labels_decide = phases.configured or kinds.configured

        @lru_cache(_REMEMBERED)
        def phase(category: str | None, status: str, resolution: str | None, labels: tuple[str, ...]) -> str:
            own = CATEGORIES.get(category or "", Phase.TODO)
            return phases.of(own, status=status, labels=labels, resolution=resolution).value

        @lru_cache(_REMEMBERED)
        def kind(type_: RawType, labels: tuple[str, ...]) -> str:
            own = kind_of(type_.name or "", type_.untranslated_name, type_.subtask, type_.hierarchy_level)
            return kinds.of(own, type_name=type_.name, labels=labels).value

        self._phase = phase
        self._kind = kind

    def notes(self) -> tuple[str, ...]:
        """What was noticed so far that a person may have to settle, sorted."""
        return self._noticed.notes()

    def item(self, raw: RawIssue) -> WorkItem:
        """The work item; raises SourceError (bad_answer) where the issue has no id, key, project, status or type.

        Times are in UTC with the milliseconds Jira gave, `due` is a day, texts are as they came. `parent` and `epic`
        are uids and None where only a key is known (Epic Link and Parent Link of Data Center).
        """
        fields, key = raw.fields, raw.key
        if fields is None or not key or raw.id == "":
            raise self._incomplete(raw, "fields")
        status, type_, project = fields.status, fields.issuetype, fields.project
        if status is None or not status.name:
            raise self._incomplete(raw, "status")
        if type_ is None or not type_.name:
            raise self._incomplete(raw, "issuetype")
        if project is None or not project.key:
            raise self._incomplete(raw, "project")
        for name in raw.odd:
            self._noticed.add(f"{name} has a value of no kind that Jira documents and is read as empty", key)
        category = status.status_category.key if status.status_category else None
        if category not in CATEGORIES and not self._phases.names(status.name):
            self._without_category(status, category, key)
        resolution = fields.resolution.name if fields.resolution else None
        tags = self._tags(fields, key)
        marks = tags.get("label", ()) if self._labels_decide else ()
        kind = self._kind(type_, marks)
        if kind == _OTHER and not self._kinds.names(type_.name):
            self._noticed.add(f"type {type_.name!r} is of no known kind and is read as other (`kinds:` can say)", key)
        parent = parent_of(fields, self._fields)
        if parent.unclear:
            self._noticed.add(f"{parent.unclear} name different parents, none is used", key)
        phase = self._phase(category, status.name, resolution, marks)
        points = self._custom.points(fields, key)
        team = self._custom.team(fields, key)
        above = f"{self._source}:{parent.id}" if parent.id else None
        return WorkItem(
            uid=f"{self._source}:{raw.id}",
            source=self._source,
            native_id=str(raw.id),
            key=key,
            project=project.key,
            kind=kind,
            type=type_.name,
            title=fields.summary or "",
            status=status.name,
            phase=phase,
            url=self._browse + key,
            status_category=category,
            resolution=resolution,
            team=team,
            assignee=_person(fields.assignee),
            parent=above,
            parent_key=parent.key,
            epic=above if parent.is_epic else None,
            points=points,
            priority=fields.priority.name if fields.priority else None,
            due=self._due(fields.duedate, key) if fields.duedate else None,
            created=self._time(fields.created, "created", key) if fields.created else None,
            updated=self._time(fields.updated, "updated", key) if fields.updated else None,
            closed=self._closed(fields, category, key) if phase in _CLOSED else None,
            tags=tags,
            fields=self._custom.named(fields, points, team, parent),
        )

    def _without_category(self, status: RawStatus, category: str | None, key: str) -> None:
        what = "no category" if category is None else f"the category {category!r}"
        self._noticed.add(f"status {status.name!r} has {what} and is read as todo (`phases:` can say)", key)

    def _tags(self, fields: RawFields, key: str) -> dict[str, tuple[str, ...]]:
        tags: dict[str, tuple[str, ...]] = {}
        if fields.labels:
            tags["label"] = tuple(filter(None, fields.labels))
        if fields.components:
            tags["component"] = _names(fields.components)
        if fields.fixVersions:
            tags["milestone"] = _names(fields.fixVersions)
        sprints = self._custom.sprints(fields, key)
        if sprints:
            tags["iteration"] = sprints
        return tags

    def _due(self, text: str, key: str) -> str | None:
        found = day(text)
        if found is None:
            self._noticed.add("duedate holds what is no day and is read as empty", key)
        return found

    def _time(self, text: str, name: str, key: str) -> datetime | None:
        found = moment(text)
        if found is None:
            self._noticed.add(f"{name} holds what is no time and is read as empty", key)
        return found

    def _closed(self, fields: RawFields, category: str | None, key: str) -> datetime | None:
        if fields.resolutiondate:
            return self._time(fields.resolutiondate, "resolutiondate", key)
        if category == "done" and fields.statuscategorychangedate:
            return self._time(fields.statuscategorychangedate, "statuscategorychangedate", key)
        return None

    def _incomplete(self, raw: RawIssue, what: str) -> SourceError:
        message = f"issue {raw.key or raw.id!r} came without a readable {what}"
        return SourceError(PullCode.BAD_ANSWER, message, remedy="look at the issue in Jira; try again later")


def _names(parts: Iterable[Named]) -> tuple[str, ...]:
    return tuple(part.name for part in parts if part.name)


def _person(user: RawUser | None) -> str | None:
    return (user.display_name or user.name or user.account_id or None) if user else None
