"""Raw issues of Jira as tests need them, and the way from them to work items."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from goalsync.model.work import WorkItem
from goalsync.sdk.work import Kinds, Phases
from goalsync_jira.facts.answers import RawField, Schema
from goalsync_jira.facts.fields import Fields, resolve
from goalsync_jira.facts.issues import IssueDecoder, IssuePage
from goalsync_jira.facts.translate import Translator
from support.jira import kit

REQUEST = "POST https://acme.atlassian.net/rest/api/3/issue/bulkfetch"
ESTIMATE = "customfield_10016"
POINTS = "customfield_10026"
SPRINT = "customfield_10020"
TEAM = "customfield_10001"
EPIC_LINK = "customfield_10014"
PARENT_LINK = "customfield_10018"


def custom(native: str, name: str, type_: str, kind: str, **more: Any) -> RawField:
    """A custom field as `GET field` lists it."""
    return RawField(id=native, name=name, custom=True, schema=Schema(type=type_, custom=kind), **more)


SITE = (
    RawField(id="summary", name="Summary"),
    RawField(id="duedate", name="Due date", schema=Schema(type="date")),
    RawField(id="fixVersions", name="Fix versions", schema=Schema(type="array", items="version")),
    custom(ESTIMATE, "Story point estimate", "number", "com.pyxis.greenhopper.jira:jsw-story-points"),
    custom(POINTS, "Story Points", "number", "com.atlassian.jira.plugin.system.customfieldtypes:float"),
    custom("customfield_10099", "Story Points", "option", "com.atlassian.jira.plugin.system.customfieldtypes:select"),
    custom(SPRINT, "Sprint", "array", "com.pyxis.greenhopper.jira:gh-sprint"),
    custom(TEAM, "Team", "team", "com.atlassian.jira.plugin.system.customfieldtypes:atlassian-team"),
    custom(EPIC_LINK, "Epic Link", "any", "com.pyxis.greenhopper.jira:gh-epic-link"),
    custom(PARENT_LINK, "Parent Link", "any", "com.atlassian.jpo:jpo-custom-field-parent"),
    custom("customfield_10200", "Impact", "option", "com.atlassian.jira.plugin.system.customfieldtypes:select"),
    custom("customfield_10201", "Budget", "number", "com.atlassian.jira.plugin.system.customfieldtypes:float"),
    custom("customfield_10202", "Reach", "number", "com.atlassian.jira.plugin.system.customfieldtypes:float"),
    custom("customfield_10203", "Reach", "number", "com.atlassian.jira.plugin.system.customfieldtypes:float"),
)
"""The fields of a site with three that could be story points, one of them no number."""

ISSUE: Mapping[str, Any] = {
    "id": "10008",
    "key": "SHOP-1",
    "self": "https://acme.atlassian.net/rest/api/3/issue/10008",
    "fields": {
        "summary": "Pay by card",
        "project": {"id": "1", "key": "SHOP", "name": "Shop"},
        "issuetype": {"id": "10001", "name": "Story", "subtask": False, "hierarchyLevel": 0},
        "status": {"id": "3", "name": "Building", "statusCategory": {"id": 4, "key": "indeterminate", "name": "Doing"}},
        "resolution": None,
        "resolutiondate": None,
        "created": "2026-01-02T03:04:05.678+0530",
        "updated": "2026-02-03T04:05:06.789+0000",
        "duedate": None,
        "labels": [],
        "fixVersions": [],
        "components": [],
        "assignee": None,
        "priority": {"id": "2", "name": "High"},
    },
}
"""An issue of Cloud in work, with nothing special about it."""

TODO = {"id": "1", "name": "Open", "statusCategory": {"id": 2, "key": "new", "name": "To Do"}}
DOING = {"id": "3", "name": "Building", "statusCategory": {"id": 4, "key": "indeterminate", "name": "Doing"}}
DONE = {"id": "5", "name": "Closed", "statusCategory": {"id": 3, "key": "done", "name": "Done"}}


def issue(**fields: Any) -> dict[str, Any]:
    """The usual issue with other fields; a field of `...` is left out."""
    made: dict[str, Any] = copy.deepcopy(dict(ISSUE))
    made["fields"] = {name: value for name, value in {**made["fields"], **fields}.items() if value is not ...}
    return made


def body(issues: Iterable[Mapping[str, Any]], **more: Any) -> bytes:
    """An answer that holds issues."""
    return json.dumps({"issues": list(issues), **more}).encode()


class Reader:
    """Decodes and translates as a pull does."""

    def __init__(
        self,
        *,
        cloud: bool = True,
        wanted: Mapping[str, str] | None = None,
        fields: Sequence[RawField] = SITE,
        phases: Mapping[str, Sequence[str]] | None = None,
        kinds: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.fields: Fields = resolve(fields, wanted or {}, cloud=cloud)
        self.decoder = IssueDecoder(self.fields)
        self.translator = Translator(
            "tracker", "https://acme.atlassian.net/", self.fields, Phases(phases), Kinds(kinds)
        )

    def page(self, answer: bytes) -> IssuePage:
        """An answer decoded."""
        return self.decoder.decode(answer, REQUEST)

    def item(self, raw: Mapping[str, Any]) -> WorkItem:
        """One raw issue as a work item."""
        return self.items([raw])[0]

    def items(self, issues: Iterable[Mapping[str, Any]]) -> list[WorkItem]:
        """Raw issues as work items."""
        return self.items_of(body(issues))

    def items_of(self, answer: bytes) -> list[WorkItem]:
        """The work items of an answer."""
        return [self.translator.item(raw) for raw in self.page(answer).issues]

    @property
    def notes(self) -> tuple[str, ...]:
        """What was noticed."""
        return self.translator.notes()


def rendered(store: Any, flavour: str, asked: Sequence[str]) -> list[dict[str, Any]]:
    """All issues of the stand-in as it would answer them, with the fields asked for."""
    module, api = kit(), "3" if flavour == "cloud" else "2"
    found = []
    for one in store.issues.values():
        whole = module.render(store, one, one.raw, flavour, api, "http://127.0.0.1")
        found.append(dict(whole, fields=module.project_fields(whole, list(asked), ["*navigable"])))
    return found
