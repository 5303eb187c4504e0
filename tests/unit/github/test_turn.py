"""Where a walk goes on after a page: nothing is ever passed over, and next to nothing comes twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from goalsync_github.walk.turn import Anew, End, Follow, Turn, turn

NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)


def at(*minutes: int) -> list[datetime]:
    """Updates so many minutes before now."""
    return [NOW - timedelta(minutes=minute) for minute in minutes]


CASES: dict[str, tuple[list[datetime], datetime | None, bool, bool, Turn]] = {
    "the last page": (at(9, 8), None, False, False, End()),
    "nothing on it and nothing after": ([], None, False, False, End()),
    "from the last update": (at(9, 8), None, True, True, Anew(at(8)[0])),
    "likewise by number": (at(9, 8), at(9)[0], True, False, Anew(at(8)[0])),
    "one second alone, behind a cursor": (at(9, 9), at(9)[0], True, True, Follow(at(9)[0])),
    "one second alone, by number": (at(9, 9), at(9)[0], True, False, Follow(at(9)[0])),
    "one second alone on the first page": (at(9, 9), None, True, False, Anew(at(9)[0])),
    "a few of the last second": (at(12, *[9] * 10), None, True, True, Anew(at(9)[0])),
    "many of the last second": (at(12, *[9] * 11), None, True, True, Follow(at(9)[0])),
    "many of the last second, by number": (at(12, *[9] * 11), None, True, False, Anew(at(9)[0])),
    "touched while it was put together": (at(12, 9, 0), None, True, True, Follow(None)),
    "touched in its midst": (at(12, 0, 9), None, True, False, Follow(None)),
    "all of this minute": (at(0, 0), None, True, True, Follow(None)),
    "empty, though more follows": ([], None, True, True, Follow(None)),
}


@pytest.mark.parametrize("name", CASES)
def test_a_turn(name: str) -> None:
    """Each reason to begin anew, to follow, and to end."""
    updates, since, more, by_cursor, expected = CASES[name]
    assert turn(updates, since=since, more=more, by_cursor=by_cursor, answered=NOW) == expected


@given(st.lists(st.integers(2, 40), min_size=1, max_size=60), st.integers(1, 9), st.booleans())
def test_a_walk_comes_to_an_end_and_sees_all(seconds: list[int], page: int, by_cursor: bool) -> None:
    """Whatever the ties and the size of a page: each issue is seen, with `since` that includes its second."""
    issues = sorted(enumerate(NOW - timedelta(minutes=second) for second in seconds), key=lambda one: (one[1], one[0]))
    seen: set[int] = set()
    since: datetime | None = None
    skip = 0
    for _ in range(3 * len(issues) + 3):
        listed = [one for one in issues if since is None or one[1] >= since]
        part = listed[skip : skip + page]
        seen |= {number for number, _ in part}
        updates, more = [update for _, update in part], len(listed) > skip + page
        go = turn(updates, since=since, more=more, by_cursor=by_cursor, answered=NOW)
        if isinstance(go, End):
            break
        since, skip = (go.since, 0) if isinstance(go, Anew) else (since, skip + page)
    assert seen == set(range(len(issues)))
