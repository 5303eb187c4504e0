"""The values of an issue's system fields as Jira gives them: only the keys that are used. Pure.

Shapes: Jira Cloud REST v3 (`search/jql`, `issue/bulkfetch`) and Data Center REST v2 (`search`), recorded in both.
"""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from goalsync.model.vocabulary import Phase

CATEGORIES: Final = {"new": Phase.TODO, "indeterminate": Phase.DOING, "done": Phase.DONE}
"""What the categories of statuses mean; any other means nothing by itself."""


class Named(Struct, frozen=True, gc=False):
    """A resolution, priority, version or component."""

    name: str | None = None


class Category(Struct, frozen=True, gc=False):
    """The category of a status: new, indeterminate, done, undefined."""

    key: str | None = None


class RawStatus(Struct, frozen=True, gc=False, rename="camel"):
    """The state of a workflow."""

    id: str | None = None
    name: str | None = None
    status_category: Category | None = None


class RawType(Struct, frozen=True, gc=False, rename="camel"):
    """An issue type; `hierarchy_level` (-1 sub-task, 0, 1 epic, 2 and more above) exists on Cloud only."""

    name: str | None = None
    untranslated_name: str | None = None
    subtask: bool | None = None
    hierarchy_level: int | None = None


class RawHome(Struct, frozen=True, gc=False):
    """The project of an issue."""

    key: str | None = None
    id: str | None = None


class RawUser(Struct, frozen=True, gc=False, rename="camel"):
    """A person: `display_name` may be hidden, `account_id` is Cloud's, `name` Data Center's."""

    display_name: str | None = None
    name: str | None = None
    account_id: str | None = None


class ParentFields(Struct, frozen=True, gc=False):
    """What an issue says about its parent."""

    issuetype: RawType | None = None


class RawParent(Struct, frozen=True, gc=False):
    """The parent of an issue."""

    id: str | int | None = None
    key: str | None = None
    fields: ParentFields | None = None


class RawFields(Struct, gc=False):
    """The system fields of an issue; a subclass made for the site has the custom ones, by id and as they came."""

    summary: str | None = None
    status: RawStatus | None = None
    issuetype: RawType | None = None
    project: RawHome | None = None
    resolution: Named | None = None
    resolutiondate: str | None = None
    statuscategorychangedate: str | None = None
    created: str | None = None
    updated: str | None = None
    duedate: str | None = None
    labels: list[str] | None = None
    fixVersions: list[Named] | None = None  # noqa: N815 - Jira's name
    components: list[Named] | None = None
    assignee: RawUser | None = None
    priority: Named | None = None
    parent: RawParent | None = None
