"""Pulling GitHub over real HTTP: what is held afterwards is what a perfect pull holds, on both kinds of GitHub."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from goalsync.model.vocabulary import Presence, PullCode
from goalsync.sdk.connector import Partition, Sought, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_github.cursor import Cursor
from support.github import BASES, Stored, World, github

SHOP, PAY = "acme/shop", "acme/pay"
STYLES = ("cursor", "page")


@pytest.fixture(params=[(base, style) for base in BASES for style in STYLES], ids="-".join)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Two repositories, on both kinds of GitHub, with pages behind cursors and by number."""
    base, style = request.param
    with github("acme/shop:420:1:ties=150", "acme/pay:140:2:ties=20", base=base, options=link(style)) as running:
        yield running


def link(style: str) -> tuple[str, ...]:
    """How the stand-in names next pages."""
    return ("--link-style", style)


def numbers(world: World, repository: str) -> list[int]:
    """The numbers of issues that are there, in order."""
    return sorted(world.server.world.find(repository).issues)


def native(world: World, repository: str, number: int) -> str:
    """The id of an issue."""
    return str(world.server.world.find(repository).issues[number]["id"])


# everything


def test_everything_comes_and_the_census_is_all_there_is(world: World) -> None:
    """A first pull holds each item as it is, in titles of any script, and says which ids there are."""
    stored = world.pull()
    assert stored.errors == {}
    assert world.differences(stored) == []
    assert stored.census == {name: world.truth(name).keys() for name in (SHOP, PAY)}
    assert world.stats["max_in_flight"] <= 4
    assert sum(traffic.requests for traffic in stored.traffic.values()) == len(world.log) - 1
    assert {request["api_version"] for request in world.log} == {"2022-11-28"}
    assert all(request["ua"].startswith("goalsync/") for request in world.log)
    titles = {item.title for item in stored.items.values()}
    assert any("日本語" in title for title in titles)
    assert any("<script>" in title for title in titles)


@pytest.mark.parametrize("style", STYLES)
def test_a_whole_walk_costs_little_more_than_its_pages(style: str) -> None:
    """A page of a hundred each, a few more for what was edited within one second, one each for milestones and name."""
    with github("acme/shop:2500:1", options=link(style)) as world:
        stored = world.pull()
        issues = len(numbers(world, SHOP))
        assert world.differences(stored) == []
        assert stored.traffic[SHOP].requests <= 1.12 * issues / 100 + (2 if style == "page" else 0)


@pytest.mark.parametrize("base", BASES)
def test_many_edits_of_one_second_come_whole(base: str) -> None:
    """More than a page of one second, where `since` cannot go on, also beyond the wall that pages by number hit."""
    with github("acme/shop:800:1:ties=0", base=base, options=("--page-cap", "300")) as world:
        world.mutate("touch", SHOP, *numbers(world, SHOP)[100:700], at="2026-11-05T12:00:00Z")
        stored = world.pull()
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert 422 not in {request["status"] for request in world.log}


def test_a_wall_in_front_of_page_numbers_is_said() -> None:
    """A server that pages by number and refuses high ones: the partition is not complete, and nothing is lost."""
    with github("acme/shop:700:1:ties=0", options=link("page")) as world:
        world.mutate("touch", SHOP, *numbers(world, SHOP)[100:600], at="2026-11-05T12:00:00Z")
        world.fault(
            r"[?&]page=4", {"status": 422, "json": {"message": "Pagination with the page parameter is not supported"}}
        )
        stored = world.pull()
        assert stored.errors[SHOP].code is PullCode.UNREADABLE
        assert "Pagination" in str(stored.errors[SHOP])
        assert stored.census == {}
        world.heal()
        world.pull(stored)
        assert world.differences(stored) == []


