"""Jira that limits, fails, cuts, lies and forgets who we are: recovered, or said, and never a wrong number."""

from __future__ import annotations

from typing import Any

import pytest

from goalsync.model.vocabulary import PullCode
from support.jira import Stored, World, jira

FLAVOURS = ("cloud", "datacenter")
READS = "search|bulkfetch"
LIMITS: dict[str, dict[str, Any]] = {
    "seconds": {"action": "429", "retry_after": 1},
    "date": {"action": "429", "retry_after": 1, "style": "date"},
    "float": {"action": "429", "retry_after": 1, "style": "float"},
    "none": {"action": "429", "style": "none"},
    "503 with a pause": {"action": "503", "retry_after": 1},
}
PASSING: dict[str, list[dict[str, Any]]] = {
    "bursts of 5xx": [{"action": status, "p": 0.1} for status in ("500", "502", "503", "504")],
    "resets": [{"action": "reset", "p": 0.15}],
    "resets within an answer": [{"action": "reset_mid", "p": 0.15}],
    "cut answers": [{"action": "truncate", "p": 0.15, "frac": 0.7}],
    "short pages": [{"action": "short_page", "p": 0.5, "n": 3}],
    "pages that repeat an issue": [{"action": "dup", "p": 0.5}],
    "a visit taken for anonymous once": [{"action": "anonymous", "nth": [2, 7]}],
    "empty pages": [{"action": "empty_page", "nth": [3, 6]}],
}
TOLD: dict[str, tuple[dict[str, Any], PullCode]] = {
    "a login page": ({"action": "html", "nth": [4]}, PullCode.AUTH),
    "nothing": ({"action": "empty", "after": 3}, PullCode.BAD_ANSWER),
    "half an answer that claims to be whole": ({"action": "badjson", "after": 3}, PullCode.BAD_ANSWER),
    "forbidden": ({"action": "403", "nth": [4]}, PullCode.FORBIDDEN),
    "not signed in": ({"action": "401", "nth": [4]}, PullCode.AUTH),
    "no end of failures": ({"action": "503", "after": 3}, PullCode.UNREACHABLE),
    "half an hour": ({"action": "429", "after": 3, "retry_after": 1800}, PullCode.LIMITED),
}


def check(world: World, stored: Stored, before: Stored | None = None) -> None:
    """What a run says is complete is: each item as it is, and the census all there is. Nothing else was touched."""
    truth = world.truth()
    for name, ids in stored.census.items():
        assert ids == {native for native, true in truth.items() if true["project"] == name}
    complete = set(stored.traffic) - set(stored.errors)
    wrong = {text.split()[0] for text in world.differences(stored)}
    assert complete.isdisjoint(truth[native]["project"] for native in wrong)
    old = {} if before is None else before.items
    assert all(native not in stored.items or stored.items[native] == old.get(native) for native in wrong)


def recovered(world: World, stored: Stored) -> None:
    """Without the faults the next run ends equal to the truth."""
    world.server.faults.reset()
    world.server.hold_until = 0.0
    world.pull(stored)
    assert stored.errors == {}
    assert world.differences(stored) == []


def paged(flavour: str, issues: int = 400, **options: Any) -> Any:
    """A world whose pages are small, so that there are many."""
    if flavour == "cloud":
        options.setdefault("id_page_cap", 40)
        return jira(flavour, issues, **options)
    return jira(flavour, issues, page_cap=40, **options)


@pytest.mark.parametrize("style", LIMITS)
def test_a_limit_is_kept_and_ridden_out(style: str) -> None:
    """A pause in every form: nothing is sent before it has passed, and everything comes."""
    for flavour in FLAVOURS:
        with paged(flavour, 150) as world:
            world.server.faults.add(match=READS, nth=[4], **LIMITS[style])
            stored = world.pull(concurrency=1)
            assert stored.errors == {}
            assert world.differences(stored) == []
            assert world.stats["retry_after_violations"] == 0
            assert world.stats["max_in_flight"] == 1
            assert sum(traffic.retries for traffic in stored.traffic.values()) == 1


