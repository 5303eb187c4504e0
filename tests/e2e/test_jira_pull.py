"""Pulling Jira over real HTTP: what is held afterwards is what a perfect pull holds, on both kinds of Jira."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from time import sleep
from typing import Any

import pytest

from goalsync.model.place import Place
from goalsync.model.vocabulary import Presence, PullCode
from goalsync.sdk.connector import MetricRequest, Partition, Sought, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_jira.config import JiraMetric
from goalsync_jira.connector import Jira
from support.jira import World, jira, kit

FLAVOURS = ("cloud", "datacenter")


@pytest.fixture(params=FLAVOURS)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Three projects with 600 issues."""
    with jira(request.param) as running:
        yield running


def asked(world: World) -> Counter[str]:
    """Requests since the statistics were reset, by path; the stand-in writes one down after it has answered it."""
    while world.stats["in_flight"]:
        sleep(0.01)
    return Counter(str(record["path"]).rpartition("/rest/api/")[2][2:] for record in world.server.memlog)


def test_everything_comes_and_the_census_is_all_there_is(world: World) -> None:
    """A first pull holds each issue as it is, says which ids there are, and keeps within the bound of requests."""
    stored = world.pull()
    assert stored.errors == {}
    assert world.differences(stored) == []
    assert set().union(*stored.census.values()) == set(world.truth())
    assert world.stats["max_in_flight"] <= 4
    assert sum(traffic.requests for traffic in stored.traffic.values()) == len(world.server.memlog) - 3
    assert all(request["auth"] == "Bearer" for request in world.server.memlog)


def test_nothing_changed_costs_two_requests_a_project(world: World) -> None:
    """From the cursor, no census due: a list of ids and what is in the overlap; beside it who we are and the fields."""
    stored = world.pull()
    before, cursors = dict(stored.items), dict(stored.cursors)
    world.server.reset_stats()
    world.pull(stored)
    assert stored.items == before
    assert stored.cursors == cursors
    assert stored.census == {}
    assert [traffic.requests <= 2 for traffic in stored.traffic.values()] == [True] * 3
    assert len(world.server.memlog) <= 3 + 2 * 3


def test_edits_creations_and_transitions_come_from_the_cursor(world: World) -> None:
    """What changed comes, with few requests, and nothing else."""
    stored = world.pull()
    store = world.store
    for number in range(1, 120, 7):
        store.touch(f"ALPHA-{number}") if store.get(f"ALPHA-{number}") else None
    store.set_status("BETA-3", "Done", resolution="Won't Do")
    store.set_status("GAMMA-5", "In Progress")
    store.create({"project": {"key": "BETA"}, "summary": "nowa sprawa \u0000 <b>&</b> =1+1"})
    truth = world.truth()
    changed = {native for native, item in stored.items.items() if truth[native]["updated_ms"] != ms(item)}
    world.server.reset_stats()
    before = dict(stored.items)
    world.pull(stored)
    expected = [text for text in world.differences(stored) if "nowa" not in text]
    assert expected == []
    assert [item.title for item in stored.items.values() if "nowa" in item.title] == ["nowa sprawa  <b>&</b> =1+1"]
    brought = [item.native_id for pages in stored.pages.values() for page in pages for item in page.items]
    rewritten = {native for native in brought if native in before and before[native] != stored.items[native]}
    assert rewritten == changed
    assert all(traffic.requests <= 3 + len(changed) / 100 for traffic in stored.traffic.values())


def ms(item: Any) -> int:
    """The time of an item's update as the stand-in tells it."""
    return round(item.updated.timestamp() * 1000)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("killed_after", [1, 2])
