"""Clocks that are wrong, updates in the future and searches that find nothing: doubted, said, and nothing is lost."""

from __future__ import annotations

import json

import pytest

from goalsync.model.vocabulary import PullCode
from support.jira import Stored, World, jira, kit

FLAVOURS = ("cloud", "datacenter")
DAY = 86_400


def date(world: World, key: str, ms: int) -> None:
    """An issue's update is at `ms`."""
    issue = world.store.edit(key, {"summary": "dated"}, touch=False)
    issue.raw["fields"]["updated"] = kit().fmt_ts(ms, world.store.user_tz)
    world.store._commit(issue, False)


def notes(stored: Stored, name: str) -> str:
    """What was noted of a partition."""
    return "\n".join(note for page in stored.pages[name] for note in page.notes)


def since(stored: Stored, name: str) -> int:
    """The cursor's time in milliseconds."""
    found: int = json.loads(stored.cursors[name])["since"]
    return found


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("first", [True, False])
def test_an_update_in_the_future_hides_no_later_edit(flavour: str, first: bool) -> None:
    """Seen by the first pull or by a later one: the cursor stays behind the server's clock, and a note says why."""
    with jira(flavour, 150) as world:
        stored = Stored() if first else world.pull()
        date(world, "ALPHA-5", world.store.now_ms() + 30 * DAY * 1000)
        world.pull(stored)
        assert since(stored, "ALPHA") <= world.store.now_ms()
        assert "future" in notes(stored, "ALPHA")
        assert "ALPHA-5" in notes(stored, "ALPHA") or first
        for _ in range(2):
            world.store.touch("ALPHA-2")
            world.store.set_status("ALPHA-9", "Done")
            world.store.create({"project": {"key": "ALPHA"}, "summary": "new"})
            world.pull(stored)
            assert stored.errors == {}
            assert [text for text in world.differences(stored) if "labels" not in text] == []
        assert len([item for page in stored.pages["ALPHA"] for item in page.items]) <= 8
        date(world, "ALPHA-5", world.store.now_ms())
        world.pull(stored)
        assert notes(stored, "BETA") == notes(stored, "ALPHA")


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize(("ahead", "pause"), [(3 * DAY, 60), (3600, 24 * 3600)])
def test_a_server_clock_that_was_ahead_hides_no_later_edit(flavour: str, ahead: int, pause: int) -> None:
    """Pulled while it was, set right, and pulled again at once or much later: edits made in between come."""
    with jira(flavour, 150) as world:
        world.store.advance(ahead)
        world.store.touch("ALPHA-2")
        stored = world.pull()
        world.store.advance(-ahead)
        world.store.touch("ALPHA-3")
        world.store.advance(pause)
        world.store.touch("ALPHA-4")
        world.pull(stored)
        assert stored.errors == {}
        assert world.differences(stored) == []


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_cursor_beyond_the_server_s_clock_starts_over(flavour: str) -> None:
    """A cursor that was stored when nobody looked at the clock: everything comes once more, and a note says why."""
    with jira(flavour, 150) as world:
        stored = world.pull()
        world.store.touch("ALPHA-3")
        found = json.loads(stored.cursors["ALPHA"])
        stored.cursors["ALPHA"] = json.dumps({**found, "since": world.store.now_ms() + DAY * 1000})
        world.pull(stored)
        assert world.differences(stored) == []
        assert "ahead of" in notes(stored, "ALPHA")
        assert since(stored, "ALPHA") <= world.store.now_ms()


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_search_that_finds_nothing_is_not_believed_against_what_is_there(flavour: str) -> None:
    """Anonymous for searches only: the cursor's own issue is there when asked for by itself, so the pull fails."""
    with jira(flavour, 150) as world:
        stored = world.pull()
        cursors = dict(stored.cursors)
        world.store.touch("ALPHA-2")
        world.server.faults.add(match="/search", action="anonymous")
        world.pull(stored)
        assert {name: error.code for name, error in stored.errors.items()} == dict.fromkeys(
            ("ALPHA", "BETA", "GAMMA"), PullCode.BAD_ANSWER
        )
        assert all("finds nothing" in str(error) for error in stored.errors.values())
        assert stored.cursors == cursors
        world.server.faults.reset()
        world.pull(stored)
        assert world.differences(stored) == []


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("nth", [[1], [1, 2], [2, 3]])
def test_a_search_that_finds_nothing_for_a_moment_is_asked_again(flavour: str, nth: list[int]) -> None:
    """What was edited comes in the same run, or the pull fails: never is it complete without it."""
    with jira(flavour, 150, projects=("ALPHA",)) as world:
        stored = world.pull()
        world.store.touch("ALPHA-2")
        world.server.faults.add(match="/search", action="anonymous", nth=nth)
        world.pull(stored)
        assert stored.errors or world.differences(stored) == []


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("how", ["deleted", "moved", "all deleted"])
def test_the_cursor_s_own_issue_may_go(flavour: str, how: str) -> None:
    """Then nothing is found from the cursor, and that is true: no error, and what is edited later comes."""
    with jira(flavour, 150) as world:
        stored = world.pull()
        mine = {native: true for native, true in world.truth().items() if true["project"] == "BETA"}
        newest = max(mine.values(), key=lambda true: true["updated_ms"])
        for true in mine.values() if how == "all deleted" else (newest,):
            world.store.move(true["key"], "GAMMA") if how == "moved" else world.store.delete(true["key"])
        if how == "all deleted":
            world.keep_project("BETA")
        world.pull(stored, census=["BETA"] if how == "all deleted" else ())
        assert stored.errors == {}
        if how == "all deleted":
            assert stored.census["BETA"] == frozenset()
            assert "no issue" in notes(stored, "BETA")
            return
        world.store.touch(next(true["key"] for true in mine.values() if true is not newest))
        world.pull(stored)
        assert stored.errors == {}
        wrong = {text.split()[0] for text in world.differences(stored)}
        assert wrong <= {native for native, true in mine.items() if true is newest}


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_first_pull_without_issues_says_so(flavour: str) -> None:
    """A project that can be seen and none of its issues: complete, with what to look at."""
    with jira(flavour, 90) as world:
        stored = world.pull(config={"jql": "labels = nowhere"})
        assert stored.errors == {}
        assert "no issue" in notes(stored, "ALPHA")
        world.pull(stored, config={"jql": "labels = nowhere"})
        assert "no issue" in notes(stored, "ALPHA")


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_nothing_is_complete_where_the_project_itself_is_not_seen(flavour: str) -> None:
    """Searches, projects and issues answered anonymously while the account is known: forbidden, not empty."""
    with jira(flavour, 90) as world:
        stored = world.pull()
        world.server.faults.add(match="search|/project|/issue", action="anonymous")
        for full in (True, False):
            world.pull(Stored(dict(stored.items)), full=full)
        assert {error.code for error in stored.errors.values()} <= {PullCode.FORBIDDEN}
        again = world.pull(Stored(dict(stored.items)))
        assert {error.code for error in again.errors.values()} == {PullCode.FORBIDDEN}
        assert again.census == {}


@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.parametrize("action", ["empty", "badjson"])
def test_an_answer_that_is_no_whole_json_is_asked_again(flavour: str, action: str) -> None:
    """Once is no matter; always is an error, after a few attempts."""
    with jira(flavour, 90) as world:
        world.server.faults.add(match="search|bulkfetch", action=action, nth=[2, 5])
        stored = world.pull()
        assert stored.errors == {}
        assert world.differences(stored) == []
        assert sum(traffic.retries for traffic in stored.traffic.values()) >= 2
        world.server.faults.reset()
        world.server.reset_stats()
        world.server.faults.add(match="search", action=action)
        world.pull(stored)
        assert {error.code for error in stored.errors.values()} == {PullCode.BAD_ANSWER}
        assert world.stats["faults"][action] <= 3 * 3
