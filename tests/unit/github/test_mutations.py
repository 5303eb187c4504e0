"""Whatever GitHub sends instead of what it documents becomes a work item or an error that says so, never a crash."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from goalsync.model.vocabulary import Kind, Phase
from goalsync.model.work import WorkItem
from goalsync.sdk.errors import SourceError
from goalsync.sdk.work import Kinds, Phases
from goalsync_github.facts.answers import decode_issues, decode_milestones
from goalsync_github.facts.cards import Card
from goalsync_github.facts.projects import Projects
from goalsync_github.facts.translate import Translator
from goalsync_github.facts.wanted import Wanted
from support.octokit import Script, issue, milestone, pull

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=False) | st.text(max_size=20)
    | st.sampled_from(["open", "closed", "2026-13-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "\x00", "\ud83d"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
RAW = [
    issue(milestone=milestone(), type={"name": "Bug"}, parent_issue_url="https://api.github.com/repos/a/b/issues/1",
          sub_issues_summary={"total": 1}, issue_field_values=[{"issue_field_id": 1, "value": 2}]),
    pull(draft=True),
    pull(state="closed", closed_at="2026-01-01T00:00:00Z", merged_at="2026-01-01T00:00:00Z"),
]  # fmt: skip


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all values in a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, below in inner:
        yield (*path, key)
        yield from places(below, (*path, key))


def mutated(raw: dict[str, Any], path: tuple[str | int, ...], value: object, *, drop: bool) -> dict[str, Any]:
    """A document without a value, or with another one in its place."""
    found = deepcopy(raw)
    at: Any = found
    for key in path[:-1]:
        at = at[key]
    if drop and isinstance(at, dict):
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return found


def body(raw: object) -> bytes:
    """As JSON; half a surrogate pair goes escaped."""
    return json.dumps(raw).encode("ascii")


def is_sound(item: WorkItem) -> bool:
    """Whether an item holds what the store and the maths rely on."""
    times = (item.created, item.updated, item.closed)
    return (
        item.phase in list(Phase)
        and item.kind in list(Kind)
        and all(isinstance(text, str) for text in (item.title, item.status, item.key, item.type))
        and all(time is None or (isinstance(time, datetime) and time.tzinfo is not None) for time in times)
        and all(isinstance(text, str) for values in item.tags.values() for text in values)
        and all(isinstance(value, str | float) for value in item.fields.values())
        and (item.points is None or isinstance(item.points, float))
    )


@given(st.data())
def test_issues_and_pull_requests(data: st.DataObject) -> None:
    """One to three values of an issue are dropped or replaced by anything; the issue beside it is not touched."""
    raw = data.draw(st.sampled_from(RAW))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(list(places(raw))))
        raw = mutated(raw, path, data.draw(VALUES), drop=data.draw(st.booleans()))
    translator = Translator("code", Phases({"doing": ["bug"]}), Kinds({"bug": ["Bug"]}))
    try:
        one, other = decode_issues(body([raw, issue(99)]))
        found = translator.issue(one, "acme/shop", card=data.draw(st.sampled_from([None, Card(status="Todo")])))
    except SourceError:
        return
    assert is_sound(found)
    assert translator.issue(one, "acme/shop", card=None) == translator.issue(one, "acme/shop", card=None)
    assert (other.number, other.odd) == (99, ())
    assert all(note.isprintable() for note in translator.notes())


@given(st.data())
def test_milestones(data: st.DataObject) -> None:
    """Likewise."""
    path = data.draw(st.sampled_from(list(places(milestone()))))
    raw = mutated(milestone(), path, data.draw(VALUES), drop=data.draw(st.booleans()))
    translator = Translator("code", Phases(), Kinds())
    try:
        found = translator.milestone(decode_milestones(body([raw]))[0], "acme/shop")
    except SourceError:
        return
    assert is_sound(found)


FIELD = {
    "id": 5,
    "name": "Status",
    "node_id": "F_5",
    "data_type": "single_select",
    "options": [{"id": "x", "name": "Go"}],
}
ITEM = {
    "id": 1,
    "content_type": "Issue",
    "content": {"url": "https://api.github.com/repos/ada/notes/issues/3"},
    "updated_at": "2026-01-01T00:00:00Z",
    "fields": [{"id": 5, "value": {"id": "x", "name": {"raw": "Doing", "html": "Doing"}}}, {"id": 6, "value": 3}],
}
NODE = {
    "id": "I", "type": "ISSUE", "updatedAt": "2026-01-01T00:00:00Z", "v0": {"name": "Doing", "optionId": "x"},
    "content": {"number": 3, "repository": {"nameWithOwner": "ada/notes"}},
}  # fmt: skip
LAST = {"hasNextPage": False, "endCursor": None}


@given(st.data())
def test_projects_by_rest(data: st.DataObject) -> None:
    """Fields and items of any shape make a board, or an error."""
    raw: Any = {"fields": [FIELD, {"id": 6, "name": "Estimate", "data_type": "number"}], "items": [ITEM]}
    path = data.draw(st.sampled_from(list(places(raw))[2:]))
    raw = mutated(raw, path, data.draw(VALUES), drop=data.draw(st.booleans()))
    site = Script(rest=lambda at, _: raw.get(at.rpartition("/")[2]))
    are_sound(Projects(site, ["ada/1"], Wanted()))


@given(st.data())
def test_projects_by_graphql(data: st.DataObject) -> None:
    """Likewise; what is null in it is not guessed."""
    fields = [{"id": "F_5", "databaseId": 5, "name": "Status", "dataType": "SINGLE_SELECT"}]
    raw: Any = {
        "Fields": {"data": {"owner": {"projectV2": {"id": "P", "fields": {"pageInfo": LAST, "nodes": fields}}}}},
        "Items": {"data": {"node": {"items": {"totalCount": 1, "pageInfo": LAST, "nodes": [NODE]}}}},
    }
    path = data.draw(st.sampled_from(list(places(raw))[2:]))
    raw = mutated(raw, path, data.draw(VALUES), drop=data.draw(st.booleans()))
    site = Script(query=lambda text, _: raw.get("Fields" if "ProjectFields" in text else "Items"))
    are_sound(Projects(site, ["ada/1"], Wanted()))


def are_sound(found: Projects) -> None:
    """Whether cards hold texts and numbers, or there is an error."""
    try:
        cards, notes = found.cards(), found.notes()
    except SourceError:
        return
    assert all(isinstance(card.status, str | None) and isinstance(card.points, float | None) for card in cards.values())
    assert all(isinstance(note, str) for note in notes)


@given(VALUES)
def test_a_page_of_anything(value: object) -> None:
    """No list of issues is an error; a list of anything is one too, or empty."""
    try:
        found = decode_issues(body(value))
    except SourceError:
        return
    assert value == [] == found
