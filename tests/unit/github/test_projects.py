"""Projects (v2): the same cards by REST and by GraphQL, whole or an error."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_github.facts.cards import Card, Value, card_of, merged
from goalsync_github.facts.projects import Projects
from goalsync_github.facts.wanted import Wanted
from support.github import BASES, World, github
from support.octokit import Script, schema_file, site_of

FIELDS = {"points": "auto", "note": "Notes", "due": "Target date", "stage": "Status"}


@contextmanager
def board(base: str, *options: str, items: int = 260) -> Generator[World]:
    """A project over a repository; Enterprise Server's style has it by GraphQL only."""
    schema = ("--schema", str(schema_file())) if base else ()
    project = ("--project", f"acme/7:acme/widgets:{items}")
    with github("acme/widgets:300:1", base=base, options=(*project, *schema, *options)) as world:
        yield world


def projects(world: World, **fields: str) -> Projects:
    """As a pull would read them."""
    return Projects(site_of(world), ["acme/7"], Wanted.of(fields or FIELDS))


def held_by(world: World) -> dict[str, dict[str, Any]]:
    """What the stand-in's project holds, by key."""
    project = world.server.world.projects["acme", 7]
    found: dict[str, dict[str, Any]] = {}
    for item in project.items:
        if isinstance(item["content"], int):
            values = dict(item["values"])
            if "Status" in values:
                values["Status"] = project.options[values["Status"]][1]
            if "Sprint" in values:
                values["Sprint"] = project.iterations[values["Sprint"]]["title"]
            found[f"acme/widgets#{item['content']}"] = values
    return found


def told_by(card: Card) -> dict[str, Any]:
    """The same of a card."""
    told = {
        "Status": card.status,
        "Sprint": card.iterations[0] if card.iterations else None,
        "Estimate": card.points,
        "Target date": card.named.get("due"),
        "Notes": card.named.get("note"),
    }
    return {name: value for name, value in told.items() if value is not None}


@pytest.mark.parametrize("base", BASES)
def test_every_card_says_what_the_project_holds(base: str) -> None:
    """Statuses, iterations (over or not), numbers with 0, days, texts; what is empty is absent."""
    with board(base) as world:
        cards = projects(world).cards()
        assert {key: told_by(card) for key, card in cards.items()} == held_by(world)
        assert any(card.points == 0 for card in cards.values())
        assert {card.iterations for card in cards.values()} >= {("Sprint 1",), ("Sprint 9",)}


def test_both_apis_say_the_same() -> None:
    """A server that gets REST one day changes nothing."""
    with board("/api/v3") as world:
        by_graphql = projects(world)
        world.base, world.config["url"] = world.root, world.root
        by_rest = projects(world)
        assert by_graphql.cards() == by_rest.cards()
        assert by_graphql.digest("acme/widgets") == by_rest.digest("ACME/Widgets")


def test_drafts_and_hidden_items_are_counted_not_kept() -> None:
    """They are in no repository that could be pulled."""
    with board("/api/v3") as world:
        assert projects(world).notes() == (
            "project acme/7: 3 drafts left out, for they are no issues yet",
            "project acme/7: 1 item that the token may not see",
        )


def test_a_field_that_no_project_has_is_told() -> None:
    """With what is near."""
    with board("") as world:
        assert projects(world, team="Statsu").notes()[-1] == (
            "fields.team: no project that is read has a field 'Statsu'; did you mean 'Status'?"
        )


def test_few_requests() -> None:
    """Fifty items each, and never more than the fields that are read."""
    with board("") as world:
        projects(world).cards()
        asked = [(line["path"], line["query"]) for line in world.log]
        assert len(asked) == 2 + 263 // 50
        assert all("per_page=50" in query and "fields=" in query for path, query in asked if path.endswith("/items"))


def test_pages_get_smaller_where_the_server_cannot_bear_them() -> None:
    """RESOURCE_LIMITS_EXCEEDED with null data: asked again for less, and all of it comes."""
    with board("/api/v3") as world:
        world.server.cfg.resource_nodes = 20
        assert {key: told_by(card) for key, card in projects(world).cards().items()} == held_by(world)
        sizes = [line["body"]["variables"].get("first") for line in world.log if line["path"] == "/graphql"]
        assert sizes[:5] == [None, 50, 25, 12, 12]
        world.server.cfg.resource_nodes = 10
        with pytest.raises(SourceError) as caught:  # not even the fields may be listed
            projects(world).cards()
        assert caught.value.code is PullCode.LIMITED


