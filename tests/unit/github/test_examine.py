"""What `goalsync doctor` finds out about a GitHub."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from goalsync.model.place import Place
from goalsync.sdk.connector import Examination, MetricRequest, Soundness
from goalsync.sdk.http import Gates
from goalsync_github.config import GitHubSource
from goalsync_github.facts.examine import examine
from goalsync_github.facts.heard import Heard, clock, server, token_end
from goalsync_github.facts.metrics import GitHubMetric
from goalsync_github.site.site import open_site
from support.github import BASES, QUICK, TOKEN, World, github
from support.octokit import Script, Scripted, schema_file

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def examined(world: World, *metrics: str, **keys: Any) -> dict[str, Examination]:
    """By name; two of one name are told apart by a number."""
    config = GitHubSource.model_validate({**world.config, **keys})
    place = Place(Path("mappings/m.yaml"), 1, 1)
    wanted = [MetricRequest(name, GitHubMetric.model_validate({"github": name}), place) for name in metrics]
    context = world.context(census=(), full=False, overlap=300, metrics=wanted)
    site = open_site(config, context, policy=QUICK, gates=Gates())
    found: dict[str, Examination] = {}
    try:
        for one in examine(site, config, context):
            found[one.name if one.name not in found else f"{one.name} {len(found)}"] = one
    finally:
        site.close()
    return found


def soundness(found: Mapping[str, Examination]) -> dict[str, str]:
    """How each is."""
    return {name: one.soundness.value for name, one in found.items()}


@pytest.mark.parametrize("base", BASES)
def test_a_sound_source(base: str) -> None:
    """Everything is looked at, and what the server lacks is a note, no failure."""
    options = ("--project", "acme/7:acme/widgets:40", "--schema", str(schema_file()))
    with github("acme/widgets:60:1", "acme/gadgets:20:2", base=base, options=options) as world:
        found = examined(
            world, "workflow_success", "releases", repositories=["acme/widgets", "acme/g*"], projects=["acme/7"]
        )
    told = soundness(found)
    assert list(told) == [
        "reachable", "clock", "token", "identity", "scopes", "repository acme/widgets", "repositories acme/g*",
        "issues", "pulls", "milestones", "releases", "actions/runs", "sub-issues", "conditional requests",
        "GraphQL", "project acme/7", "rate limits", "deprecations",
    ]  # fmt: skip
    assert {name for name, how in told.items() if how == "failed"} == set()
    assert ("GitHub Enterprise Server 3.19.4" in found["reachable"].found) is bool(base)
    assert told["sub-issues"] == ("note" if base else "ok")
    assert f"by {'GraphQL' if base else 'REST'}; fields that are read: Status, Sprint, Estimate" in (
        found["project acme/7"].found
    )
    assert "1 found: acme/gadgets" in found["repositories acme/g*"].found
    assert "read:project" in found["scopes"].found
    assert ("none announced" in found["rate limits"].found) is bool(base)


def test_without_an_account_nothing_more_is_asked() -> None:
    """A refused token is one failure, not one for every repository."""
    with github("acme/widgets:20:1", options=("--tokens", "other")) as world:
        found = examined(world)
    assert soundness(found) == {"reachable": "failed"}
    assert "401" in found["reachable"].found
    assert found["reachable"].remedy


def test_repositories_one_by_one() -> None:
    """Missing, renamed, archived, disabled, without issues, of no name that a glob fits."""
    names = ["old", "archived", "disabled", "bare", "fine"]
    with github(*(f"acme/{name}:20:1" for name in names)) as world:
        find = world.server.world.find
        find("acme/archived").json["archived"] = True
        find("acme/disabled").json["disabled"] = True
        find("acme/bare").json["has_issues"] = False
        world.control("mutate", {"op": "rename", "repo": "acme/old", "to": "acme/new"})
        asked = [*(f"acme/{name}" for name in names), "acme/missing", "acme/x*", "nobody/*"]
        found = examined(world, repositories=asked)
    assert soundness(found) | {
        "repository acme/old": "warning",
        "repository acme/archived": "note",
        "repository acme/disabled": "failed",
        "repository acme/bare": "warning",
        "repository acme/fine": "ok",
        "repository acme/missing": "failed",
        "repositories acme/x*": "warning",
        "repositories nobody/*": "failed",
        "issues": "ok",
    } == soundness(found)
    assert found["repository acme/old"].remedy == "write acme/new in `repositories`"
    assert found["repositories acme/x*"].found == "5 repositories of that owner are seen, none fits"


def test_permissions_are_tried() -> None:
    """No API tells what a fine-grained token may do: what is refused names the permission to give."""
    with github("acme/widgets:20:1") as world:
        world.fault("/pulls", {"status": 403})
        world.fault("/actions/runs", {"status": 403})
        found = examined(world, "workflow_success")
    assert soundness(found) | {"issues": "ok", "pulls": "failed", "actions/runs": "failed"} == soundness(found)
    assert found["pulls"].remedy == "give the token or App the permission Pull requests: read"
    assert found["actions/runs"].remedy == "give the token or App the permission Actions: read"


def test_a_project_out_of_reach() -> None:
    """With what the token lacks."""
    options = ("--project", "acme/7:acme/widgets:10", "--schema", str(schema_file()), "--no-project-scope")
    with github("acme/widgets:20:1", base="/api/v3", options=options) as world:
        found = examined(world, projects=["acme/7", "acme/8"])
    assert soundness(found) | {"project acme/7": "failed", "project acme/8": "failed"} == soundness(found)
    assert "read:project" in (found["project acme/7"].remedy or "")


def test_without_graphql_it_is_a_note() -> None:
    """Most of a pull needs none."""
    with github("acme/widgets:20:1", options=("--schema", "")) as world:
        found = examined(world)
    assert found["GraphQL"].soundness is Soundness.NOTE


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Sat, 21 Nov 2026 09:00:20 GMT", (Soundness.OK, "agrees with this run's (+20 s)")),
        ("Sat, 21 Nov 2026 08:30:00 GMT", (Soundness.WARNING, "is 1800 seconds behind this run's")),
        ("Sat, 21 Nov 2026 09:10:00 GMT", (Soundness.WARNING, "is 600 seconds ahead of this run's")),
        ("noon", (Soundness.NOTE, "does not tell its time")),
        (None, (Soundness.NOTE, "does not tell its time")),
    ],
)
def test_clocks(date: str | None, expected: tuple[Soundness, str]) -> None:
    """An App's signature and all ages go by them."""
    found = clock({} if date is None else {"Date": date}, NOW)
    assert (found.soundness, expected[1] in found.found) == (expected[0], True)


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        ("2026-11-25 10:00:00 UTC", Soundness.WARNING),
        ("2027-11-25 10:00:00 UTC", Soundness.OK),
        ("2027-11-25 10:00:00 +0200", Soundness.OK),
        ("one day\x1b[2J", Soundness.NOTE),
        ("", Soundness.NOTE),
    ],
)
def test_the_end_of_a_token(ends: str, expected: Soundness) -> None:
    """Said in time."""
    found = token_end({"GitHub-Authentication-Token-Expiration": ends}, NOW)
    assert found.soundness is expected
    assert found.found.isprintable()


