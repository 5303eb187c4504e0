"""From a raw issue to a work item, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from support.issues import (
    DOING,
    DONE,
    EPIC_LINK,
    ESTIMATE,
    PARENT_LINK,
    POINTS,
    SPRINT,
    TEAM,
    TODO,
    Reader,
    body,
    issue,
)


def parent(native: str, key: str, level: int | None, name: str = "X") -> dict[str, Any]:
    """A parent as Cloud shows it."""
    type_ = {"name": name, "subtask": False} | ({} if level is None else {"hierarchyLevel": level})
    return {"id": native, "key": key, "fields": {"summary": "above", "issuetype": type_}}


def test_an_ordinary_issue() -> None:
    """Everything it says, in our words; times in UTC with milliseconds."""
    item = Reader().item(
        issue(
            labels=["okr", "größe"],
            components=[{"name": "Cart"}],
            fixVersions=[{"name": "1.0"}, {"name": "1.1"}],
            assignee={"accountId": "1", "displayName": "Ada"},
            duedate="2026-03-31",
            **{ESTIMATE: 5, SPRINT: [{"id": 1, "name": "S 1", "state": "closed"}, {"id": 2, "name": "S 2"}]},
            **{TEAM: {"id": "ab-1", "name": "Core", "title": "Core"}},
        )
    )
    assert (item.uid, item.native_id, item.key, item.project) == ("tracker:10008", "10008", "SHOP-1", "SHOP")
    assert item.url == "https://acme.atlassian.net/browse/SHOP-1"
    assert (item.kind, item.type, item.status, item.status_category, item.phase) == (
        "story", "Story", "Building", "indeterminate", "doing",
    )  # fmt: skip
    assert (item.points, item.team, item.assignee, item.priority, item.due) == (
        5.0,
        "Core",
        "Ada",
        "High",
        "2026-03-31",
    )
    assert item.created == datetime(2026, 1, 1, 21, 34, 5, 678000, tzinfo=UTC)
    assert item.updated == datetime(2026, 2, 3, 4, 5, 6, 789000, tzinfo=UTC)
    assert (item.closed, item.started, item.parent, item.parent_key, item.epic, item.resolution) == (None,) * 6
    assert item.tags == {
        "label": ("okr", "größe"), "component": ("Cart",), "milestone": ("1.0", "1.1"), "iteration": ("S 1", "S 2"),
    }  # fmt: skip
    assert item.fields == {}


@pytest.mark.parametrize(
    ("type_", "kind"),
    [
        ({"name": "Sub-task", "subtask": True, "hierarchyLevel": -1}, "subtask"),
        ({"name": "Unteraufgabe", "subtask": True, "hierarchyLevel": -1}, "subtask"),
        ({"name": "Epic", "subtask": False, "hierarchyLevel": 1}, "epic"),
        ({"name": "Feature", "subtask": False, "hierarchyLevel": 1}, "epic"),
        ({"name": "Theme", "subtask": False, "hierarchyLevel": 3}, "initiative"),
        ({"name": "Epic", "subtask": False, "hierarchyLevel": 0}, "other"),
        ({"name": "Initiative", "subtask": False, "hierarchyLevel": 0}, "other"),
        ({"name": "Geschichte", "untranslatedName": "Story", "subtask": False, "hierarchyLevel": 0}, "story"),
        ({"name": "bug", "subtask": False, "hierarchyLevel": 0}, "bug"),
        ({"name": "Task", "subtask": False}, "task"),
        ({"name": "Epic", "subtask": False}, "epic"),
        ({"name": "Initiative"}, "initiative"),
        ({"name": "Technical task", "subtask": True}, "subtask"),
        ({"name": "Wunsch", "subtask": False}, "other"),
    ],
)
def test_kinds(type_: dict[str, Any], kind: str) -> None:
    """By level where there is one, never by a name against it; without a level by known names."""
    reader = Reader()
    assert reader.item(issue(issuetype=type_)).kind == kind
    assert any("read as other" in note for note in reader.notes) is (kind == "other")


def test_what_is_configured_is_not_asked_about_again() -> None:
    """A status without a category that `phases:` names, and a type that `kinds:` calls other, need no note."""
    reader = Reader(phases={"todo": ["Odd"]}, kinds={"other": ["Spike"]})
    status = {"name": "Odd", "statusCategory": {"key": "undefined"}}
    item = reader.item(issue(status=status, issuetype={"name": "Spike", "hierarchyLevel": 0}))
    assert (item.phase, item.kind, reader.notes) == ("todo", "other", ())


def test_configured_kinds_come_first() -> None:
    """By type, else by label."""
    reader = Reader(kinds={"bug": ["Incident", "defect"], "initiative": ["Epic"]})
    assert reader.item(issue(issuetype={"name": "incident", "hierarchyLevel": 0})).kind == "bug"
    assert reader.item(issue(issuetype={"name": "Epic", "hierarchyLevel": 1})).kind == "initiative"
    assert reader.item(issue(labels=["Defect"])).kind == "bug"
    assert reader.notes == ()


@pytest.mark.parametrize(
    ("fields", "phase"),
    [
        ({"status": TODO}, "todo"),
        ({"status": DOING}, "doing"),
        ({"status": DONE}, "done"),
        ({"status": DONE, "resolution": {"name": "Won't Do"}}, "dropped"),
        ({"status": DONE, "resolution": {"name": "Done"}}, "done"),
        ({"status": DOING, "resolution": {"name": "Won't Do"}}, "doing"),
        ({"status": {**DONE, "name": "In Progress"}}, "done"),
        ({"status": {"name": "Closed", "statusCategory": {"key": "indeterminate", "name": "Done"}}}, "doing"),
    ],
)
def test_phases(fields: dict[str, Any], phase: str) -> None:
    """By the category's key, never by a name; then by how it ended."""
    assert Reader().item(issue(**fields)).phase == phase


