"""Accounts in any time zone, nights when clocks are set back, late indexes: no change of an issue is missed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from goalsync_jira.cursor import Cursor
from support.jira import World, jira, kit

FLAVOURS = ("cloud", "datacenter")
ZONES = (
    "Pacific/Kiritimati",  # UTC+14
    "Etc/GMT+12",  # UTC-12
    "Asia/Kathmandu",  # UTC+5:45
    "America/St_Johns",  # UTC-3:30
    "Australia/Lord_Howe",  # half an hour of daylight saving
    "Europe/Berlin",
)
NIGHTS = {
    "Europe/Berlin": ("2026-10-25T00:10:00+00:00", "2026-03-29T00:10:00+00:00"),
    "Australia/Lord_Howe": ("2026-04-04T14:10:00+00:00", "2026-10-03T14:10:00+00:00"),
    "America/New_York": ("2026-11-01T05:10:00+00:00",),
}
MILLISECONDS = re.compile(r"\d{11,}")


@pytest.fixture
def refuses_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Jira that knows no dates but written ones."""
    when: Callable[..., int] = kit().JQL.when

    def strict(self: Any, operand: tuple[str, str], field: str) -> int:
        if operand[0] == "val" and MILLISECONDS.fullmatch(operand[1]):
            raise kit().JQLError(f"Date value '{operand[1]}' for field '{field}' is invalid.")
        return when(self, operand, field)

    monkeypatch.setattr(kit().JQL, "when", strict)


@pytest.fixture
def misreads_milliseconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Jira that takes them for seconds: then nothing was ever updated since."""
    when: Callable[..., int] = kit().JQL.when

    def wrong(self: Any, operand: tuple[str, str], field: str) -> int:
        found = when(self, operand, field)
        return found * 1000 if operand[0] == "val" and MILLISECONDS.fullmatch(operand[1]) else found

    monkeypatch.setattr(kit().JQL, "when", wrong)


def drive(world: World, *, epoch: bool, steps: int = 9, minutes: int = 20) -> None:
    """Edit, let time pass, pull; each time all that is held is the truth, and not much more than what changed came."""
    stored = world.pull(projects=["BETA"])
    cursor = stored.cursors["BETA"]
    assert f'"epoch": {str(epoch).lower()}' in cursor
    beta = sorted(true["key"] for true in world.truth().values() if true["project"] == "BETA")
    for step in range(steps):
        world.store.touch(beta[step])
        world.store.advance(60 * minutes)
        world.store.touch(beta[-1 - step])
        world.pull(stored, projects=["BETA"])
        assert stored.errors == {}
        assert [text for text in world.differences(stored) if "missing" not in text] == []
        assert sum(len(page.items) for page in stored.pages["BETA"]) <= 2 * (step + 1) + 2


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("flavour", FLAVOURS)
def test_an_account_anywhere(flavour: str, zone: str) -> None:
    """Its zone makes no difference to what is found from the cursor."""
    with jira(flavour, 120, zone=zone) as world:
        drive(world, epoch=True, steps=2)


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("flavour", FLAVOURS)
@pytest.mark.usefixtures("refuses_milliseconds")
def test_an_account_anywhere_with_written_dates(flavour: str, zone: str) -> None:
    """Where milliseconds are refused: minutes in the account's zone, and the same is found."""
    with jira(flavour, 120, zone=zone) as world:
        drive(world, epoch=False, steps=2)


@pytest.mark.usefixtures("misreads_milliseconds")
def test_misread_milliseconds_are_not_used() -> None:
    """They are examined against what the site holds, not only against a refusal."""
    with jira("cloud", 120, zone="Asia/Kolkata") as world:
        drive(world, epoch=False, steps=2)


@pytest.mark.parametrize(("zone", "night"), [(zone, night) for zone, nights in NIGHTS.items() for night in nights])
def test_nights_when_clocks_change(zone: str, night: str) -> None:
    """Hours that come twice or not at all, in milliseconds."""
    with jira("cloud", 90, zone=zone, now=datetime.fromisoformat(night)) as world:
        drive(world, epoch=True)


@pytest.mark.parametrize(("zone", "night"), [(zone, night) for zone, nights in NIGHTS.items() for night in nights])
@pytest.mark.usefixtures("refuses_milliseconds")
def test_nights_when_clocks_change_with_written_dates(zone: str, night: str) -> None:
    """The same with written dates: an hour that comes twice is looked through twice."""
    with jira("datacenter", 90, zone=zone, server_zone=zone, now=datetime.fromisoformat(night)) as world:
        drive(world, epoch=False)


@pytest.mark.parametrize("flavour", FLAVOURS)
def test_a_late_index_loses_nothing_within_the_overlap(flavour: str) -> None:
    """Search does not see a change for a while: an old version never replaces a newer one, and the new one comes."""
    with jira(flavour, 150, now=datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) as world:
        stored = world.pull()
        world.store.index_lag = 0.8
        world.store.touch("ALPHA-2")
        world.store.touch("ALPHA-3")
        world.store.create({"project": {"key": "BETA"}, "summary": "late"})
        versions = dict(stored.items)
        world.pull(stored)
        assert all(
            item.updated >= versions[native].updated for native, item in stored.items.items() if native in versions
        )
        for issue in world.store.issues.values():
            issue.stale_until = 0.0
        world.pull(stored)
        assert world.differences(stored) == []


def test_a_cursor_is_a_time_that_jira_gave() -> None:
    """The newest update when the walk began, never the time of the run."""
    with jira("cloud", 90) as world:
        newest = {
            name: max(true["updated_ms"] for true in world.truth().values() if true["project"] == name)
            for name in ("ALPHA", "BETA", "GAMMA")
        }
        stored = world.pull()
        source = world.source()
        source.partitions()
        shape = source._open().shape
        found = {name: Cursor.parse(text, shape(name)) for name, text in stored.cursors.items()}
        assert {name: cursor.since for name, cursor in found.items() if cursor} == newest
        source.close()