def test_the_server_names_itself() -> None:
    """By its version, whatever it holds."""
    assert server({"X-GitHub-Enterprise-Version": "3.21.0"}) == "GitHub Enterprise Server 3.21.0"
    assert "github.com" in server({})
    assert server({"X-GitHub-Enterprise-Version": "3\x07" + "9" * 500}).isprintable()


def test_the_end_of_an_api_is_passed_on() -> None:
    """From the headers of whatever was asked."""
    headers = {"Sunset": "Mon, 01 Mar 2027 00:00:00 GMT", "Deprecation": "@1772323200"}
    heard = Heard(Script(rest=lambda path, _: Scripted(b"{}", headers=headers if path == "meta" else {})))
    heard.ask("user")
    assert heard.deprecations().soundness is Soundness.OK
    heard.ask("meta")
    found = heard.deprecations()
    assert found.soundness is Soundness.WARNING
    assert found.found == "meta: Deprecation: @1772323200, Sunset: Mon, 01 Mar 2027 00:00:00 GMT"


def test_a_budget_that_runs_out_is_a_warning() -> None:
    """With when it is full again."""
    with github("acme/widgets:20:1") as world:
        world.server.bucket(TOKEN, "core")["used"] = 4900
        found = examined(world)
    assert found["rate limits"].soundness is Soundness.WARNING
