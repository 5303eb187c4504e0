"""Clauses for what was updated since."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as some

from goalsync_jira.facts.moments import milliseconds
from goalsync_jira.walk.since import bounds, literal, updated_since, zones_of

ZONES = (
    "Pacific/Kiritimati",
    "Etc/GMT+12",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "America/New_York",
)


def read(text: str, zone: ZoneInfo, fold: int) -> int:
    """A written minute as a server reads it; of an hour that comes twice either may be meant."""
    moment = datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=zone, fold=fold)
    return milliseconds(moment.astimezone(UTC))


@given(
    some.integers(978_307_200, 2_208_988_800),
    some.sampled_from(ZONES),
    some.sampled_from((0, 1)),
)
def test_a_written_date_is_never_later_than_the_time(at: int, zone: str, fold: int) -> None:
    """However an hour that comes twice is read; and it is little earlier, a change of clocks apart."""
    start = at * 1000
    found = read(literal(start, ZoneInfo(zone)), ZoneInfo(zone), fold)
    assert timedelta() <= timedelta(milliseconds=start - found) < timedelta(hours=2, minutes=1)


def test_milliseconds_are_rounded_down_to_the_second() -> None:
    """Indexes keep seconds: an update at .900 is found as one at .000."""
    assert updated_since(1_795_000_000_999, None) == "updated >= 1795000000000"


def test_the_earliest_of_several_zones_is_written() -> None:
    """Whether the account's zone or the server's is meant, nothing is missed."""
    start = milliseconds(datetime(2026, 7, 1, 12, tzinfo=UTC))
    zones = zones_of("Asia/Tokyo", "2026-07-01T05:00:00.000-0700")
    assert updated_since(start, zones) == 'updated >= "2026-07-01 05:00"'


def test_an_unknown_zone_is_the_earliest_on_earth() -> None:
    """Too much is found then, never too little."""
    start = milliseconds(datetime(2026, 7, 1, 12, tzinfo=UTC))
    assert updated_since(start, zones_of("Nowhere/AtAll", None)) == 'updated >= "2026-07-01 00:00"'
    assert updated_since(start, zones_of(None, "yesterday")) == 'updated >= "2026-07-01 00:00"'


def test_bounds_are_kept_together() -> None:
    """An OR in the extra bound does not reach beyond it; keys that are words of JQL are quoted."""
    assert bounds("AND", "a = 1 OR b = 2") == 'project = "AND" AND (a = 1 OR b = 2)'
    assert bounds("SHOP", None) == 'project = "SHOP"'