@pytest.mark.parametrize("kind", ["RESOURCE_LIMITS_EXCEEDED", "INTERNAL"])
def test_partial_data_is_asked_for_again(kind: str) -> None:
    """Once: smaller pages bring it. Always: an error, never half a project."""
    with board("/api/v3") as world:
        world.fault("POST /graphql", {"graphql_error": kind, "partial": True}, nth=[3])
        assert {key: told_by(card) for key, card in projects(world).cards().items()} == held_by(world)
        world.heal()
        world.fault("POST /graphql", {"graphql_error": kind, "partial": True}, **{"from": 2})
        with pytest.raises(SourceError, match=kind):
            projects(world).cards()


def test_a_token_without_the_scope_is_told_so() -> None:
    """Not "no such project", and not an empty one."""
    with (
        board("/api/v3", "--no-project-scope") as world,
        pytest.raises(SourceError, match="INSUFFICIENT_SCOPES") as caught,
    ):
        projects(world).cards()
    assert caught.value.code is PullCode.FORBIDDEN
    assert "read:project" in (caught.value.remedy or "")


@pytest.mark.parametrize("base", BASES)
def test_a_project_that_is_not_there(base: str) -> None:
    """Says what, and that it may be there and not be visible; every asker is told."""
    options = ("--schema", str(schema_file()))
    with github("acme/widgets:20:1", base=base, options=options) as world:
        found = projects(world)
        for ask in (found.cards, found.notes, lambda: found.digest("acme/widgets")):
            with pytest.raises(SourceError, match="project acme/7") as caught:
                ask()
            assert caught.value.code is PullCode.FORBIDDEN


@pytest.mark.parametrize("base", BASES)
def test_what_changed_is_told(base: str) -> None:
    """A value that changes shows in the digest, and in the numbers that changed since, though no issue was updated."""
    with board(base) as world:
        before = projects(world)
        before.cards()
        moment = datetime(2027, 1, 1, tzinfo=UTC)
        item = world.server.world.projects["acme", 7].items[10]
        item["values"]["Estimate"], item["updated"] = 99, "2027-01-01T00:00:00Z"
        after = projects(world)
        assert before.changed_since("acme/widgets", moment) == ()
        assert after.changed_since("acme/Widgets", moment) == (item["content"],)
        assert before.digest("acme/widgets") != after.digest("acme/widgets")
        assert before.digest("acme/other") == after.digest("acme/other")


def test_a_user_owns_projects_too() -> None:
    """Both APIs have them elsewhere than an organization's."""
    field = {"id": 5, "name": "Status", "node_id": "F_5", "data_type": "single_select", "options": []}
    item = {
        "id": 1,
        "content_type": "Issue",
        "content": {"url": "https://api.github.com/repos/ada/notes/issues/3"},
        "updated_at": "2026-01-01T00:00:00Z",
        "fields": [{"id": 5, "value": {"id": "x", "name": {"raw": "Doing", "html": "Doing"}}}],
    }
    answers = {"users/ada/projectsV2/1/fields": [field], "users/ada/projectsV2/1/items": [item]}
    by_rest = Projects(Script(rest=lambda path, _: answers.get(path)), ["ada/1"], Wanted())
    assert by_rest.cards()["ada/notes#3"].status == "Doing"
    by_graphql = Projects(Script(query=_of_a_user), ["ada/1"], Wanted())
    assert by_graphql.cards()["ada/notes#3"].status == "Doing"


