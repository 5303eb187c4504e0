"""Metrics that GitHub holds: exactly what is there, or held with the reason."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from goalsync.model.place import Place
from goalsync.model.vocabulary import OnDuplicate, PullCode
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync.sdk.errors import SourceError
from goalsync_github.config import GitHubSource
from goalsync_github.facts.metrics import GitHubMetric, Reading, read
from support.github import World, github
from support.octokit import Script, Scripted, schema_file, site_of

NOW = datetime(2026, 11, 21, 22, 30, tzinfo=UTC)
REPOSITORIES = ("acme/widgets", "acme/gadgets")
TWO = ("acme/widgets:300:1", "acme/gadgets:80:2")


def counted(site: Any, repositories: tuple[str, ...] = REPOSITORIES, zone: str = "UTC", **keys: Any) -> MetricResult:
    """Read one metric."""
    request = MetricRequest("m", GitHubMetric.model_validate(keys), Place(Path("mappings/m.yaml"), 3, 5))
    return read(site, request, Reading("code", repositories, NOW, NOW.date(), ZoneInfo(zone)))


def number(result: MetricResult) -> float | None:
    """The level, dated today."""
    assert result.problem is None
    assert not result.whole
    (value,) = result.measurements
    assert value.at == "2026-11-21"
    return value.value


def repos(world: World) -> list[Any]:
    """The stand-in's own."""
    return [world.server.world.find(name) for name in REPOSITORIES]


def test_stars_and_forks() -> None:
    """Of all repositories together, of one, of those that a glob means."""
    with github(*TWO) as world:
        for at, repo in enumerate(repos(world)):
            repo.json.update(stargazers_count=100 + at, forks_count=7)
        site = site_of(world)
        assert number(counted(site, github="stars")) == 201
        assert number(counted(site, github="stars", repository="ACME/gadgets")) == 101
        assert number(counted(site, github="stars", repository=["acme/widgets", "acme/g*"])) == 201
        assert number(counted(site, github="forks", repository="acme/w*")) == 7


@pytest.mark.parametrize("by", ["GraphQL", "listing"])
def test_open_issues_are_no_pull_requests(by: str) -> None:
    """In one request by GraphQL; where that is not to be had, listed."""
    options = ("--schema", str(schema_file()) if by == "GraphQL" else "")
    with github(*TWO, options=options) as world:
        everything = [raw for repo in repos(world) for raw in repo.issues.values() if raw["state"] == "open"]
        expected = sum("pull_request" not in raw for raw in everything)
        assert number(counted(site_of(world), github="open_issues")) == expected < len(everything)
        assert sum(line["path"] == "/graphql" and line["status"] == 200 for line in world.log) == (
            2 if by == "GraphQL" else 0
        )


def test_issues_that_are_switched_off_are_not_0() -> None:
    """There is no number then: the metric is held."""
    off = {"data": {"repository": {"hasIssuesEnabled": False, "issues": {"totalCount": 0}}}}
    found = counted(Script(query=lambda *_: off), github="open_issues")
    assert found.measurements == ()
    assert "mappings/m.yaml:3:5: metric m: acme/widgets has its issues switched off" in (found.problem or "")


def test_releases() -> None:
    """Published ones, pre-releases too; drafts are told apart."""
    with github(*TWO) as world:
        result = counted(site_of(world), github="releases")
        assert number(result) == 22
        assert (result.looked_at, result.matched, result.skipped) == (24, 22, {"draft": 2})


def test_each_release_is_a_dated_event() -> None:
    """Keyed by its id, on the day it had where people are; so it may be accumulated and be corrected."""
    with github("acme/widgets:300:1") as world:
        repo = world.server.world.find("acme/widgets")
        repo.releases[3]["published_at"] = "2026-03-01T23:30:00Z"
        result = counted(site_of(world), ("acme/widgets",), "Asia/Kolkata", github="releases", each=True)
        assert result.whole
        told = {value.key: value for value in result.measurements}
        assert set(told) == {str(raw["id"]) for raw in repo.releases if not raw["draft"]}
        assert told[str(repo.releases[3]["id"])].at == "2026-03-02"
        assert {value.value for value in told.values()} == {1.0}
        evidence = told[str(repo.releases[3]["id"])].evidence
        assert evidence is not None
        assert evidence.raw == repo.releases[3]["tag_name"]


