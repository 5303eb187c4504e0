"""Whatever a Jira answers, it becomes work items or an error that says where; nothing else, and never made up."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.model.work import WorkItem
from goalsync.sdk.errors import SourceError
from goalsync.sdk.work import Phases
from goalsync_jira.facts.answers import (
    decode_fields,
    decode_ids,
    decode_myself,
    decode_permissions,
    decode_projects,
    decode_server,
    messages_of,
)
from goalsync_jira.facts.fields import resolve
from goalsync_jira.facts.issues import decode_changelog, decode_statuses
from goalsync_jira.facts.started import Doing, started_of
from support.issues import EPIC_LINK, ESTIMATE, PARENT_LINK, POINTS, REQUEST, SPRINT, TEAM, Reader, body, issue

FULL = issue(
    labels=["okr"],
    components=[{"id": "1", "name": "Cart"}],
    fixVersions=[{"id": "1", "name": "1.0"}],
    assignee={"accountId": "1", "displayName": "Ada"},
    duedate="2026-03-31",
    resolution={"id": "1", "name": "Done"},
    resolutiondate="2026-03-01T00:00:00.000+0000",
    statuscategorychangedate="2026-03-01T00:00:00.000+0000",
    parent={"id": "7", "key": "SHOP-7", "fields": {"issuetype": {"name": "Epic", "hierarchyLevel": 1}}},
    customfield_10200={"value": "High"},
    customfield_10201=3,
    **{ESTIMATE: 5, POINTS: None, SPRINT: [{"id": 1, "name": "S 1"}], TEAM: {"id": "a", "name": "Core"}},
    **{EPIC_LINK: "SHOP-7", PARENT_LINK: "PLAN-1"},
)
FULL["changelog"] = {
    "total": 1,
    "histories": [
        {
            "id": "5",
            "created": "2026-01-03T00:00:00.000+0000",
            "items": [{"field": "status", "fieldtype": "jira", "from": "1", "fromString": "Open", "to": "3"}],
        }
    ],
}
READERS = [
    Reader(cloud=cloud, wanted={"impact": "Impact", "budget": "Budget", "due": "duedate", "points": "auto"})
    for cloud in (True, False)
]
DOING = Doing.of(
    decode_statuses(b'[{"id": "3", "name": "B", "statusCategory": {"key": "indeterminate"}}]', "x"), Phases()
)
JAVA = "com.atlassian.greenhopper.service.sprint.Sprint@1"
NAMES = st.sampled_from(["id", "key", "name", "value", "data", "type", "content", "fields"])

odd_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
    | st.sampled_from(["2026-13-99", "0", "SHOP-1", "\0", f"{JAVA}[name=,id=3]", f"{JAVA}[id=3,name=S"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def outcome(call: Callable[[], Any]) -> Any:
    """What a call brings, the error that it raises included."""
    try:
        return call()
    except SourceError as error:
        return error


def paths(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place within a document."""
    inner: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield (*path, key)
        yield from paths(part, (*path, key))


PLACES = list(paths(FULL))
edits = st.lists(st.tuples(st.sampled_from(PLACES), st.booleans(), odd_values), min_size=1, max_size=4)


def edited(changes: list[tuple[tuple[str | int, ...], bool, Any]]) -> dict[str, Any]:
    """The full issue with some places dropped or replaced."""
    made = copy.deepcopy(FULL)
    for place, drop, value in changes:
        target: Any = made
        with suppress(KeyError, IndexError, TypeError):  # a change before it took the place away
            for step in place[:-1]:
                target = target[step]
            if drop:
                del target[place[-1]]
            else:
                target[place[-1]] = value
    return made


@given(edits, st.sampled_from(READERS))
@settings(max_examples=400)
def test_a_mangled_issue_is_an_item_or_an_error(
    changes: list[tuple[tuple[str | int, ...], bool, Any]], reader: Reader
) -> None:
    """Dropped keys and changed types: the item keeps what was sound, and its neighbour on the page all of its own."""
    sound = {**copy.deepcopy(FULL), "id": "99", "key": "SHOP-99"}
    answer = body([edited(changes), sound])
    items = outcome(lambda: reader.items_of(answer))
    if isinstance(items, SourceError):
        assert items.remedy
        return
    started = [started_of(raw, DOING) for raw in reader.page(answer).issues]
    assert all(isinstance(item, WorkItem) for item in items)
    assert items[1] == reader.item(sound)
    assert started[1] is not None
    for item in items:
        assert item.key
        assert item.project
        assert item.phase in ("todo", "doing", "done", "dropped")
        texts = json.dumps([item.title, item.status, list(map(list, item.tags.values())), item.fields], default=str)
        assert "\\u0000" not in texts
        for at in (item.created, item.updated, item.closed):
            assert at is None or at.utcoffset() is not None


@given(st.binary(max_size=60) | odd_values.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=200)
def test_no_answer_breaks_a_decoder(answer: bytes) -> None:
    """What is not as documented is a SourceError that names the request."""
    decoders = (
        decode_fields, decode_ids, decode_myself, decode_permissions, decode_projects, decode_server, decode_changelog,
        decode_statuses, READERS[0].decoder.decode,
    )  # fmt: skip
    for decoder in decoders:
        found = outcome(partial(decoder, answer, REQUEST))
        if isinstance(found, SourceError):
            assert found.message.startswith(REQUEST)
    assert isinstance(messages_of(answer), tuple)


names = st.sampled_from(["Story Points", "Story points", "Sprint", "Team", "Epic Link", "Impact", "", "auto"])
kinds = st.sampled_from([
    None, "com.pyxis.greenhopper.jira:jsw-story-points", "com.atlassian.jira.plugin.system.customfieldtypes:float",
    "com.pyxis.greenhopper.jira:gh-sprint", "com.pyxis.greenhopper.jira:gh-epic-link", "x:y",
])  # fmt: skip
listed = st.lists(
    st.builds(
        lambda number, name, kind, type_: {
            "id": f"customfield_{number}", "name": name, "custom": True, "schema": {"type": type_, "custom": kind},
        },
        st.integers(1, 6), names, kinds, st.sampled_from(["number", "option", "string", "any", None]),
    ),
    max_size=8,
    unique_by=lambda one: one["id"],
)  # fmt: skip
wanted = st.dictionaries(
    st.sampled_from(["points", "epic", "team", "impact"]),
    st.sampled_from(["auto", "Impact", "Story Points", "customfield_3"]),
)


@given(listed, wanted, st.booleans(), st.randoms(use_true_random=False))
def test_what_is_chosen_does_not_depend_on_the_order(
    fields: list[dict[str, Any]], configured: dict[str, str], cloud: bool, chance: Any
) -> None:
    """Any list of fields is resolved, or refused with a remedy, the same in every order; points are always numbers."""
    shuffled = list(fields)
    chance.shuffle(shuffled)
    found, again = (
        outcome(
            lambda order=order: resolve(decode_fields(json.dumps(order).encode(), REQUEST), configured, cloud=cloud)
        )
        for order in (fields, shuffled)
    )
    if isinstance(found, SourceError):
        assert found.remedy
        assert isinstance(again, SourceError)
        assert again.code is found.code
        return
    assert found == again
    if configured.get("points", "auto") == "auto":
        types = {one["id"]: one["schema"]["type"] for one in fields}
        assert {types[native] for native in found.points} <= {"number"}
