"""What is decoded and translated is what the stand-in holds, on both kinds of Jira."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from goalsync_jira.facts.answers import decode_fields
from goalsync_jira.facts.moments import milliseconds
from support.issues import SITE, Reader, body, custom, rendered
from support.jira import differences, kit
from support.peers import peer

PHASES = {"new": "todo", "indeterminate": "doing", "done": "done", "undefined": "todo"}
KINDS = {
    "Initiative": "initiative",
    "Epic": "epic",
    "Story": "story",
    "Task": "task",
    "Bug": "bug",
    "Sub-task": "subtask",
}
NOT_ACHIEVED = {"Won't Do", "Duplicate", "Cannot Reproduce"}


@cache
def world(zone: str) -> Any:
    """Issues of every sort."""
    return kit().Store.synthetic(3000, 11, user_tz=zone)


@cache
def truth(store: Any) -> dict[str, dict[str, Any]]:
    """By native id."""
    found: dict[str, dict[str, Any]] = store.truth()["issues"]
    return found


def reader(flavour: str, store: Any) -> Reader:
    """For the stand-in's fields as it lists them."""
    fields = decode_fields(json.dumps(store.fields_meta).encode(), "GET field")
    return Reader(cloud=flavour == "cloud", fields=fields)


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "Asia/Kathmandu", "America/St_Johns"])
@pytest.mark.parametrize("flavour", ["cloud", "dc"])
def test_every_item_is_what_the_tracker_holds(flavour: str, zone: str) -> None:
    """Nothing of the truth is lost or altered, in whatever zone the times are written."""
    store = world(zone)
    read = reader(flavour, store)
    items = {item.native_id: item for item in read.items(rendered(store, flavour, read.fields.asked))}
    assert len(items) == 3000
    assert differences(items, truth(store), cloud=flavour == "cloud") == []


@pytest.mark.parametrize("flavour", ["cloud", "dc"])
def test_phases_kinds_and_relations_follow_from_the_truth(flavour: str) -> None:
    """As the contract says: by category and resolution, by level, and parents by id where the id is told."""
    store = world("UTC")
    read = reader(flavour, store)
    ids = {one["key"]: f"tracker:{native}" for native, one in truth(store).items()}
    for item in read.items(rendered(store, flavour, read.fields.asked)):
        true = truth(store)[item.native_id]
        dropped = true["category"] == "done" and true["resolution"] in NOT_ACHIEVED
        assert item.phase == ("dropped" if dropped else PHASES[true["category"]]), item.key
        assert item.kind == KINDS[true["type"]], item.key
        assert (milliseconds(item.closed) if item.closed else None) == (
            true["resolved_ms"] if item.phase in ("done", "dropped") else None
        ), item.key
        if flavour == "cloud" or true["subtask"]:
            assert item.parent == ids.get(true["parent"]), item.key
        if flavour == "cloud":
            assert item.epic == (ids.get(true["epic"]) if true["parent"] == true["epic"] else None), item.key


@pytest.mark.parametrize("flavour", ["cloud", "dc"])
def test_sprints_are_the_same_on_both(flavour: str) -> None:
    """Objects and Java's texts name the same sprints."""
    store = world("UTC")
    read = reader(flavour, store)
    named = {str(one.id): one.raw["fields"]["customfield_10020"] or [] for one in store.issues.values()}
    for item in read.items(rendered(store, flavour, read.fields.asked)):
        assert item.tags.get("iteration", ()) == tuple(sprint["name"] for sprint in named[item.native_id])


def test_what_has_to_be_settled_is_noted() -> None:
    """The status of no category, once, with how many issues are in it."""
    store = world("UTC")
    read = reader("cloud", store)
    read.items(rendered(store, "cloud", read.fields.asked))
    odd = sum(one["category"] == "undefined" for one in truth(store).values())
    assert len(read.notes) == 1
    assert f"'Odd' has the category 'undefined' and is read as todo (`phases:` can say): {odd} issues" in read.notes[0]


RECORDED = ("SP-1", "SP-2", "SP-5", "SP-7", "SP-8", "SP-10", "SP-11", "SP-13", "SP-14", "SP-15")


@pytest.mark.parametrize("key", RECORDED)
def test_recorded_issues(key: str) -> None:
    """Issues of a real site, whole, with everything nobody asks for."""
    raw = json.loads(peer(f"data/jira/{key}.json").read_text(encoding="utf-8"))
    float_ = "com.atlassian.jira.plugin.system.customfieldtypes:float"
    read = Reader(fields=[*SITE[:4], SITE[6], custom("customfield_10036", "Story Points", "number", float_)])
    page = read.page(body([raw]))
    assert page.issues[0].odd == ()
    item = read.translator.item(page.issues[0])
    fields = raw["fields"]
    category = fields["status"]["statusCategory"]["key"]
    assert (item.key, item.native_id, item.title) == (key, raw["id"], fields["summary"])
    assert (item.project, item.kind, item.status_category) == ("SP", "story", category)
    assert item.phase == {"new": "todo", "indeterminate": "doing", "done": "done"}[category]
    assert item.updated is not None
    assert item.points == fields["customfield_10036"]
    assert item.tags.get("iteration", ()) == tuple(sprint["name"] for sprint in fields["customfield_10020"] or [])
    assert read.notes == ()
    changelog = page.issues[0].changelog
    assert changelog is not None
    assert len(changelog.histories) == raw["changelog"]["total"]
