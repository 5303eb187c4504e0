"""GitHub through the command line into the store: what people see is what is there, and what is not known is held."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from e2e.cli import call, document, run
from support.github import BASES, TOKEN, World, github
from support.workspaces import write_files

SHOP, PAY = "acme/shop", "acme/pay"
METRICS = """\
metrics:
  - {id: open_work, count: {source: code, phase: [todo, doing]}}
  - {id: stars, source: code, github: stars}
"""


@pytest.fixture(params=BASES)
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    """Two repositories that are pulled, and one that is not."""
    names = ("acme/shop:140:1:ties=20", "acme/pay:60:2:ties=5", "acme/other:20:3")
    with github(*names, base=request.param, pulled=(SHOP, PAY)) as running:
        yield running


def workspace(directory: Path, world: World) -> Path:
    """A workspace that has this source alone."""
    settings = {"sources": {"code": {"connector": "github", **world.config}}}
    return write_files(directory, {"config/goalsync.yaml": json.dumps(settings), "mappings/metrics.yaml": METRICS})


def sync(directory: Path, day: int, *arguments: str) -> tuple[int, dict[str, Any]]:
    """A run on a day of November; how it ended and its report."""
    now = f"2026-11-{day:02}T09:00:00+00:00"
    done = call(
        "-C", str(directory), "sync", "--now", now, "--format", "json", *arguments, environment={"GITHUB_TOKEN": TOKEN}
    )
    assert TOKEN not in done.stdout + done.stderr
    return done.returncode, document(done)


def held(directory: Path) -> dict[str, tuple[str, str, str]]:
    """Native id → key, phase and presence, as the store has them."""
    with sqlite3.connect(directory / ".goalsync" / "goalsync.db") as db:
        return {row[0]: row[1:] for row in db.execute("SELECT native_id, key, phase, presence FROM items")}


def present(directory: Path) -> set[str]:
    """The native ids of what is there."""
    return {native for native, (_, _, presence) in held(directory).items() if presence == "present"}


def test_the_store_equals_the_truth_run_after_run(tmp_path: Path, world: World) -> None:
    """Pulled, pulled again, changed, and with a census after a day: deleted, transferred, and in plain words."""
    at = workspace(tmp_path, world)
    code, report = sync(at, 1)
    assert code == 0, report["sources"]
    every = world.truth(SHOP).keys() | world.truth(PAY).keys()
    assert present(at) == every
    (source,) = report["sources"]
    assert [(part["name"], part["state"]) for part in source["partitions"]] == [
        (PAY, "complete"),
        (SHOP, "complete"),
        ("metrics", "complete"),
    ]
    code, report = sync(at, 1)
    assert (code, present(at)) == (0, every)
    assert [part["changed"] for part in report["sources"][0]["partitions"][:2]] == [0, 0]
    moved, gone, away = (str(world.server.world.find(SHOP).issues[number]["id"]) for number in (4, 5, 6))
    world.mutate("transfer", SHOP, 4, to=PAY)
    world.mutate("delete", SHOP, 5)
    world.mutate("transfer", SHOP, 6, to="acme/other")
    world.mutate("close", SHOP, 7, 8)
    code, report = sync(at, 3)
    assert code == 0, report["sources"]
    assert present(at) == world.truth(SHOP).keys() | world.truth(PAY).keys()
    assert [held(at)[one][2] for one in (moved, gone, away)] == ["moved", "deleted", "moved"]


def test_what_cannot_be_read_is_held_and_comes_back(tmp_path: Path, world: World) -> None:
    """A repository turns private: exit 4, nothing of it is deleted, and what was counted stands; then it is back."""
    at = workspace(tmp_path, world)
    sync(at, 1)
    before = held(at)
    world.control("config", {"private_tokens": ["another"]})
    world.mutate("private", PAY)
    code, report = sync(at, 2)
    assert code == 4
    parts = {part["name"]: (part["state"], part["code"]) for part in report["sources"][0]["partitions"]}
    assert parts[PAY] == ("failed", "forbidden")
    assert parts[SHOP] == ("complete", None)
    after = held(at)
    assert {native: one[:2] for native, one in after.items()} == {native: one[:2] for native, one in before.items()}
    assert {one[2] for native, one in after.items() if one[0].startswith(PAY)} == {"access_lost"}
    world.mutate("private", PAY, value=False)
    code, report = sync(at, 3)
    assert code == 0, report["sources"]
    assert held(at) == before


def test_a_limit_far_away_parks_the_source_and_the_next_run_goes_on(tmp_path: Path, world: World) -> None:
    """Exit 4 with code limited within no time; without the limit the store equals the truth."""
    at = workspace(tmp_path, world)
    world.fault(r"/issues\?", {"secondary": 403, "retry_after": 3000}, nth=[2])
    code, report = sync(at, 1)
    assert code == 4
    assert "limited" in {part["code"] for part in report["sources"][0]["partitions"]}
    world.heal()
    now = "2026-11-01T10:00:00+00:00"  # in another process: the pause that was asked for binds this one
    done = run("-C", str(at), "sync", "--now", now, environment={"GITHUB_TOKEN": TOKEN})
    assert done.returncode == 0, done.stderr
    assert present(at) == world.truth(SHOP).keys() | world.truth(PAY).keys()