def test_a_killed_walk_resumes_where_it_was(flavour: str, killed_after: int) -> None:
    """Killed between two pages, edited meanwhile: the next run fetches only the rest, and ends equal to the truth."""
    number = 1200 if flavour == "cloud" else 2200
    with jira(flavour, number, projects=("ALPHA",)) as world:
        stored = world.pull(stop=lambda _, page: page == killed_after)
        half = set(stored.items)
        assert 0 < len(half) < number
        touched = [world.store.get(key).key for key in ("ALPHA-2", "ALPHA-9", "ALPHA-1100") if world.store.get(key)]
        for key in touched:
            world.store.touch(key)
        gone = world.store.get("ALPHA-4")
        world.store.delete("ALPHA-4")
        world.pull(stored)
        assert world.differences(stored) == [f"{gone.id} is not there"]
        assert stored.census["ALPHA"] == world.truth().keys()
        again = {item.native_id for page in stored.pages["ALPHA"] for item in page.items} & half
        assert {stored.items[native].key for native in again} <= {*touched, *recent(world)}
        cursors = dict(stored.cursors)
        world.pull(stored)
        assert stored.cursors == cursors


def recent(world: World) -> set[str]:
    """The keys of what was updated within the look-back of the newest update that is not an edit of the test."""
    newest = sorted(true["updated_ms"] for true in world.truth().values())[-4]
    return {true["key"] for true in world.truth().values() if true["updated_ms"] >= newest - 300_000}


def test_a_census_lists_ids_without_fetching(world: World) -> None:
    """When due: all ids of the project, deleted ones missing, new ones in it."""
    stored = world.pull()
    world.store.delete("ALPHA-7")
    world.pull(stored, census=["ALPHA"])
    assert set(stored.census) == {"ALPHA"}
    assert stored.census["ALPHA"] == {native for native, true in world.truth().items() if true["project"] == "ALPHA"}


def test_what_is_gone_moved_or_hidden_is_located(world: World) -> None:
    """Deleted is gone; moved within what is pulled is there under its new key; moved elsewhere is moved."""
    world.config = {**world.config, "projects": ["ALPHA", "BETA"]}
    stored = world.pull()
    by_key = {item.key: native for native, item in stored.items.items()}
    world.store.delete("ALPHA-7")
    new = world.store.move("ALPHA-9", "BETA")
    world.store.move("ALPHA-11", "GAMMA")
    keys = ["ALPHA-7", "ALPHA-9", "ALPHA-11", "ALPHA-13"]
    found = located(world.source(), "ALPHA", [by_key[key] for key in keys] + ["99999999"])
    assert {native: (item.key, item.presence) for native, item in found["items"].items()} == {
        by_key["ALPHA-9"]: (new, Presence.PRESENT),
        by_key["ALPHA-11"]: (world.store.get("ALPHA-11").key, Presence.MOVED),
        by_key["ALPHA-13"]: ("ALPHA-13", Presence.PRESENT),
    }
    assert found["gone"] == {by_key["ALPHA-7"], "99999999"}
    assert found["lost"] == set()
    world.store.forbidden = {"ALPHA"}
    world.store.version += 1
    assert located(world.source(), "ALPHA", [by_key["ALPHA-13"]])["lost"] == {by_key["ALPHA-13"]}


def located(source: Jira, project: str, ids: list[str]) -> dict[str, Any]:
    """What became of ids, each of them once."""
    items: dict[str, Any] = {}
    gone: list[str] = []
    lost: list[str] = []
    for step in source.locate(Partition(project), [Sought(one) for one in ids], Traffic()):
        items.update({item.native_id: item for item in step.items})
        gone += step.gone
        lost += step.lost
    source.close()
    assert sorted([*items, *gone, *lost]) == sorted(ids)
    return {"items": items, "gone": set(gone), "lost": set(lost)}


def test_a_bound_holds_for_everything(world: World) -> None:
    """With `jql` only what fits is pulled and listed; what fits no more is located as moved out of what is pulled."""
    bound = {"config": {"jql": "labels = goal OR labels = q3"}}
    stored = world.pull(**bound)
    fits = {native for native, true in world.truth().items() if {"goal", "q3"} & set(true["labels"])}
    assert set(stored.items) == fits
    assert set().union(*stored.census.values()) == fits
    item = next(item for item in stored.items.values() if item.project == "ALPHA")
    world.store.edit(item.key, {"labels": []})
    found = located(world.source(**bound), "ALPHA", [item.native_id])
    assert found["items"][item.native_id].presence is Presence.MOVED