def test_releases_over_a_time() -> None:
    """Only what was published within it, and 0 is a number; what is older is counted as left out."""
    with github("acme/widgets:300:1") as world:
        repo = world.server.world.find("acme/widgets")
        for at, raw in enumerate(repo.releases[1:]):
            raw["published_at"] = written(NOW - timedelta(days=10 * at + 5))
        site = site_of(world)
        result = counted(site, ("acme/widgets",), github="releases", over="30 days")
        assert number(result) == 3
        assert result.skipped == {"draft": 1, "not in the last 30 days": 8}
        assert number(counted(site, ("acme/widgets",), github="releases", over="1 hour")) == 0


def test_deployments() -> None:
    """All that were created, or those to one environment."""
    with github(*TWO) as world:
        site = site_of(world)
        assert number(counted(site, github="deployments")) == 60
        result = counted(site, github="deployments", environment="Production")
        assert number(result) == 30
        assert result.skipped == {"another environment": 30}
        each = counted(site, github="deployments", environment="staging", each=True)
        assert (each.whole, len(each.measurements)) == (True, 30)


def test_old_deployments_are_not_read() -> None:
    """A page in order of time that is all too old is the last one that is asked for."""
    with github("acme/widgets:300:1") as world:
        repo = world.server.world.find("acme/widgets")
        pattern = repo.deployments[0]
        newest = [NOW - timedelta(hours=hour) for hour in range(1000)]
        repo.deployments = [
            {**pattern, "id": 10_000 - at, "created_at": written(time)} for at, time in enumerate(newest)
        ]
        site = site_of(world)
        assert number(counted(site, ("acme/widgets",), github="deployments", over="5 days")) == 120
        assert len(world.log) == 3


def written(at: datetime) -> str:
    """As GitHub writes times."""
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def expected_success(raws: list[Any]) -> float:
    """100 · succeeded ÷ (succeeded + failed)."""
    found = Counter(raw["conclusion"] for raw in raws)
    return 100 * found["success"] / (found["success"] + found["failure"])


def test_workflow_success() -> None:
    """Of runs that succeeded or failed; what was cancelled, skipped or runs still is left out and told."""
    with github(*TWO) as world:
        every = [raw for repo in repos(world) for raw in repo.runs]
        site = site_of(world)
        result = counted(site, github="workflow_success")
        assert number(result) == pytest.approx(expected_success(every))
        assert result.looked_at == len(every)
        of = Counter(raw["conclusion"] for raw in every)
        assert result.skipped == {
            "cancelled": of["cancelled"], "skipped": of["skipped"], "in_progress": of[None],
        }  # fmt: skip
        deploys = [raw for raw in every if raw["name"] == "Deploy production" and raw["head_branch"] == "main"]
        for workflow in ("Deploy production", "deploy.yml", ".github/workflows/deploy.yml"):
            found = counted(site, github="workflow_success", workflow=workflow, branch="main")
            assert number(found) == pytest.approx(expected_success(deploys))
            assert found.matched < result.matched


def test_more_runs_than_github_lists() -> None:
    """Of a filtered list 1,000 are shown: the span is cut until all are, and the number is that of all."""
    with github("acme/widgets:300:1") as world:
        repo = world.server.world.find("acme/widgets")
        since = NOW - timedelta(days=30)
        repo.runs = [
            {
                **raw,
                "id": 10_000 * copy + at,
                "created_at": f"{since + timedelta(minutes=at + 90 * copy):%Y-%m-%dT%H:%M:%SZ}",
            }
            for copy in range(12)
            for at, raw in enumerate(deepcopy(repo.runs))
        ]
        assert len(repo.runs) == 3600
        result = counted(site_of(world), ("acme/widgets",), github="workflow_success", over="30 days")
        assert number(result) == pytest.approx(expected_success(repo.runs))
        assert result.looked_at == 3600
        assert len(world.log) < 36 * 2


def test_a_second_with_more_runs_than_github_lists() -> None:
    """It cannot be cut further: an error, never 1,000 of them passed off as all."""
    with github("acme/widgets:300:1") as world:
        repo = world.server.world.find("acme/widgets")
        at = written(NOW - timedelta(days=1))
        repo.runs = [{**repo.runs[0], "id": number, "created_at": at} for number in range(1001)]
        with pytest.raises(SourceError, match="1000 workflow runs or more"):
            counted(site_of(world), ("acme/widgets",), github="workflow_success", over="30 days")