def test_configured_phases() -> None:
    """By raw status, label, or resolution of what is done."""
    reader = Reader(phases={"done": ["Building"], "dropped": ["parked", "Known error"]})
    assert reader.item(issue()).phase == "done"
    assert reader.item(issue(status=TODO, labels=["Parked"])).phase == "dropped"
    assert reader.item(issue(status=DONE, resolution={"name": "Known error"})).phase == "dropped"
    assert reader.item(issue(status=TODO)).phase == "todo"


@pytest.mark.parametrize("category", [{"key": "undefined"}, {"key": "new-thing"}, {}, None])
def test_a_status_of_no_known_category_is_todo_and_said(category: dict[str, str] | None) -> None:
    """The category stands as the tracker has it; one note for all issues in the status."""
    reader = Reader()
    status = {"id": "9", "name": "Odd", "statusCategory": category}
    for number in range(5):
        item = reader.translator.item(reader.page(_page(issue(status=status), number)).issues[0])
        assert item.phase == "todo"
        assert item.status_category == (category or {}).get("key")
    assert len(reader.notes) == 1
    assert "'Odd'" in reader.notes[0]
    assert reader.notes[0].endswith("5 issues, such as SHOP-0, SHOP-1, SHOP-2")


def _page(raw: dict[str, Any], number: int) -> bytes:
    return body([{**raw, "id": str(number + 1), "key": f"SHOP-{number}"}])


@pytest.mark.parametrize(
    ("fields", "closed"),
    [
        ({"status": DONE, "resolutiondate": "2026-02-01T00:00:00.000+0000"}, "2026-02-01"),
        (
            {
                "status": DONE,
                "resolutiondate": "2026-02-01T00:00:00.000+0000",
                "statuscategorychangedate": "2026-02-05T00:00:00.000+0000",
            },
            "2026-02-01",
        ),
        ({"status": DONE, "statuscategorychangedate": "2026-02-05T00:00:00.000+0000"}, "2026-02-05"),
        ({"status": DOING, "statuscategorychangedate": "2026-02-05T00:00:00.000+0000"}, None),
        ({"status": DOING, "resolutiondate": "2026-02-01T00:00:00.000+0000"}, None),
        ({"status": DONE}, None),
        ({"status": DONE, "resolutiondate": "once"}, None),
    ],
)
def test_closed(fields: dict[str, Any], closed: str | None) -> None:
    """The resolution date, else when a done issue came into its category, else unknown; an open one has none."""
    item = Reader().item(issue(**fields))
    assert (item.closed.date().isoformat() if item.closed else None) == closed


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ({}, None),
        ({ESTIMATE: None, POINTS: None}, None),
        ({ESTIMATE: 3.0}, 3.0),
        ({POINTS: 0}, 0.0),
        ({ESTIMATE: 5, POINTS: 5.0}, 5.0),
        ({ESTIMATE: 5, POINTS: 8}, None),
        ({ESTIMATE: "5"}, None),
        ({ESTIMATE: True}, None),
        ({"customfield_10099": {"value": "13"}}, None),
    ],
)
def test_story_points(points: dict[str, Any], expected: float | None) -> None:
    """The field that has a value; two different values are unknown, and said; the decoy never counts."""
    reader = Reader()
    assert reader.item(issue(**points)).points == expected
    doubtful = len([value for value in points.values() if value is not None]) and expected is None
    assert bool(reader.notes) is bool(doubtful and "customfield_10099" not in points)


def test_chosen_story_points() -> None:
    """The configured field alone."""
    assert Reader(wanted={"points": POINTS}).item(issue(**{ESTIMATE: 5, POINTS: 8})).points == 8.0