def test_only_what_is_included_comes(world: World) -> None:
    """Issues without pull requests, or only milestones; the census has no others."""
    stored = world.pull(config={"include": ["issues"]})
    truth = {native for name in (SHOP, PAY) for native, true in world.truth(name).items() if true.get("is_pr") is False}
    assert set(stored.items) == truth
    assert set().union(*stored.census.values()) == truth
    world.forget()
    stored = world.pull(config={"include": ["milestones"]})
    assert {item.kind for item in stored.items.values()} == {"milestone"}
    assert not any("/issues" in request["path"] for request in world.log)


# what changed


def test_nothing_changed_costs_two_requests_a_repository_and_no_budget(world: World) -> None:
    """From the cursor: milestones and issues, both not modified once they have been asked for in the same way."""
    stored = world.pull()
    world.pull(stored)
    before, cursors = dict(stored.items), dict(stored.cursors)
    world.forget()
    world.pull(stored)
    assert stored.items == before
    assert stored.cursors == cursors
    assert stored.census == {}
    assert [traffic.requests for traffic in stored.traffic.values()] == [2, 2]
    assert sorted(request["status"] for request in world.log) == [200, 304, 304, 304, 304]
    assert all(page.unchanged for pages in stored.pages.values() for page in pages)


def test_etags_of_another_token_are_not_used(world: World) -> None:
    """GitHub's ETags differ between tokens: with another one nothing is asked conditionally."""
    stored = world.pull()
    world.pull(stored)
    world.forget()
    world.pull(stored, environment={"GITHUB_TOKEN": "ghp_another"})
    assert {request["if_none_match"] for request in world.log} == {None}
    assert world.differences(stored) == []


def test_what_people_do_comes_from_the_cursor(world: World) -> None:
    """Touched, closed, reopened, edited, created: with few requests, and nothing else is fetched again."""
    stored = world.pull()
    some = numbers(world, SHOP)
    world.mutate("touch", SHOP, *some[3:9])
    world.mutate("close", SHOP, *some[40:45], reason="not_planned")
    world.mutate("reopen", SHOP, *some[60:65])
    world.mutate("edit", PAY, some[7], fields={"title": "  =1+1 <b>שלום</b> \u202e🎯 ", "labels": []})
    (new,) = world.mutate("create", PAY, title="nowa sprawa\u0000")["numbers"]
    world.forget()
    world.pull(stored)
    assert stored.errors == {}
    assert [text for text in world.differences(stored) if "nowa" not in text] == []
    assert stored.items[native(world, PAY, new)].title == "nowa sprawa"
    assert all(traffic.requests <= 3 for traffic in stored.traffic.values())
    assert len(stored.brought(SHOP)) < 60


def test_more_than_a_page_of_fresh_changes_comes_whole(world: World) -> None:
    """A bulk edit a moment ago: more than a page of one second, and it is this one."""
    stored = world.pull()
    world.mutate("touch", SHOP, *numbers(world, SHOP)[20:260])
    world.pull(stored)
    assert stored.errors == {}
    assert world.differences(stored) == []


def test_milestones_come_when_they_change(world: World) -> None:
    """A milestone that was closed."""
    stored = world.pull()
    milestone = world.server.world.find(SHOP).milestones[6]
    milestone.update(state="closed", closed_at="2026-11-20T10:00:00Z", updated_at="2026-11-20T10:00:00Z")
    world.server.world.find(SHOP).bump()
    world.pull(stored)
    assert stored.items[f"milestone-{milestone['id']}"].phase == "done"
    assert world.differences(stored) == []


def test_another_shape_starts_over(world: World) -> None:
    """Another meaning of a label: the cursor of the old one is not trusted."""
    stored = world.pull()
    world.pull(stored, phases={"doing": ["incident"]})
    assert set(stored.census) == {SHOP, PAY}
    assert any("incident" in item.tags.get("label", ()) and item.phase == "doing" for item in stored.items.values())


# a walk that is cut short