def test_another_shape_starts_over(world: World) -> None:
    """Another bound, field or meaning: the cursor of the old one is not trusted."""
    stored = world.pull(config={"jql": "labels = goal"})
    world.pull(stored)
    assert world.differences(stored) == []
    world.server.reset_stats()
    world.pull(stored, phases={"done": ["In Review"]})
    assert len(stored.census) == 3


def test_projects_are_found_where_none_are_named(world: World) -> None:
    """With a bound alone every project that can be browsed is a partition."""
    config = {key: value for key, value in world.config.items() if key != "projects"}
    world.config = {**config, "jql": "issuetype != Epic"}
    world.store.forbidden = {"GAMMA"}
    source = world.source()
    assert [partition.name for partition in source.partitions()] == ["ALPHA", "BETA"]
    source.close()


def test_counted_queries_hold_no_work(world: World) -> None:
    """The partition of the queries brings none, so that nothing counted over work waits for it."""
    source = world.source(metrics=(request("bugs", "project = ALPHA"),))
    assert [(one.name, one.brings_work) for one in source.partitions()][-2:] == [("GAMMA", True), ("jql", False)]
    source.close()


def test_queries_are_counted_exactly(world: World) -> None:
    """As many as there are; a query that is refused is the problem of its metric alone, with place and words."""
    metrics = (
        request("bugs", "project = ALPHA AND issuetype = Bug OR project = BETA ORDER BY created"),
        request("none", "project = ALPHA AND labels = nosuchlabel"),
        request("wrong", "project = ALPHA AND colour = blue"),
    )
    stored = world.pull(metrics=metrics, projects=["jql"])
    (page,) = stored.pages["jql"]
    bugs, none, wrong = page.results
    true = [
        item
        for item in world.truth().values()
        if item["project"] == "BETA" or (item["project"], item["type"]) == ("ALPHA", "Bug")
    ]
    assert [(row.value, row.at) for row in bugs.measurements] == [(len(true), "2026-11-21")]
    assert [row.value for row in none.measurements] == [0]
    assert wrong.problem is not None
    assert "mappings/m.yaml:4:5: metric wrong" in wrong.problem
    assert "colour" in wrong.problem


def test_a_metric_is_held_where_a_project_that_it_reaches_cannot_be_seen(world: World) -> None:
    """Jira counts fewer then and says nothing. A query that is bound to other projects, and one archived, stand."""
    metrics = (
        request("all", "labels = goal"),
        request("other", "project = ALPHA AND labels = goal"),
        request("its_own", "project in (GAMMA, ALPHA) AND labels = goal"),
        request("refused", "bogus = 3"),
    )
    stored = world.pull(metrics=metrics, projects=["jql"])
    before = {one.metric: one.measurements for one in stored.pages["jql"][0].results}
    asked_before = asked(world)
    assert asked_before["project/search"] + asked_before["project"] == 1
    world.store.forbidden = {"GAMMA"}
    world.store.version += 1
    found = {one.metric: one for one in world.pull(metrics=metrics, projects=["jql"]).pages["jql"][0].results}
    assert found["other"].measurements == before["other"]
    for metric in ("all", "its_own"):
        assert found[metric].measurements == ()
        assert "GAMMA" in str(found[metric].problem)
    assert "cannot see project GAMMA" in str(found["all"].problem)
    assert str(found["all"].problem).startswith("mappings/m.yaml:4:5: metric all")
    assert "bogus" in str(found["refused"].problem)
    world.server.reset_stats()
    world.pull(metrics=metrics[1:2], projects=["jql"])
    world.pull(projects=["jql"])
    assert asked(world)["project/search"] + asked(world)["project"] == 1


def test_a_metric_is_held_where_a_project_is_listed_no_more(world: World) -> None:
    """Without `projects` those count that there were when it was last pulled."""
    bound = {key: value for key, value in world.config.items() if key != "projects"}
    world.config = {**bound, "jql": "id > 0"}
    metrics = (request("all", "labels = goal"), request("other", "project = ALPHA"))
    pulled = frozenset({"ALPHA", "BETA", "GAMMA", "jql"})
    stored = world.pull(metrics=metrics, projects=["jql"], pulled=pulled)
    assert [one.problem for one in stored.pages["jql"][0].results] == [None, None]
    world.store.forbidden = {"GAMMA"}
    world.store.version += 1
    results = world.pull(metrics=metrics, projects=["jql"], pulled=pulled).pages["jql"][0].results
    assert "GAMMA" in str(results[0].problem)
    assert results[1].problem is None