def _of_a_user(text: str, variables: Mapping[str, object]) -> object:
    last = {"hasNextPage": False, "endCursor": None}
    if "organization(" in text:
        return {"data": {"owner": None}, "errors": [{"type": "NOT_FOUND", "path": ["owner"], "message": "no such one"}]}
    if "user(" in text:
        nodes = [{"id": "F_5", "databaseId": 5, "name": "Status", "dataType": "SINGLE_SELECT"}]
        return {"data": {"owner": {"projectV2": {"id": "P", "fields": {"pageInfo": last, "nodes": nodes}}}}}
    content = {"number": 3, "repository": {"nameWithOwner": "ada/notes"}}
    seen = {"id": "I", "type": "ISSUE", "updatedAt": None, "content": content, "v0": {"name": "Doing", "optionId": "x"}}
    hidden = {"id": "J", "type": "ISSUE", "updatedAt": None, "content": None, "v0": None}
    items = {"totalCount": 2, "pageInfo": last, "nodes": [seen, hidden]}
    barred = {"type": "FORBIDDEN", "path": ["node", "items", "nodes", 1, "content"], "message": "single sign-on"}
    return {"data": {"node": {"items": items}}, "errors": [barred]}


def test_what_may_not_be_seen_does_not_hide_the_rest() -> None:
    """An item of an organization that wants single sign-on is counted; that is no reason for smaller pages."""
    script = Script(query=_of_a_user)
    found = Projects(script, ["ada/1"], Wanted())
    assert found.notes() == ("project ada/1: 1 item that the token may not see",)
    assert script.asked.count("graphql") == 3


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"data": None},
        {"data": {"node": 5}},
        {"data": {"node": {"items": {"nodes": 1}}}},
        [],
        None,
        {"errors": "no"},
    ],
)
def test_answers_of_another_form_are_errors(answer: object) -> None:
    """Never an empty project."""

    def query(text: str, variables: Mapping[str, object]) -> object:
        return _of_a_user(text, variables) if "ProjectFields" in text else answer

    with pytest.raises(SourceError) as caught:
        Projects(Script(query=query), ["ada/1"], Wanted()).cards()
    assert caught.value.code in (PullCode.BAD_ANSWER, PullCode.FORBIDDEN)


def test_a_page_that_leads_nowhere_ends_the_reading() -> None:
    """Instead of asking for the same one for ever."""

    def query(text: str, variables: Mapping[str, object]) -> Any:
        found: Any = _of_a_user(text, variables)
        if "ProjectItems" in text:
            found["data"]["node"]["items"]["pageInfo"] = {"hasNextPage": True, "endCursor": "same"}
        return found

    with pytest.raises(SourceError, match="leads nowhere"):
        Projects(Script(query=query), ["ada/1"], Wanted()).cards()


def test_several_projects_make_one_card() -> None:
    """The first that says something is believed; estimates have to agree."""
    one = Card(status="Doing", iterations=("S 1",), points=3.0, named={"a": "x", "points": 3.0})
    two = Card(status="Done", iterations=("S 1", "S 2"), points=3.0, team="Core", named={"a": "y", "b": 2.0})
    assert merged([one, two]) == Card(
        status="Doing", iterations=("S 1", "S 2"), points=3.0, team="Core", named={"a": "x", "b": 2.0, "points": 3.0}
    )
    other = merged([one, Card(points=5.0)])
    assert (other.points, "points" in other.named, len(other.odd)) == (None, False, 1)


def test_points_that_are_no_number() -> None:
    """A list of sizes is none; `auto` passes it by, a configured one is told of."""
    size = Value(("Estimate", "7"), "SINGLE_SELECT", "XL")
    assert card_of([size], Wanted()).points is None
    assert card_of([size], Wanted()).odd == ()
    told = card_of([size], Wanted.of({"points": "Estimate"}))
    assert (told.points, told.named) == (None, {})
    assert told.odd == ("fields.points: 'Estimate' holds no number and is read as empty",)


def test_fields_by_id() -> None:
    """An id does as well as a name, and survives renaming; one iteration field can be chosen."""
    values = [Value(("Stage", "F_1", "1"), "SINGLE_SELECT", "Live"), Value(("Quarter", "2"), "ITERATION", "Q4"),
              Value(("Sprint", "3"), "ITERATION", "S 1")]  # fmt: skip
    card = card_of(values, Wanted.of({"status": "F_1", "sprint": "Sprint"}))
    assert (card.status, card.iterations) == ("Live", ("S 1",))
    assert card_of(values, Wanted()).iterations == ("Q4", "S 1")