@pytest.mark.parametrize("killed_after", [2, 3])
def test_a_killed_walk_resumes_where_it_was(world: World, killed_after: int) -> None:
    """Killed between two pages, edited meanwhile: the rest comes, and then the census of all."""
    stored = world.pull(stop=lambda name, page: name == SHOP and page == killed_after)
    half = {item.native_id for item in stored.items.values() if item.project == SHOP and item.kind != "milestone"}
    assert 0 < len(half) < len(numbers(world, SHOP))
    assert SHOP not in stored.census
    some = numbers(world, SHOP)
    world.mutate("touch", SHOP, some[0], some[5], some[-1])
    world.pull(stored)
    assert world.differences(stored) == []
    assert SHOP not in stored.census
    again = len(half & set(stored.brought(SHOP)))
    assert again <= 3 + 150  # what was touched, and of a second that is larger than a page all of it
    world.pull(stored, census=[SHOP])
    assert stored.census[SHOP] == world.truth(SHOP).keys()


def test_a_census_that_is_cut_short_loses_no_change(world: World) -> None:
    """A walk through what is stored keeps the cursor until it is through."""
    stored = world.pull()
    cursor = stored.cursors[SHOP]
    world.mutate("touch", SHOP, numbers(world, SHOP)[7])
    world.pull(stored, census=[SHOP], stop=lambda _, page: page == 2)
    assert stored.cursors[SHOP] == cursor
    world.pull(stored)
    assert world.differences(stored) == []


def test_full_starts_over(world: World) -> None:
    """Whatever the cursor says; what does not touch the time of an update comes with it."""
    stored = world.pull()
    repository = world.server.world.find(SHOP)
    for issue in repository.issues.values():
        issue["labels"] = [
            {**label, "name": "defect"} if label["name"] == "bug" else label for label in issue["labels"]
        ]
    repository.bump()
    world.pull(stored)
    assert world.differences(stored, SHOP) != []
    world.pull(stored, full=True)
    assert world.differences(stored) == []
    assert set(stored.census) == {SHOP, PAY}


# what is not where it was


def test_what_is_gone_transferred_or_hidden_is_located() -> None:
    """Deleted is gone; transferred has another id there, so under this one it moved; out of sight is lost."""
    options = ("--private-tokens", "another")
    with github(
        "acme/shop:80:1:ties=5", "acme/pay:40:2:ties=5", "acme/secret:20:3:private=1", options=options
    ) as world:
        world.config["repositories"] = [SHOP, PAY]
        stored = world.pull()
        asked = {number: Sought(native(world, SHOP, number), f"{SHOP}#{number}") for number in (7, 9, 11, 14)}
        milestone = next(item for item in stored.items.values() if item.key == f"{SHOP}/milestones/2")
        world.mutate("delete", SHOP, 7)
        (there,) = world.mutate("transfer", SHOP, 9, to=PAY)["to"]
        world.mutate("transfer", SHOP, 11, to="acme/secret")
        del world.server.world.find(SHOP).milestones[2]
        found = located(world, SHOP, [*asked.values(), Sought(milestone.native_id, milestone.key)])
        assert found["gone"] == {asked[7].native_id, milestone.native_id}
        assert found["lost"] == {asked[11].native_id}
        moved = found["items"][asked[9].native_id]
        assert (moved.key, moved.project, moved.presence) == (f"{SHOP}#9", SHOP, Presence.MOVED)
        assert moved.url.endswith(f"{PAY}/issues/{there}")
        assert found["items"][asked[14].native_id] == stored.items[asked[14].native_id]
        world.mutate("private", SHOP)
        assert located(world, SHOP, [asked[14]])["lost"] == {asked[14].native_id}


def test_many_are_located_in_the_list_of_all() -> None:
    """Not one by one: a repository that was archived is asked for its pages."""
    with github("acme/shop:240:1:ties=5") as world:
        stored = world.pull()
        world.server.world.find(SHOP).json["archived"] = True
        world.server.world.find(SHOP).bump()
        world.pull(stored, census=[SHOP])
        assert {item.presence for item in stored.items.values()} == {Presence.ARCHIVED}
        assert "archived" in " ".join(stored.notes(SHOP))
        world.forget()
        found = located(world, SHOP, [Sought(item.native_id, item.key) for item in stored.items.values()])
        assert found["items"] == stored.items
        assert len(world.log) <= 7
        world.pull(stored)
        assert {item.presence for item in stored.items.values()} == {Presence.ARCHIVED}