def request(metric: str, jql: str) -> MetricRequest:
    """A metric that Jira counts."""
    return MetricRequest(metric, JiraMetric(jql=jql), Place("mappings/m.yaml", 4, 5))


def test_when_work_started_is_asked_for_where_it_is_needed(world: World) -> None:
    """Only the histories of items that a metric needs are fetched; a long one, which Cloud cuts, is fetched whole."""
    store = world.store
    for turn in range(70):
        store.set_status("ALPHA-3", "In Progress" if turn % 2 else "To Do")
        store.advance(60)
    store.set_status("ALPHA-5", "In Progress")
    stored = world.pull(needs_started=lambda item: item.key in ("ALPHA-3", "ALPHA-5"), projects=["ALPHA"])
    found = {item.key: item.started for item in stored.items.values() if item.started}
    assert found == {key: began(world, key) for key in ("ALPHA-3", "ALPHA-5")}
    expanded = [record for record in world.server.memlog if "changelog" in (record["body"] or "")]
    assert len(expanded) == 1
    whole = [path for path in asked(world) if path.endswith("/changelog")]
    assert whole == ([f"issue/{store.get('ALPHA-3').id}/changelog"] if world.server.flavour == "cloud" else [])


def began(world: World, key: str) -> datetime:
    """When an issue first was in progress, by its whole history."""
    moves = [
        datetime.fromisoformat(history["created"])
        for history in world.store.get(key).raw["changelog"]["histories"]
        if any((one["field"], one["toString"]) == ("status", "In Progress") for one in history["items"])
    ]
    return min(moves)


def test_a_project_that_comes_into_reach_of_a_metric_is_pulled_anew(world: World) -> None:
    """A metric of cycle times widened to one more project: its histories are fetched, and those of no other."""
    world.store.set_status("BETA-3", "In Progress")

    def within(*projects: str) -> dict[str, Any]:
        return {"wants_started": projects.__contains__, "needs_started": lambda item: item.project in projects}

    stored = world.pull(**within("ALPHA"))
    assert next(item for item in stored.items.values() if item.key == "BETA-3").started is None
    world.pull(stored, **within("ALPHA", "BETA"))
    assert set(stored.census) == {"BETA"}
    assert next(item for item in stored.items.values() if item.key == "BETA-3").started == began(world, "BETA-3")


@pytest.mark.parametrize("fault", ["short_page", "empty_page", "anonymous"])
def test_one_odd_page_moves_nothing_out_of_the_bound(world: World, fault: str) -> None:
    """What is asked for by id and is within `jql` stays, also where the search is short, empty or anonymous once."""
    bound = {"config": {"jql": "labels = goal OR labels = q3"}}
    stored = world.pull(**bound)
    ids = sorted(native for native, item in stored.items.items() if item.project == "ALPHA")
    source = world.source(**bound)
    source.partitions()
    search = "search/jql" if world.server.flavour == "cloud" else "/search$"
    for nth in ([1], [2]):  # on Data Center the first brings the issues
        world.server.faults.reset()
        world.server.faults.add(match=search, nth=nth, action=fault)
        found: dict[str, Presence] = {}
        with suppress(SourceError):  # it may say that it cannot tell, and nothing false
            found = dict(_presences(source, ids))
        assert set(found.values()) <= {Presence.PRESENT}
    source.close()


def _presences(source: Jira, ids: list[str]) -> Iterator[tuple[str, Presence]]:
    for step in source.locate(Partition("ALPHA"), [Sought(one) for one in ids], Traffic()):
        assert (list(step.gone), list(step.lost)) == ([], [])
        yield from ((item.native_id, item.presence) for item in step.items)