def test_a_limit_binds_all_threads() -> None:
    """Eight at once: what was on its way arrives, and nothing else before the pause has passed."""
    with jira("cloud", 1500, projects=("ALPHA",), latency=0.01) as world:
        world.server.faults.add(match="bulkfetch", nth=[9], action="429", retry_after=1)
        stored = world.pull(concurrency=8)
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert world.stats["status"]["429"] == 1
        assert world.stats["retry_after_violations"] <= 7
        assert world.stats["max_in_flight"] <= 8


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_recovered_within_the_run(flavour: str, name: str) -> None:
    """Failures, resets, cut bodies, odd pages: no error, each issue as it is, all ids in the census."""
    with paged(flavour) as world:
        for rule in PASSING[name]:
            world.server.faults.add(match=READS, **rule)
        stored = world.pull()
        assert stored.errors == {}
        assert world.differences(stored) == []
        check(world, stored)
        assert sum(world.stats["faults"].values())


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("name", TOLD)
def test_what_does_not_pass_is_said_and_made_good_by_the_next_run(flavour: str, name: str) -> None:
    """The partition fails with its code; what was stored is right; the next run resumes and completes it."""
    rule, code = TOLD[name]
    with paged(flavour) as world:
        world.server.faults.add(match=READS, **rule)
        stored = world.pull()
        assert {error.code for error in stored.errors.values()} == {code}
        assert all(name in str(error) and error.remedy for name, error in stored.errors.items())
        check(world, stored)
        recovered(world, stored)


def test_a_repeated_token_is_an_error_and_no_endless_walk() -> None:
    """The listing stops with an error; no census is claimed; the next run is whole."""
    with paged("cloud") as world:
        world.server.faults.add(match="search/jql", action="repeat_token")
        stored = world.pull()
        assert {error.code for error in stored.errors.values()} == {PullCode.BAD_ANSWER}
        assert stored.census == {}
        recovered(world, stored)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_pages_that_stay_empty_are_an_error(flavour: str) -> None:
    """More is announced and never comes."""
    with paged(flavour) as world:
        world.server.faults.add(match="search", action="empty_page", after=2)
        stored = world.pull()
        assert {error.code for error in stored.errors.values()} == {PullCode.BAD_ANSWER}
        check(world, stored)
        recovered(world, stored)


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("how", ["401", "anonymous"])
@pytest.mark.parametrize("requests", [0, 1, 2, 3, 4, 5, 6, 8, 11, 15, 20])
def test_credentials_that_end_at_any_moment_lose_nothing(flavour: str, how: str, requests: int) -> None:
    """Refused or, worse, taken for an anonymous visitor whose answers are empty: nothing is believed of it."""
    with paged(flavour, 200) as world:
        stored = world.pull(projects=["ALPHA"])
        before = Stored(dict(stored.items))
        assert world.store.touch("ALPHA-2")
        world.server.reset_stats()
        world.server.expire_after, world.server.bad_auth = requests, how
        try:
            world.pull(stored, census=["ALPHA"])
        except Exception as error:
            assert "token" in str(error)  # noqa: PT017 - the first of them ends before any partition
        check(world, stored, before)
        assert {error.code for error in stored.errors.values()} <= {PullCode.AUTH}
        world.server.expire_after = None
        recovered(world, stored)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_project_forbidden_in_the_middle_of_a_walk(flavour: str) -> None:
    """Its issues are not taken for deleted: the partition fails as forbidden, the others are complete."""
    with paged(flavour) as world:
        source = world.source()
        stored = Stored()
        for partition in source.partitions():
            if partition.name == "BETA":
                pages = source.pull(partition, None, stored.traffic.setdefault("BETA", _traffic()))
                world.store.forbidden = {"BETA"}
                world.store.version += 1
                with pytest.raises(Exception, match="BETA"):
                    list(pages)
        source.close()
        world.store.forbidden = set()
        world.store.version += 1
        recovered(world, stored)


def _traffic() -> Any:
    from goalsync.sdk.connector import Traffic

    return Traffic()


@pytest.mark.parametrize("paging", ["keyset", "offset", "snapshot"])
@pytest.mark.parametrize("ties", [False, True])
def test_every_kind_of_paging_while_issues_change(paging: str, ties: bool) -> None:
    """Touched after each page, in any order of ties: after the next quiet run nothing is missed."""
    with paged("cloud", paging=paging, unstable_ties=ties, churn=3) as world:
        stored = world.pull()
        assert stored.errors == {}
        assert stored.items.keys() == world.truth().keys()
        world.server.churn = 0
        recovered(world, stored)


@pytest.mark.parametrize("ties", [False, True])
def test_data_center_while_issues_change(ties: bool) -> None:
    """The same by seeking, also where the issue to seek beyond is deleted in between."""
    with paged("datacenter", unstable_ties=ties, churn=3) as world:
        stored = world.pull()
        assert stored.errors == {}
        assert stored.items.keys() == world.truth().keys()
        world.server.churn = 0
        recovered(world, stored)