def located(world: World, name: str, sought: list[Sought]) -> dict[str, Any]:
    """What became of items, each of them once."""
    items: dict[str, Any] = {}
    gone: list[str] = []
    lost: list[str] = []
    source = world.source()
    for step in source.locate(Partition(name), sought, Traffic()):
        items.update({item.native_id: item for item in step.items})
        gone += step.gone
        lost += step.lost
    source.close()
    assert sorted([*items, *gone, *lost]) == sorted(one.native_id for one in sought)
    return {"items": items, "gone": set(gone), "lost": set(lost)}


@pytest.mark.parametrize("base", BASES)
def test_a_renamed_repository_is_followed_and_said(base: str) -> None:
    """With its query, once and then where it is; the partition keeps its configured name, parents included."""
    with github("acme/shop:240:1:ties=5", base=base) as world:
        stored = world.pull()
        before = dict(stored.items)
        world.mutate("rename", SHOP, to="acme/store")
        world.mutate("touch", "acme/store", 20, 21)
        world.forget()
        world.pull(stored)
        assert sum(request["status"] == 301 for request in world.log) == 1
        assert stored.notes(SHOP) == ["acme/shop is called acme/store now: write that in `repositories`"]
        truth = world.truth("acme/store")
        renamed = {native: item for native, item in stored.items.items() if item.updated != before[native].updated}
        assert len(renamed) == 2
        world.pull(stored, full=True)
        assert {native: (item.key, item.parent_key) for native, item in stored.items.items()} == {
            native: (item.key, item.parent_key) for native, item in before.items()
        }
        assert stored.census[SHOP] == truth.keys()


def test_a_rename_in_the_middle_of_a_walk_loses_nothing() -> None:
    """Page three is answered from elsewhere."""
    with github("acme/shop:420:1:ties=5") as world:
        pulled = iter(())
        source = world.source()
        stored = Stored()
        pulled = source.pull(Partition(SHOP), None, Traffic())
        stored.take(SHOP, next(pulled))
        stored.take(SHOP, next(pulled))
        world.mutate("rename", SHOP, to="acme/store")
        for page in pulled:
            stored.take(SHOP, page)
        source.close()
        assert stored.census[SHOP] == world.truth("acme/store").keys()
        assert {item.project for item in stored.items.values()} == {SHOP}


def test_another_repository_of_the_same_name_is_not_believed() -> None:
    """It was renamed, and somebody took its old name: said at the next walk through everything; --full accepts it."""
    with github("acme/shop:40:1", "acme/other:30:2") as world:
        world.config["repositories"] = [SHOP]
        stored = world.pull()
        world.mutate("rename", SHOP, to="acme/store")
        world.mutate("rename", "acme/other", to=SHOP)
        world.pull(stored, census=[SHOP])
        assert stored.errors[SHOP].code is PullCode.GONE
        assert "is another one now" in str(stored.errors[SHOP])
        world.pull(stored, full=True)
        assert stored.errors == {}


def test_pull_requests_that_may_not_be_read_are_said() -> None:
    """A token with Issues alone: GitHub shows it no pull requests, which is not the same as there being none."""
    with github("acme/shop:40:1:prs=0") as world:
        world.fault(r"/pulls\?", {"status": 403})
        stored = world.pull()
        assert stored.errors[SHOP].code is PullCode.UNREADABLE
        assert "`include`" in str(stored.errors[SHOP])
        world.pull(stored, config={"include": ["issues", "milestones"]})
        assert world.differences(stored) == []


