"""What hangs together on GitHub: sub-issues, milestones, projects and metrics, pulled over real HTTP."""

from __future__ import annotations

from typing import Any

import pytest

from goalsync.model.place import Place
from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import MetricRequest
from goalsync_github.facts.metric import GitHubMetric
from support.github import BASES, World, github

SHOP = "acme/shop"
BOARD = {"projects": ["acme/1"]}


def above(world: World, told: bool = True) -> dict[str, str | None]:
    """Key → key of the parent, as the stand-in knows it: the issue it is a sub-issue of, else its milestone."""
    repository = world.server.world.find(SHOP)
    found: dict[str, str | None] = {}
    for number, issue in repository.issues.items():
        milestone = issue.get("milestone")
        found[f"{SHOP}#{number}"] = f"{SHOP}/milestones/{milestone['number']}" if milestone else None
        if told and number in repository.parent:
            found[f"{SHOP}#{number}"] = "{}#{}".format(*repository.parent[number])
    return found


def parents(stored: Any) -> dict[str, str | None]:
    """The same as it is held."""
    return {item.key: item.parent_key for item in stored.items.values() if item.kind != "milestone"}


@pytest.mark.parametrize("base", BASES)
def test_parents_are_sub_issues_else_milestones(base: str) -> None:
    """A server that knows no sub-issues shows milestones; those are known by their id at once."""
    with github("acme/shop:240:1:ties=5", base=base) as world:
        stored = world.pull()
        assert parents(stored) == above(world, told=not base)
        milestones = {item.uid for item in stored.items.values() if item.kind == "milestone"}
        assert {item.parent for item in stored.items.values() if item.parent} <= milestones


def test_parents_that_issues_do_not_tell_are_asked_for() -> None:
    """A server that only counts sub-issues: after a walk each parent is asked for them, later each changed issue."""
    with github("acme/shop:240:1:ties=5") as world:
        repository = world.server.world.find(SHOP)
        for issue in repository.issues.values():
            issue.pop("parent_issue_url", None)
        repository.bump()
        stored = world.pull()
        assert parents(stored) == above(world)
        child = next(iter(repository.parent))
        world.mutate("touch", SHOP, child)
        world.forget()
        world.pull(stored)
        assert parents(stored) == above(world)
        assert world.differences(stored) == []
        assert sum(request["path"].endswith("/parent") for request in world.log) <= 10


def board(world: World) -> Any:
    """The project of the stand-in."""
    return world.server.world.projects["acme", 1]


def card(world: World, number: int) -> Any:
    """The item of the project for an issue."""
    return next(item for item in board(world).items if item["content"] == number)


def statuses(world: World, stored: Any) -> dict[str, tuple[str, float | None]]:
    """Key → status and points of open issues."""
    return {
        item.key: (item.status, item.points)
        for item in stored.items.values()
        if item.kind == "issue" and item.phase in ("todo", "doing")
    }


def expected(world: World) -> dict[str, tuple[str, float | None]]:
    """The same as the stand-in's project has it."""
    options = [name for _, name, _ in board(world).options]
    found: dict[str, tuple[str, float | None]] = {}
    values = {item["content"]: item["values"] for item in board(world).items if isinstance(item["content"], int)}
    for number, issue in world.server.world.find(SHOP).issues.items():
        if issue["state"] == "open" and "pull_request" not in issue:
            said = values.get(number, {})
            status = options[said["Status"]] if "Status" in said else "open"
            found[f"{SHOP}#{number}"] = (status, said.get("Estimate"))
    return found


def test_fields_of_projects_come_with_the_items() -> None:
    """Status, points and iterations; drafts and what may not be seen are counted, not made up."""
    with github("acme/shop:130:1:ties=5", options=("--project", "acme/1:acme/shop:100")) as world:
        stored = world.pull(config=BOARD, phases={"doing": ["In Progress"]})
        assert stored.errors == {}
        assert statuses(world, stored) == expected(world)
        assert {item.phase for item in stored.items.values() if item.status == "In Progress"} == {"doing"}
        assert any("draft" in note for note in stored.notes(SHOP))


def test_a_card_that_was_moved_comes_without_its_issue_being_touched() -> None:
    """Moving it does not update the issue: the pull sees it all the same, and asks for that issue alone."""
    with github("acme/shop:130:1:ties=5", options=("--project", "acme/1:acme/shop:100")) as world:
        stored = world.pull(config=BOARD)
        number = int(
            next(key for key, (status, _) in statuses(world, stored).items() if status == "Todo").partition("#")[2]
        )
        item = card(world, number)
        item["values"]["Status"] = 1
        item["updated"] = "2026-11-20T10:00:00Z"
        world.forget()
        world.pull(stored, config=BOARD)
        assert statuses(world, stored) == expected(world)
        assert sum(request["path"].endswith(f"/issues/{number}") for request in world.log) == 1
        board(world).items.remove(item)
        world.pull(stored, config=BOARD)
        assert statuses(world, stored) == expected(world)
        cursors = dict(stored.cursors)
        world.pull(stored, config=BOARD)
        assert stored.cursors[SHOP].replace(tags(stored.cursors[SHOP]), "") == cursors[SHOP].replace(
            tags(cursors[SHOP]), ""
        )


def tags(cursor: str) -> str:
    """The part of a cursor that holds ETags."""
    return cursor[cursor.index('"tags"') :]


def test_a_project_that_cannot_be_read_is_no_lost_access_to_the_repository() -> None:
    """Its items are not known rightly, so the partition is not complete; but nobody lost access to it."""
    with github("acme/shop:30:1") as world:
        world.fault("projectsV2|graphql", {"status": 403})
        stored = world.pull(config={"projects": ["acme/99"]})
        assert stored.errors[SHOP].code is PullCode.UNREADABLE
        assert "acme/99" in str(stored.errors[SHOP])


def test_metrics_have_a_partition_of_their_own() -> None:
    """Several repositories, one number; one that cannot be read is the problem of its metric alone."""
    with github("acme/shop:30:1", "acme/pay:20:2") as world:
        metrics = (
            request("stars", github="stars"),
            request("nothing", github="stars", repository="acme/nope"),
            request("releases", github="releases", repository=SHOP),
        )
        stored = world.pull(metrics=metrics)
        assert stored.errors == {}
        (page,) = stored.pages["metrics"]
        stars, nothing, releases = page.results
        assert [row.value for row in stars.measurements] == [160]
        assert nothing.problem is not None
        assert "mappings/m.yaml:4:5: metric nothing" in nothing.problem
        assert [row.value for row in releases.measurements] == [11]
        assert stored.traffic["metrics"].requests >= 4


def request(metric: str, **keys: Any) -> MetricRequest:
    """A metric that GitHub holds."""
    return MetricRequest(metric, GitHubMetric.model_validate(keys), Place("mappings/m.yaml", 4, 5))