@pytest.mark.parametrize("refused", [True, False], ids=["refused", "found empty"])
@pytest.mark.parametrize("named", [True, False], ids=["named", "by roster"])
def test_an_archived_project_is_there(
    world: World, monkeypatch: pytest.MonkeyPatch, *, named: bool, refused: bool
) -> None:
    """Whether searching it is refused or finds nothing, and whether it is listed: complete, archived, with a note."""
    if not named:
        world.config = {**{key: value for key, value in world.config.items() if key != "projects"}, "jql": "id > 0"}
    stored = world.pull()
    archive(world, "BETA", monkeypatch)
    if not refused:
        world.store.extra_projects["BETA"] = 1
    world.pull(stored, pulled=frozenset(["ALPHA", "BETA", "GAMMA"]), census=["ALPHA", "BETA", "GAMMA"])
    assert stored.errors == {}
    assert set(stored.census) == {"ALPHA", "GAMMA"}
    (page,) = stored.pages["BETA"]
    assert (page.archived, page.items, page.cursor) == (True, (), None)
    assert "project BETA is archived" in page.notes[0]
    source = world.source()
    with pytest.raises(SourceError, match="archived"):
        list(source.locate(Partition("BETA"), [Sought("99999999")], Traffic()))
    source.close()


def archive(world: World, key: str, patch: pytest.MonkeyPatch) -> None:
    """Its issues are not found any more, and it is listed no more, but there by its key."""
    world.store.forbidden = {key}
    world.store.version += 1
    handler = kit().Handler
    honest = handler.projects

    def projects(self: Any, path: str, *more: Any) -> Any:
        if path == f"/project/{key}":
            return {"id": "1", "key": key, "name": key, "archived": True}
        return honest(self, path, *more)

    patch.setattr(handler, "projects", projects)


def test_a_forbidden_and_an_unknown_project_leave_the_others(world: World) -> None:
    """They fail with the remedy; the others are complete."""
    world.store.forbidden = {"BETA"}
    world.config = {**world.config, "projects": ["ALPHA", "BETA", "NOPE"]}
    stored = world.pull()
    assert {name: error.code for name, error in stored.errors.items()} == {
        "BETA": PullCode.FORBIDDEN,
        "NOPE": PullCode.FORBIDDEN,
    }
    assert "Browse Projects" in str(stored.errors["BETA"])
    assert set(stored.census) == {"ALPHA"}


def test_a_project_without_issues_is_complete(world: World) -> None:
    """No issue, no error, an empty census; the next pull asks little and finds the first issue."""
    world.keep_project("EMPTY")
    world.config = {**world.config, "projects": ["EMPTY"]}
    stored = world.pull()
    assert stored.errors == {}
    assert stored.census == {"EMPTY": frozenset()}
    world.pull(stored)
    assert stored.traffic["EMPTY"].requests <= 3


@pytest.mark.parametrize(
    ("config", "message"),
    [({"token": "env:NO_TOKEN"}, "NO_TOKEN"), ({"url": "http://127.0.0.1:9"}, "127.0.0.1:9")],
)
def test_what_cannot_be_opened_says_why(world: World, config: dict[str, str], message: str) -> None:
    """A missing secret, a wrong address."""
    with pytest.raises(Exception, match=message):
        world.source(config=config).partitions()


def test_a_scoped_token_goes_through_the_gateway() -> None:
    """With `cloud_id` the API is asked below the gateway, and links still lead to the site."""
    with jira("cloud", 60) as world:
        stored = world.pull(config={"cloud_id": world.server.cloud_id, "gateway": world.server.url})
        assert world.differences(stored) == []
        assert {item.url for item in stored.items.values()} == {
            f"{world.server.url}/browse/{true['key']}" for true in world.truth().values()
        }
        assert "serverInfo" not in asked(world)


def test_an_email_and_a_token_sign_in() -> None:
    """As Cloud wants it; a wrong one is an error with the remedy before anything else is asked."""
    with jira("cloud", 60) as world:
        world.server.tokens, world.server.basics = set(), {"a@example.com:t0ken-of-the-account"}
        stored = world.pull(config={"email": "a@example.com"})
        assert world.differences(stored) == []
        source = world.source(config={"email": "b@example.com"})
        with pytest.raises(SourceError, match="API token") as caught:
            source.partitions()
        assert caught.value.code is PullCode.AUTH
        source.close()