@pytest.mark.parametrize("base", BASES)
def test_what_cannot_be_read_leaves_the_others(base: str) -> None:
    """Private, unknown, issues switched off, taken down: each with its code and remedy; the others are complete."""
    names = ("acme/shop:30:1", "acme/quiet:30:2", "acme/secret:20:3:private=1", "acme/down:20:4")
    with github(*names, base=base, options=("--private-tokens", "another")) as world:
        world.config["repositories"] = [SHOP, "acme/quiet", "acme/secret", "acme/down", "acme/nope"]
        world.mutate("disable_issues", "acme/quiet")
        world.fault(r"/repos/acme/down", {"status": 451})
        stored = world.pull()
        assert {name: error.code for name, error in stored.errors.items()} == {
            "acme/quiet": PullCode.GONE,
            "acme/secret": PullCode.FORBIDDEN,
            "acme/down": PullCode.GONE,
            "acme/nope": PullCode.FORBIDDEN,
        }
        assert all(name in str(error) and error.remedy for name, error in stored.errors.items())
        assert "switched off" in str(stored.errors["acme/quiet"])
        assert "may not see it" in str(stored.errors["acme/nope"])
        assert "legal" in str(stored.errors["acme/down"])
        assert world.differences(stored, SHOP) == []


# which repositories


@pytest.mark.parametrize("base", BASES)
def test_globs_stand_for_what_an_owner_has(base: str) -> None:
    """Over pages; case makes no difference; named ones are there once; what may not be seen is not."""
    names = [f"acme/pay-{number}:3:{number}:ties=0" for number in range(9)]
    options = ("--private-tokens", "another")
    with github("acme/shop:5:1", "acme/pay-x:4:2:private=1", *names, base=base, options=options) as world:
        source = world.source(config={"repositories": ["ACME/pay-*", "acme/pay-3", SHOP, "acme/nothing-*"]})
        assert [one.name for one in source.partitions()] == [*(f"acme/pay-{number}" for number in range(9)), SHOP]
        source.close()
        with pytest.raises(SourceError, match="acme/nothing") as caught:
            world.source(config={"repositories": ["acme/nothing-*"]}).partitions()
        assert caught.value.code is PullCode.FORBIDDEN


def test_a_repository_of_a_glob_without_issues_is_no_failure() -> None:
    """Most forks are so; one that had issues before and has them switched off now is one."""
    with github("acme/pay-1:20:1", "acme/pay-2:20:2") as world:
        world.config["repositories"] = ["acme/pay-*"]
        world.mutate("disable_issues", "acme/pay-2")
        stored = world.pull()
        assert stored.errors == {}
        assert "switched off" in stored.notes("acme/pay-2")[0]
        assert "acme/pay-2" not in stored.cursors
        world.mutate("disable_issues", "acme/pay-1")
        world.pull(stored)
        assert stored.errors["acme/pay-1"].code is PullCode.GONE


# what is unusual


def test_a_list_of_nothing_is_believed_only_where_nothing_is_open() -> None:
    """A new repository is complete with an empty census; one that counts open issues and lists none is not."""
    with github("acme/shop:0:1", "acme/pay:30:2") as world:
        world.fault(r"/(repos/acme/pay|repositories/\d+)/issues", {"json": [], "status": 200})
        stored = world.pull()
        assert stored.census[SHOP] == {item.native_id for item in stored.items.values() if item.project == SHOP}
        assert {item.kind for item in stored.items.values()} == {"milestone"}
        assert stored.errors[PAY].code is PullCode.BAD_ANSWER
        world.mutate("create", SHOP, count=2)
        world.heal()
        world.pull(stored)
        assert stored.errors == {}
        assert world.differences(stored) == []


def test_the_cursor_is_a_time_that_github_gave(world: World) -> None:
    """Never that of the run; what was updated in its very second comes again."""
    stored = world.pull()
    newest = max(item.updated for item in stored.items.values() if item.project == SHOP and item.kind != "milestone")
    found = world.source()
    shape = found._open().shape
    found.close()
    cursor = Cursor.parse(stored.cursors[SHOP], shape)
    assert cursor is not None
    assert cursor.since == newest
    assert newest < datetime.now(UTC) - timedelta(days=1)
    assert Cursor.parse(stored.cursors[SHOP], "other") is None