def test_a_list_that_shows_fewer_than_it_counts() -> None:
    """Is an error after it was read again."""
    short = {"total_count": 5, "workflow_runs": [{"id": 1, "conclusion": "success"}]}
    script = Script(rest=lambda path, _: short if path.endswith("/runs") else None)
    with pytest.raises(SourceError, match="counts 5 and lists 1"):
        counted(script, ("acme/widgets",), github="workflow_success")
    assert len(script.asked) == 3


def test_no_runs_are_no_data() -> None:
    """Nothing that succeeded or failed is neither 0 nor 100 percent."""
    none = {"total_count": 1, "workflow_runs": [{"id": 1, "status": "queued"}]}
    result = counted(Script(rest=lambda *_: none), ("acme/widgets",), github="workflow_success")
    assert (result.measurements, result.problem, result.matched) == ((), None, 0)
    assert result.skipped == {"queued": 1}


@pytest.mark.parametrize("what", ["stars", "forks", "releases", "deployments", "workflow_success", "open_issues"])
def test_a_repository_that_is_refused_holds_the_metric(what: str) -> None:
    """The others alone are not the number; it is said where and why."""
    with github(*TWO, options=("--schema", str(schema_file()))) as world:
        found = counted(site_of(world), (*REPOSITORIES, "acme/secret"), github=what)
    assert found.measurements == ()
    assert (found.problem or "").startswith("mappings/m.yaml:3:5: metric m: ")
    assert "acme/secret" in (found.problem or "")


def test_a_glob_that_means_nothing() -> None:
    """Is a problem of the metric, and not 0."""
    found = counted(Script(), github="stars", repository="other/*")
    assert "no repository of the source is called so" in (found.problem or "")


def test_the_network_is_no_problem_of_one_metric() -> None:
    """What GitHub does not answer at all fails the pull."""

    def down(path: str, params: object) -> Scripted:
        raise SourceError(PullCode.UNREACHABLE, "no answer")

    with pytest.raises(SourceError, match="no answer"):
        counted(Script(rest=down), github="stars")


@pytest.mark.parametrize(
    "body", [{"id": 1, "full_name": "acme/widgets"}, {"id": 1, "full_name": "a/b", "stargazers_count": "9"}]
)
def test_a_count_that_is_not_told_is_not_0(body: dict[str, Any]) -> None:
    """An answer without it is no answer."""
    with pytest.raises(SourceError, match="without a readable count"):
        counted(Script(rest=lambda *_: body), github="stars")


@pytest.mark.parametrize("published_at", ["yesterday", "2026-01-01"])
def test_a_release_without_a_readable_time(published_at: str) -> None:
    """Cannot be dated, so nothing is."""
    raw = [{"id": 1, "tag_name": "v1", "draft": False, "published_at": published_at}]
    with pytest.raises(SourceError, match="no readable time"):
        counted(Script(rest=lambda *_: raw), ("a/b",), github="releases")


@pytest.mark.parametrize(
    "keys",
    [
        {"github": "watchers"},
        {"github": "stars", "over": "30 days"},
        {"github": "stars", "each": True},
        {"github": "releases", "each": True, "over": "30 days"},
        {"github": "releases", "over": "a month"},
        {"github": "releases", "over": "0 days"},
        {"github": "releases", "environment": "production"},
        {"github": "releases", "repository": "widgets"},
        {"github": "releases", "repository": []},
        {"github": "deployments", "workflow": "ci.yml"},
        {"github": "stars", "unknown": 1},
        {},
    ],
)
def test_keys_that_do_not_fit(keys: dict[str, Any]) -> None:
    """Are errors of the configuration, before anything is asked."""
    with pytest.raises(ValidationError):
        GitHubMetric.model_validate(keys)


def test_what_the_core_is_told() -> None:
    """Only what is told one by one is events; all runs there ever were are advised against."""
    source = GitHubSource.model_validate({"token": "env:T", "repositories": ["acme/widgets"]})
    releases = GitHubMetric.model_validate({"github": "releases"})
    each = GitHubMetric.model_validate({"github": "releases", "each": True})
    assert (releases.events(), each.events()) == (False, True)
    assert (releases.duplicates(), each.duplicates()) == (OnDuplicate.ERROR, OnDuplicate.SUM)
    runs = GitHubMetric.model_validate({"github": "workflow_success"})
    assert len(list(runs.advice(source))) == 1
    over = GitHubMetric.model_validate({"github": "workflow_success", "over": "2 weeks"})
    assert (list(over.advice(source)), over.window) == ([], timedelta(weeks=2))
