"""GitHub that limits, fails, cuts, lies and shifts: recovered to the truth, or said, and never a wrong number."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.connector import Partition, Traffic
from goalsync.sdk.errors import SourceError
from goalsync.sdk.http import Policy
from support.github import BASES, Stored, World, github

SHOP = "acme/shop"
ISSUES = r"/(repos/acme/shop|repositories/\d+)/issues\?"
LIMITS: dict[str, dict[str, Any]] = {
    "primary, 403": {"primary": 403, "reset_in": 1},
    "primary, 429": {"primary": 429, "reset_in": 1},
    "secondary, seconds": {"secondary": 403, "retry_after": 1},
    "secondary, seconds, 429": {"secondary": 429, "retry_after": 1},
    "secondary, a date": {"secondary": 403, "retry_after": "date", "retry_in": 1},
    "secondary, not said how long": {"secondary": 403, "retry_after": None},
    "secondary, not said how long, 429": {"secondary": 429, "retry_after": None},
}
PASSING: dict[str, dict[str, Any]] = {
    "a server error": {"do": {"status": 500}, "nth": [2, 4]},
    "a page that took too long": {"do": {"status": 502}, "nth": [1, 2]},
    "no service": {"do": {"status": 503}, "every": 2},
    "no answer behind the gateway": {"do": {"status": 504}, "nth": [3]},
    "a reset": {"do": {"reset": "before"}, "every": 2},
    "a reset within an answer": {"do": {"reset": "mid"}, "every": 2},
    "a cut answer": {"do": {"truncate": "length"}, "every": 2},
    "half an answer that claims to be whole": {"do": {"truncate": "json"}, "every": 2},
    "a page of the web site": {"do": {"html": "<html><body>Unicorn!</body></html>"}, "nth": [2]},
    "nothing": {"do": {"text": ""}, "nth": [2]},
    "an empty page though more follows": {"do": {"empty_page": True}, "every": 2},
    "silence": {"do": {"hang": 3}, "nth": [2]},
    "a late answer": {"do": {"delay": 0.3}, "nth": [2]},
}
TOLD: dict[str, tuple[dict[str, Any], PullCode]] = {
    "not signed in": ({"do": {"status": 401}, "nth": [3]}, PullCode.AUTH),
    "forbidden": ({"do": {"status": 403}, "nth": [3]}, PullCode.FORBIDDEN),
    "not found": ({"do": {"status": 404}, "nth": [3]}, PullCode.FORBIDDEN),
    "switched off": ({"do": {"status": 410}, "nth": [3]}, PullCode.GONE),
    "taken down": ({"do": {"status": 451}, "nth": [3]}, PullCode.GONE),
    "a wall before page numbers": ({"do": {"status": 422}, "nth": [3]}, PullCode.UNREADABLE),
    "no end of failures": ({"do": {"status": 503}, "from": 3}, PullCode.UNREACHABLE),
    "no end of resets": ({"do": {"reset": "before"}, "from": 3}, PullCode.UNREACHABLE),
    "no end of half answers": ({"do": {"truncate": "json"}, "from": 3}, PullCode.BAD_ANSWER),
    "no end of empty pages": ({"do": {"empty_page": True}, "from": 3}, PullCode.BAD_ANSWER),
    "no list at all": ({"do": {"json": {"message": "hello"}, "status": 200}, "from": 3}, PullCode.BAD_ANSWER),
    "a page to sign in": ({"do": {"html": "<html><input type=password></html>"}, "from": 3}, PullCode.AUTH),
    "out of the API": ({"do": {"redirect": "http://127.0.0.1:9/login", "status": 302}, "from": 3}, PullCode.BAD_ANSWER),
    "in circles": ({"do": {"redirect": "/repos/acme/shop/issues", "status": 301}, "from": 3}, PullCode.BAD_ANSWER),
    "half an hour": ({"do": {"secondary": 403, "retry_after": 1800}, "nth": [3]}, PullCode.LIMITED),
    "used up for an hour": ({"do": {"primary": 403, "reset_in": 3600}, "nth": [3]}, PullCode.LIMITED),
    "limited again and again": ({"do": {"secondary": 403, "retry_after": None}, "from": 3}, PullCode.LIMITED),
}
SHIFTS: dict[str, Mapping[str, int]] = {
    "touched": {"touch": 3},
    "closed": {"close": 2},
    "created": {"insert": 4},
    "touched behind": {"touch": 5, "skip": 150},
}


def shop(base: str = "", *options: str) -> Any:
    """One repository of a few pages, with more than a page of one second."""
    return github("acme/shop:430:1:ties=150", base=base, options=options)


def check(world: World, stored: Stored) -> None:
    """What is held of an issue is as it is, and a census is only there where all was seen."""
    assert [text for text in world.differences(stored) if "missing" not in text] == []
    if stored.census:
        assert stored.census[SHOP] == world.truth(SHOP).keys()


def recovered(world: World, stored: Stored) -> None:
    """Without the faults the next run ends equal to the truth."""
    world.heal()
    world.pull(stored)
    assert stored.errors == {}
    assert world.differences(stored) == []


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize("base", BASES)
def test_a_limit_is_kept_and_ridden_out(base: str, name: str) -> None:
    """In every form that GitHub has: it is waited for, then everything comes."""
    with shop(base) as world:
        world.fault(ISSUES, LIMITS[name], nth=[3])
        stored = world.pull()
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert stored.traffic[SHOP].retries >= 1
        assert stored.traffic[SHOP].waited_seconds > 0


def test_a_pause_binds_all_threads_and_is_kept() -> None:
    """Nothing at all is sent before it has passed."""
    with shop() as world:
        world.fault(ISSUES, {"secondary": 403, "retry_after": 1}, nth=[3])
        world.pull()
        log = world.log
        refused = next(at for at, request in enumerate(log) if request["status"] == 403)
        assert log[refused + 1]["t"] - log[refused]["t"] >= 1


@pytest.mark.parametrize("base", BASES)
def test_a_budget_that_is_enforced_is_not_overdrawn(base: str) -> None:
    """Ten requests in two seconds: the answer that says none is left is believed, so that none is refused."""
    options = ("--enforce-rate", "--rate-limit", "5", "--rate-window", "2", "--ghes-rate-limits")
    with shop(base, *options) as world:
        stored = world.pull()
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert 403 not in {request["status"] for request in world.log}
        assert stored.traffic[SHOP].waited_seconds > 0


def test_a_budget_that_is_used_up_for_long_parks_the_source() -> None:
    """The reset is further away than `max_wait`: said with the time, nothing is slept; the next run goes on there."""
    with shop("", "--enforce-rate", "--rate-limit", "6", "--rate-window", "3000") as world:
        stored = world.pull()
        assert stored.errors[SHOP].code is PullCode.LIMITED
        assert "run again in" in str(stored.errors[SHOP])
        assert stored.census == {}
        held = len(stored.items)
        world.control("config", {"enforce_rate": False, "core_limit": 5000})
        recovered(world, stored)
        assert len(set(stored.brought(SHOP))) < len(stored.items) - held + 160


def test_requests_at_once_stay_within_bounds() -> None:
    """Eight repositories, two at once allowed."""
    names = [f"acme/part-{number}:120:{number}:ties=0" for number in range(6)]
    with github(*names, options=("--max-concurrent", "2")) as world:
        stored = together(world, 2)
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert world.stats["max_in_flight"] <= 2


def together(world: World, threads: int) -> Stored:
    """Pull all partitions at once."""
    stored = Stored()
    source = world.source(concurrency=threads)

    def one(partition: Partition) -> None:
        for page in source.pull(partition, None, Traffic()):
            stored.take(partition.name, page)

    with ThreadPoolExecutor(threads * 2) as pool:
        list(pool.map(one, source.partitions()))
    source.close()
    return stored


@pytest.mark.parametrize("name", PASSING)
def test_what_passes_is_recovered_within_the_run(name: str) -> None:
    """No error, each item as it is, all ids in the census."""
    rule = PASSING[name]
    with shop() as world:
        world.fault(ISSUES, rule["do"], **{key: value for key, value in rule.items() if key != "do"})
        stored = world.pull(policy=Policy(first_pause=0.01, longest_pause=0.05, read_timeout=0.6, max_wait=30))
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert stored.census[SHOP] == world.truth(SHOP).keys()
        assert sum(world.control("state")["hits"].values()) >= 1


@pytest.mark.parametrize(
    ("base", "name"), [(base, name) for base in BASES for name in TOLD if not (base and "used up" in name)]
)  # Enterprise Server sends no time with a used-up budget, as a rule
def test_what_does_not_pass_is_said_and_made_good_by_the_next_run(base: str, name: str) -> None:
    """The partition fails with its code; what was stored is right; the next run resumes and completes it."""
    rule, code = TOLD[name]
    do = dict(rule["do"])
    with shop(base) as world:
        if "redirect" in do and do["redirect"].startswith("/"):
            do["redirect"] = world.base + do["redirect"]
        world.fault(ISSUES, do, **{key: value for key, value in rule.items() if key != "do"})
        stored = world.pull()
        assert {name: error.code for name, error in stored.errors.items()} == {SHOP: code}
        assert SHOP in str(stored.errors[SHOP])
        assert stored.errors[SHOP].remedy
        assert stored.census == {}
        assert stored.items
        check(world, stored)
        recovered(world, stored)


@pytest.mark.parametrize("style", ["cursor", "page"])
@pytest.mark.parametrize("name", SHIFTS)
def test_pages_that_shift_while_they_are_read_lose_nothing(name: str, style: str) -> None:
    """Somebody works on the issues all the time: before every other answer some are touched, closed, created."""
    with shop("", "--link-style", style) as world:
        world.fault(ISSUES, {"shift": SHIFTS[name]}, every=2, to=12)
        stored = world.pull()
        assert stored.errors == {}
        world.heal()
        world.pull(stored)
        assert world.differences(stored) == []
        world.pull(stored, census=[SHOP])
        assert stored.census[SHOP] == world.truth(SHOP).keys()


@pytest.mark.parametrize("style", ["cursor", "page"])
def test_issues_deleted_while_they_are_read_shift_nothing_out(style: str) -> None:
    """Everything that is still there is held and in the census."""
    with shop("", "--link-style", style) as world:
        world.fault(ISSUES, {"shift": {"delete": 3}}, every=2)
        stored = world.pull()
        assert stored.errors == {}
        assert world.truth(SHOP).keys() <= stored.census[SHOP]
        assert [text for text in world.differences(stored) if "is not there" not in text] == []


def test_pages_by_number_that_never_rest_are_an_error() -> None:
    """A second that is larger than a page, and always another issue of it is touched: said, not guessed."""
    with shop("", "--link-style", "page") as world:
        numbers = sorted(world.server.world.find(SHOP).issues)
        world.mutate("touch", SHOP, *numbers, at="2026-11-05T12:00:00Z")
        world.fault(r"/issues\?", {"shift": {"touch": 1}})
        stored = world.pull()
        assert stored.errors[SHOP].code is PullCode.BAD_ANSWER
        assert "faster" in str(stored.errors[SHOP])
        assert stored.census == {}
        recovered(world, stored)


@pytest.mark.parametrize("after", range(1, 8))
def test_credentials_that_end_at_any_moment_lose_nothing(after: int) -> None:
    """A token revoked before the n-th request: auth, and nothing that came before is wrong."""
    with shop() as world:
        world.fault(".", {"status": 401}, **{"from": after + 1})
        stored = world.pull()
        assert {error.code for error in stored.errors.values()} == {PullCode.AUTH}
        check(world, stored)
        recovered(world, stored)


def test_a_private_turned_repository_in_the_middle_is_not_an_empty_one() -> None:
    """404 from the third page on: what came stands, nothing is concluded of the rest."""
    with shop("", "--private-tokens", "another") as world:
        source = world.source()
        stored = Stored()
        (partition,) = source.partitions()
        pages = source.pull(partition, None, Traffic())
        stored.take(SHOP, next(pages))
        world.mutate("private", SHOP)
        with pytest.raises(SourceError, match="may not see it") as caught:
            list(pages)
        source.close()
        assert caught.value.code is PullCode.FORBIDDEN
