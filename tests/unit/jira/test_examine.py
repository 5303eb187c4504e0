"""What `goalsync doctor` finds out about a Jira."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from goalsync.sdk.connector import Examination, Soundness
from goalsync.sdk.errors import SourceError
from goalsync_jira.facts import tokens
from goalsync_jira.facts.clocks import clock, time_zone
from goalsync_jira.facts.headers import budgets, farewells, is_running_out
from support.jira import NOW, World, jira

FLAVOURS = ("cloud", "datacenter")


def examined(world: World, **keys: Any) -> dict[str, Examination]:
    """Everything that was found, by name; each thing once."""
    source = world.source(**keys)
    try:
        found = list(source.examine())
    finally:
        source.close()
    assert len({one.name for one in found}) == len(found)
    return {one.name: one for one in found}


def states(found: Iterable[Examination]) -> dict[str, str]:
    """Name → how it is, of what is not well."""
    return {one.name: one.soundness.value for one in found if one.soundness in (Soundness.WARNING, Soundness.FAILED)}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_sound_site(flavour: str) -> None:
    """Nothing to mend; who, where, which fields, and what cannot be told."""
    with jira(flavour, 200, zone="Asia/Kathmandu", now=NOW) as world:
        found = examined(world)
    assert states(found.values()) == {}
    assert (
        "Jira Cloud" in found["reachable"].found
        if flavour == "cloud"
        else "Data Center 9.12" in found["reachable"].found
    )
    assert "User 00" in found["identity"].found
    assert found["time zone"].found == "Asia/Kathmandu"
    assert found["query times"].soundness is Soundness.OK
    assert {f"project {key}" for key in ("ALPHA", "BETA", "GAMMA")} <= found.keys()
    assert found["field points"].soundness is Soundness.NOTE
    assert "customfield_10016" in found["field points"].found
    assert "customfield_10026" in found["field points"].found
    assert "customfield_10099" not in found["field points"].found
    assert found["token"].soundness is Soundness.NOTE
    assert "search" in found["deprecations"].found


def test_chosen_fields_are_shown_and_missing_ones_fail() -> None:
    """The remedy of the note, and a typo."""
    with jira("cloud", 50, now=NOW) as world:
        found = examined(world, fields={"points": "Story Points", "note": "Goal Sync Note"})
        assert found["field points"] == Examination("field points", Soundness.OK, 'customfield_10026 "Story Points"')
        assert found["field note"].found == 'customfield_10200 "Goal Sync Note"'
        failed = examined(world, fields={"note": "Goal Sync Notes"})["fields"]
    assert failed.soundness is Soundness.FAILED
    assert "did you mean 'Goal Sync Note'" in failed.found


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_project_that_is_forbidden_or_unknown(flavour: str) -> None:
    """It fails by name, with the remedy; the others are examined."""
    with jira(flavour, 200, pulled=("BETA", "ALPHA", "NOPE"), now=NOW) as world:
        world.store.forbidden = {"BETA"}
        found = examined(world)
    assert states(found.values()) == {"project BETA": "failed", "project NOPE": "failed"}
    assert found["project BETA"].remedy
    assert found["query times"].soundness is Soundness.OK


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_credentials_that_are_not_accepted(flavour: str) -> None:
    """Nothing that comes after an anonymous visit would be worth anything: it is not asked."""
    with jira(flavour, 50, bad_auth="anonymous", now=NOW) as world:
        world.server.tokens = {"another"}
        found = examined(world)
    assert list(found)[-1] == "identity"
    assert found["identity"].soundness is Soundness.FAILED
    assert found["identity"].remedy


def test_a_host_that_is_not_there() -> None:
    """One line, and no traceback."""
    with jira("cloud", 10) as world:
        config = {"deployment": "cloud"}
        url = world.server.url
    assert url
    found = examined(World(world.store, world.server, {**world.config, **config}))
    assert list(found) == ["reachable"]
    assert found["reachable"].soundness is Soundness.FAILED


def test_the_wrong_kind_of_jira() -> None:
    """`deployment` that the server contradicts."""
    with jira("cloud", 10, now=NOW) as world:
        found = examined(world, config={"deployment": "datacenter"})
    assert found["deployment"].soundness is Soundness.FAILED
    assert found["deployment"].remedy == "set `deployment: cloud`, or leave it out"


def test_nothing_is_seen_within_a_bound() -> None:
    """An empty `jql` is told from an empty project; a wrong one names the clause."""
    with jira("cloud", 50, projects=("ALPHA",), now=NOW) as world:
        nothing = examined(world, config={"jql": "labels = no-such-label"})
        wrong = examined(world, config={"jql": "labls = okr"})
    assert nothing["project ALPHA"].soundness is Soundness.NOTE
    assert "within `jql`" in nothing["project ALPHA"].found
    assert nothing["query times"].soundness is Soundness.NOTE
    assert wrong["project ALPHA"].soundness is Soundness.FAILED
    assert "labls" in wrong["project ALPHA"].found


def test_all_projects_that_can_be_browsed() -> None:
    """Without `projects` they are counted; none at all is a failure."""
    with jira("cloud", 100, now=NOW) as world:
        config = {"projects": None, "jql": "key is not empty"}
        assert examined(world, config=config)["projects"].found == "3 can be browsed: ALPHA, BETA, GAMMA"
        world.store.forbidden = {"ALPHA", "BETA", "GAMMA"}
        found = examined(world, config=config)
    assert found["projects"].soundness is Soundness.FAILED


@pytest.mark.parametrize(
    ("seconds", "state", "told"),
    [
        (0, "ok", "+0 s"),
        (-59, "ok", "-59 s"),
        (61, "warning", "61 seconds ahead of"),
        (-600, "warning", "10 minutes behind"),
        (7200, "warning", "2 hours ahead of"),
        (-86400 * 3, "warning", "3 days behind"),
    ],
)
def test_clocks(seconds: int, state: str, told: str) -> None:
    """How far they are apart and which way, whatever zone the server writes in."""
    said = (NOW + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
    found = clock(said, None, NOW)
    assert (found.soundness.value, told in found.found) == (state, True)


def test_clocks_from_a_header_or_not_at_all() -> None:
    """The Date of the answer, and what is no date."""
    assert clock(None, "Sat, 21 Nov 2026 09:00:30 GMT", NOW).soundness is Soundness.OK
    assert clock("once", "soon", NOW).soundness is Soundness.NOTE
    assert clock(None, None, NOW).soundness is Soundness.NOTE


def test_time_zones() -> None:
    """Known, unknown, untold."""
    found = [time_zone(name).soundness.value for name in ("Asia/Kolkata", "Mars/Olympus", "../etc/passwd", None)]
    assert found == ["ok", "warning", "warning", "note"]


def test_announcements_of_headers() -> None:
    """Budgets of both kinds of Jira, farewells, and nothing else; control characters do not reach a terminal."""
    headers = {
        "X-RateLimit-Remaining": "0", "Beta-RateLimit-Policy": '"a";q=100', "RateLimit-Reason": "burst", "X-Other": "1",
        "Sunset": "Mon, 01 Mar 2027 00:00:00 GMT", "Deprecation": "@1780000000", "Warning": '299 - "old\x1b[2J"',
    }  # fmt: skip
    assert budgets(headers) == (
        'Beta-RateLimit-Policy: "a";q=100', "RateLimit-Reason: burst", "X-RateLimit-Remaining: 0",
    )  # fmt: skip
    assert farewells(headers) == (
        "Deprecation: @1780000000", "Sunset: Mon, 01 Mar 2027 00:00:00 GMT", 'Warning: 299 - "old?[2J"',
    )  # fmt: skip
    assert is_running_out(headers)
    assert is_running_out({"X-RateLimit-NearLimit": "true"})
    assert not is_running_out({"X-RateLimit-Remaining": "10"})


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        (b'[{"name": "a", "expiringAt": "2026-11-29T00:00:00.000+0000"}]', "warning", "ends on 2026-11-29"),
        (b'[{"name": "a", "expiringAt": "2027-11-29T00:00:00.000+0000"}]', "ok", "ends on 2027-11-29"),
        (b'[{"name": "a"}, {"name": "b", "expiringAt": "2026-11-22T00:00:00.000+0000"}]', "warning", "of 2 tokens"),
        (b'[{"name": "a"}]', "ok", "do not end"),
        (b"[]", "note", "no personal access token"),
    ],
)
def test_tokens_of_data_center(answer: bytes, state: str, told: str) -> None:
    """The first that ends; which one is in use cannot be told."""
    found = tokens.datacenter(answer, "GET x", NOW)
    assert (found.soundness.value, told in found.found) == (state, True)


def test_tokens_that_cannot_be_told() -> None:
    """Cloud, and an answer that is no list."""
    assert tokens.cloud(email=True).soundness is Soundness.NOTE
    with pytest.raises(SourceError):
        tokens.datacenter(b'{"message": "no"}', "GET x", datetime(2026, 1, 1, tzinfo=UTC))
