"""When work on an issue began."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from goalsync.sdk.work import Phases
from goalsync_jira.facts.issues import decode_changelog, decode_statuses
from goalsync_jira.facts.started import Doing, is_cut, started_of
from support.issues import DOING, DONE, REQUEST, TODO, Reader, body, issue

STATUSES = (
    b'[{"id": "1", "name": "Open", "statusCategory": {"key": "new"}},'
    b' {"id": "3", "name": "Building", "statusCategory": {"key": "indeterminate"}},'
    b' {"id": "4", "name": "Checking", "statusCategory": {"key": "indeterminate"}},'
    b' {"id": "5", "name": "Closed", "statusCategory": {"key": "done"}},'
    b' {"id": "6", "name": "Ambiguous", "statusCategory": {"key": "indeterminate"}},'
    b' {"id": "7", "name": "Ambiguous", "statusCategory": {"key": "new"}}]'
)
CREATED = "2026-01-01"


def move(day: int, before: str, after: str, native: int | None = None, **more: Any) -> dict[str, Any]:
    """One edit on a day of January that moved the issue (and changed something else)."""
    change = {"field": "status", "fieldtype": "jira", "from": before, "to": after, **more}
    other = {"field": "labels", "fieldtype": "jira", "from": None, "to": None, "toString": "x"}
    return {"id": str(native or day), "created": f"2026-01-{day:02d}T00:00:00.000+0000", "items": [other, change]}


def began(
    histories: Sequence[Mapping[str, Any]],
    status: Mapping[str, Any] = DOING,
    phases: Mapping[str, Sequence[str]] | None = None,
    total: int | None = None,
) -> str | None:
    """The day that work began."""
    raw = issue(status=status, created=f"{CREATED}T00:00:00.000+0000")
    raw["changelog"] = {"histories": histories} | ({} if total is None else {"total": total})
    found = started_of(
        Reader().page(body([raw])).issues[0], Doing.of(decode_statuses(STATUSES, REQUEST), Phases(phases))
    )
    return found.date().isoformat() if found else None


@pytest.mark.parametrize(
    ("histories", "status", "day"),
    [
        ([], TODO, None),
        ([], DOING, CREATED),
        ([], DONE, None),
        ([move(3, "1", "3")], DOING, "2026-01-03"),
        ([move(9, "4", "5"), move(6, "3", "4"), move(3, "1", "3")], DONE, "2026-01-03"),
        ([move(9, "1", "3"), move(6, "3", "1"), move(3, "1", "3")], DOING, "2026-01-03"),
        ([move(3, "1", "5")], DONE, None),
        ([move(9, "5", "3"), move(3, "1", "5")], DOING, "2026-01-09"),
        ([move(3, "3", "5")], DONE, CREATED),
        ([move(3, "99", "98")], TODO, None),
        ([move(3, "99", "98", toString="Building")], DONE, "2026-01-03"),
        ([move(3, "99", "98", toString="Ambiguous")], DONE, None),
        ([move(3, "1", "7", toString="Building")], TODO, None),
        ([move(3, "1", "3", fieldtype="custom")], TODO, None),
    ],
)
def test_the_first_move_into_doing(histories: list[dict[str, Any]], status: dict[str, Any], day: str | None) -> None:
    """By the ids of statuses; by name only where a status is gone; never made up where it never was in one."""
    assert began(histories, status) == day


def test_the_order_of_a_changelog_does_not_matter() -> None:
    """Cloud lists it from the oldest or the newest on."""
    histories = [move(3, "1", "3"), move(6, "3", "4"), move(9, "4", "5")]
    for seed in range(6):
        random.Random(seed).shuffle(histories)
        assert began(histories, DONE) == "2026-01-03"


def test_moves_of_one_moment_are_in_the_order_of_their_ids() -> None:
    """A bulk edit moves twice within a millisecond."""
    assert began([move(3, "5", "1", 12), move(3, "3", "5", 11)], TODO) == CREATED


def test_a_changelog_that_was_cut_or_cannot_be_read_proves_nothing() -> None:
    """The first move may be among what is missing."""
    assert began([move(9, "1", "3")], total=21) is None
    assert began([move(9, "1", "3")], total=1) == "2026-01-09"
    assert began([{**move(9, "1", "3"), "created": "once"}]) is None
    raw = Reader().page(body([issue()])).issues[0]
    assert started_of(raw, Doing.of([], Phases())) is None


def test_configured_phases_count() -> None:
    """What `phases:` calls doing is where work begins, and what it calls otherwise is not."""
    histories = [move(9, "3", "5"), move(3, "1", "3")]
    assert began(histories, DONE, {"todo": ["Building"], "doing": ["Closed"]}) == "2026-01-09"
    assert began(histories, DONE, {"doing": ["Open"]}) == CREATED


def test_pages_of_a_changelog() -> None:
    """Asked for by itself it has its entries under `values`."""
    page = decode_changelog(b'{"values": [{"id": "1", "created": "x", "items": []}], "total": 2, "isLast": false}', "x")
    assert (len(page.histories), page.total, is_cut(page)) == (1, 2, True)
