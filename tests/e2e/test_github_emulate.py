"""An emulator that strangers wrote: what people do there over its API is found so after a sync."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.cli import call
from goalsync.sdk.connector import Partition, Sought, Traffic
from support.emulate import TOKEN, Emulated, emulated
from support.github import World
from support.workspaces import write_files

SHOP = "/repos/ada/shop"


@pytest.fixture
def github(tmp_path: Path) -> Iterator[Emulated]:
    """Running for one test."""
    with emulated(tmp_path) as running:
        yield running


def sync(at: Path, hour: int) -> dict[str, dict[str, Any]]:
    """A run, and the items by key as `items` lists them afterwards."""
    now = f"2099-11-01T{hour:02}:00:00+00:00"
    environment = {"GITHUB_TOKEN": TOKEN}
    done = call("-C", str(at), "sync", "--now", now, environment=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    listed = call("-C", str(at), "items", "--format", "json", "--now", now, environment=environment)
    return {item["key"]: item for item in json.loads(listed.stdout)["items"]}


def issue(github: Emulated, title: str, **more: Any) -> int:
    """A new issue's number."""
    number: int = github.ask("POST", f"{SHOP}/issues", {"title": title, **more})["number"]
    return number


def pull_request(github: Emulated, title: str) -> int:
    """A new pull request's number, from a branch of its own."""
    head = github.ask("GET", f"{SHOP}/git/ref/heads/main")["object"]["sha"]
    branch = f"branch-{title.lower().replace(' ', '-')}"
    github.ask("POST", f"{SHOP}/git/refs", {"ref": f"refs/heads/{branch}", "sha": head})
    number: int = github.ask("POST", f"{SHOP}/pulls", {"title": title, "head": branch, "base": "main"})["number"]
    return number


def test_what_people_do_is_found_so(github: Emulated, tmp_path: Path) -> None:
    """Created, labelled, closed for each reason, merged, closed; then reopened, relabelled, renamed, merged."""
    settings = {
        "sources": {
            "code": {
                "connector": "github",
                "url": github.base,
                "token": "env:GITHUB_TOKEN",
                "repositories": ["ada/shop", "ada/pay"],
            }
        }
    }
    at = write_files(tmp_path / "workspace", {"config/goalsync.yaml": json.dumps(settings)})
    milestone = github.ask("POST", f"{SHOP}/milestones", {"title": "v1"})["number"]
    todo = issue(github, "Add checkout 日本語", labels=["bug", "goal/O1"], milestone=milestone)
    done, dropped = issue(github, "Close me"), issue(github, "Never mind")
    github.ask("PATCH", f"{SHOP}/issues/{done}", {"state": "closed", "state_reason": "completed"})
    github.ask("PATCH", f"{SHOP}/issues/{dropped}", {"state": "closed", "state_reason": "not_planned"})
    merged, open_, unmerged = (pull_request(github, title) for title in ("Merged one", "Open one", "Unmerged one"))
    github.ask("PUT", f"{SHOP}/pulls/{merged}/merge", {})
    github.ask("PATCH", f"{SHOP}/pulls/{unmerged}", {"state": "closed"})
    found = sync(at, 8)
    assert {key: (item["kind"], item["phase"]) for key, item in found.items()} == {
        f"ada/shop/milestones/{milestone}": ("milestone", "doing"),
        f"ada/shop#{todo}": ("issue", "todo"),
        f"ada/shop#{done}": ("issue", "done"),
        f"ada/shop#{dropped}": ("issue", "dropped"),
        f"ada/shop#{merged}": ("pull_request", "done"),
        f"ada/shop#{open_}": ("pull_request", "doing"),
        f"ada/shop#{unmerged}": ("pull_request", "dropped"),
    }
    first = found[f"ada/shop#{todo}"]
    assert (first["title"], sorted(first["labels"]), first["milestone"]) == (
        "Add checkout 日本語",
        ["bug", "goal/O1"],
        "v1",
    )
    github.ask("PATCH", f"{SHOP}/issues/{done}", {"state": "open"})
    github.ask("PUT", f"{SHOP}/issues/{todo}/labels", {"labels": ["feature"]})
    github.ask("PATCH", f"{SHOP}/issues/{todo}", {"title": "Add <b>checkout</b>"})
    github.ask("PUT", f"{SHOP}/pulls/{open_}/merge", {})
    github.ask("PATCH", f"{SHOP}/milestones/{milestone}", {"state": "closed"})
    late = issue(github, "Late")
    found = sync(at, 9)
    assert {key: item["phase"] for key, item in found.items()} == {
        f"ada/shop/milestones/{milestone}": "done",
        f"ada/shop#{todo}": "todo",
        f"ada/shop#{done}": "todo",
        f"ada/shop#{dropped}": "dropped",
        f"ada/shop#{merged}": "done",
        f"ada/shop#{open_}": "done",
        f"ada/shop#{unmerged}": "dropped",
        f"ada/shop#{late}": "todo",
    }
    assert found[f"ada/shop#{todo}"]["labels"] == ["feature"]
    assert found[f"ada/shop#{todo}"]["title"] == "Add <b>checkout</b>"
    again = sync(at, 10)
    del again[f"ada/shop/milestones/{milestone}"], found[f"ada/shop/milestones/{milestone}"]  # updated whenever asked
    assert again == found


def test_as_many_as_a_page_and_more(github: Emulated, tmp_path: Path) -> None:
    """Pages by number, times with milliseconds: all come, and a census finds nothing amiss."""
    numbers = [issue(github, f"Issue {number}") for number in range(130)]
    source = {"connector": "github", "url": github.base, "token": "env:GITHUB_TOKEN", "census": "always"}
    settings = {"sources": {"code": {**source, "repositories": ["ada/shop"]}}}
    at = write_files(tmp_path / "workspace", {"config/goalsync.yaml": json.dumps(settings)})
    assert set(sync(at, 8)) == {f"ada/shop#{number}" for number in numbers}
    assert {item["presence"] for item in sync(at, 9).values()} == {"present"}


def test_pull_requests_are_found_by_their_own_ids(github: Emulated) -> None:
    """This emulator does not list them among issues, as GitHub does: they are asked for by themselves."""
    numbers = [pull_request(github, f"Change {number}") for number in range(3)]
    world = World(None, "", github.base, ("ada/shop",))
    environment = {"GITHUB_TOKEN": TOKEN}
    stored = world.pull(environment=environment)
    assert {item.key for item in stored.items.values()} == {f"ada/shop#{number}" for number in numbers}
    assert stored.census["ada/shop"] == set(stored.items)
    github.ask("PUT", f"{SHOP}/pulls/{numbers[1]}/merge", {})
    world.pull(stored, environment=environment)
    merged = next(item for item in stored.items.values() if item.key == f"ada/shop#{numbers[1]}")
    assert merged.phase == "done"
    source = world.source(environment=environment)
    sought = [Sought(merged.native_id, merged.key), Sought("pull-999", "ada/shop#999")]
    (located,) = source.locate(Partition("ada/shop"), sought, Traffic())
    source.close()
    assert list(located.items) == [merged]
    assert located.lost == ("pull-999",)