@pytest.mark.parametrize(
    ("cloud", "fields", "expected"),
    [
        (True, {"parent": parent("7", "SHOP-7", 1)}, ("tracker:7", "SHOP-7", "tracker:7")),
        (True, {"parent": parent("7", "SHOP-7", 2)}, ("tracker:7", "SHOP-7", None)),
        (True, {"parent": parent("7", "SHOP-7", 0, "Epic")}, ("tracker:7", "SHOP-7", None)),
        (True, {"parent": {"id": 7, "key": "SHOP-7"}}, ("tracker:7", "SHOP-7", None)),
        (True, {EPIC_LINK: "SHOP-7"}, (None, None, None)),
        (False, {EPIC_LINK: "PAY-7"}, (None, "PAY-7", None)),
        (False, {PARENT_LINK: "PLAN-7"}, (None, "PLAN-7", None)),
        (False, {PARENT_LINK: {"id": 7, "key": "PLAN-7"}}, ("tracker:7", "PLAN-7", None)),
        (False, {EPIC_LINK: "PAY-7", PARENT_LINK: "PLAN-7"}, (None, "PAY-7", None)),
        (False, {"parent": parent("7", "SHOP-7", None, "Story"), EPIC_LINK: "PAY-7"}, ("tracker:7", "SHOP-7", None)),
        (False, {EPIC_LINK: None, PARENT_LINK: ""}, (None, None, None)),
        (False, {EPIC_LINK: 7}, (None, None, None)),
    ],
)
def test_parents(cloud: bool, fields: dict[str, Any], expected: tuple[str | None, ...]) -> None:
    """Cloud says all levels in `parent`; Data Center by Epic Link and Parent Link, of which only a key is known."""
    item = Reader(cloud=cloud).item(issue(**fields))
    assert (item.parent, item.parent_key, item.epic) == expected


def test_data_center_sprints() -> None:
    """Java's texts, with commas in the name."""
    text = (
        "com.atlassian.greenhopper.service.sprint.Sprint@1[id=7,rapidViewId=2,state=ACTIVE,name=A, b,startDate=<null>]"
    )
    assert Reader(cloud=False).item(issue(**{SPRINT: [text]})).tags == {"iteration": ("A, b",)}
    odd = Reader(cloud=False)
    assert odd.item(issue(**{SPRINT: [17]})).tags == {}
    assert SPRINT in odd.notes[0]


def test_configured_fields() -> None:
    """By the names they were given, as plain data; what holds nothing is left out, and 0 is something."""
    wanted = {"impact": "Impact", "budget": "Budget", "due": "duedate", "release": "fixVersions", "points": "auto",
              "team": "auto", "parent": "auto", "epic": "auto", "sprint": "auto"}  # fmt: skip
    reader = Reader(wanted=wanted)
    item = reader.item(
        issue(
            duedate="2026-03-31",
            parent=parent("7", "SHOP-7", 1),
            customfield_10200={"value": "High"},
            customfield_10201=0,
            **{POINTS: 8, TEAM: {"id": "x", "name": "Core"}},
        )
    )
    assert item.fields == {
        "impact": "High", "budget": 0, "due": "2026-03-31", "points": 8.0, "team": "Core", "parent": "SHOP-7",
        "epic": "SHOP-7",
    }  # fmt: skip
    assert reader.item(issue()).fields == {}
    assert reader.item(issue(fixVersions=[{"name": "1"}])).fields == {"release": ["1"]}


@pytest.mark.parametrize(
    ("value", "team"),
    [
        ({"id": "a-1", "name": "Core", "title": "The core"}, "Core"),
        ({"id": "a-1", "title": "The core"}, "The core"),
        ("36885b3c-1bf0-4f85-a357-c5b858c31de4", "36885b3c-1bf0-4f85-a357-c5b858c31de4"),
        ([{"value": "Core"}], "Core"),
        ([{"value": "Core"}, {"value": "Edge"}], None),
        ({"id": "a-1"}, None),
        (None, None),
    ],
)
def test_teams(value: object, team: str | None) -> None:
    """The name, else what Jira gives; several are none."""
    reader = Reader()
    assert reader.item(issue(**{TEAM: value})).team == team
    assert bool(reader.notes) is (team is None and value is not None)


def test_people_whose_name_is_hidden() -> None:
    """What else tells them apart."""
    assert Reader().item(issue(assignee={"accountId": "1:2"})).assignee == "1:2"
    assert Reader().item(issue(assignee={"name": "ada", "key": "a"})).assignee == "ada"


def test_translating_again_gives_the_same() -> None:
    """Equal issues, equal items and notes, in whichever order."""
    first, second = Reader(), Reader()
    raws = [issue(status=TODO), {**issue(labels=["x"], **{ESTIMATE: 1, POINTS: 2}), "id": "2", "key": "SHOP-2"}]
    assert first.items(raws) == list(reversed(second.items(list(reversed(raws)))))
    assert first.notes == second.notes
