"""Changes in words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from goalsync.model.report import ChangePart
from goalsync.render.changes import Difference, counted_changes, counted_kind, differences

if TYPE_CHECKING:
    from goalsync.model.report import Report


def change(
    before: dict[str, float | str | bool | None] | None, after: dict[str, float | str | bool | None]
) -> ChangePart:
    """A check-in to record."""
    return ChangePart("record_check_in", "O1.KR1", before, after, ())


def test_only_what_differs_is_named() -> None:
    """Fields that stay are not a change."""
    found = differences(change({"value": 36.0, "status": "at_risk"}, {"value": 38.0, "status": "at_risk"}), "%")
    assert found == [Difference("value", "36%", "38%")]


def test_something_new_shows_what_there_is() -> None:
    """Without an earlier value there is no arrow; what is unknown is not listed, and known goes without saying."""
    found = differences(change(None, {"value": 38.0, "progress": None, "status": "met", "truth": "known"}))
    assert found == [Difference("value", None, "38"), Difference("status", None, "✔ met")]


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        (None, 3.0, "–", "3"),
        (3.0, None, "3", "–"),
        (1.0000001, 1.0000002, "1.0000001", "1.0000002"),
        (0.5, 0.501, "0.5", "0.501"),
    ],
)
def test_a_difference_is_never_rounded_away(old: float | None, new: float | None, before: str, after: str) -> None:
    """Where rounding would show the same text twice, the exact numbers stand."""
    name = "progress" if (old, new) == (0.5, 0.501) else "value"
    assert differences(change({name: old}, {name: new})) == [Difference(name, before, after)]


def test_counts_of_kinds() -> None:
    """Kinds are counted in words."""
    assert counted_kind("record_check_in", 1) == "1 check-in"
    assert counted_kind("add_link", 12) == "12 new links"
    assert counted_kind("something_new", 2) == "2 something new"


def test_of_a_group_its_links_are_counted() -> None:
    """Two groups of links are as many links as they hold; what is in no group counts one."""
    groups = [ChangePart("add_link", goal, None, {}, (), count) for goal, count in (("O1.KR1", 369), ("G1", 2))]
    report = cast(
        "Report",
        SimpleNamespace(changes=[*groups, change(None, {})], change_counts={"add_link": 2, "record_check_in": 1}),
    )
    assert counted_changes(report) == ["371 new links", "1 check-in"]
