"""Conditions compiled: what each key means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from goalsync.core.match import Lineage, Surroundings, compiled_of, may_match
from goalsync.model.condition import Condition
from goalsync.model.period import Period
from goalsync.model.work import ItemFacts, ParentFacts
from support.work import NOW, ZONE, item

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31))
AROUND = Surroundings(NOW, ZONE, QUARTER)

YES: list[tuple[dict[str, Any], ItemFacts]] = [
    ({"kind": ("BUG",)}, item(kind="bug")),
    ({"label": ("ktlo", "sec*")}, item(labels=("a", "Security"))),
    ({"label": ("a,b",)}, item(labels=("A,B",))),
    ({"label": ("größe*",)}, item(labels=("GRÖSSE-XL",))),
    ({"assignee": ("dependabot[bot]",)}, item(assignee="dependabot[bot]")),
    ({"title": ("*checkout*",)}, item(title="New Checkout page")),
    ({"title": ("/^New/",)}, item(title="New Checkout page")),
    ({"title": ("/(?i)^new/",)}, item(title="New Checkout page")),
    ({"title": ("a?c", "x[0-9]y")}, item(title="X5Y")),
    ({"key": ("SHOP-1",)}, item("PAY-7", former_keys=("SHOP-1",))),
    ({"parent": ("SHOP-9",)}, item(parent_key="SHOP-9")),
    ({"team": ("*",)}, item(team="Blue")),
    ({"not_": Condition(team=("*",))}, item()),
    ({"field": {"Squad": ("blue",), "Size": ("5",)}}, item(fields={"Squad": ["red", "Blue"], "Size": 5.0})),
    ({"field": {"Flag": ("true",)}}, item(fields={"Flag": True})),
    ({"closed_in": timedelta(days=30)}, item(closed="2026-11-01T00:00:00+00:00")),
    ({"closed_in": timedelta(days=30)}, item(closed="2026-10-22T09:00:00+00:00")),
    ({"closed_in": "period"}, item(closed="2026-09-30T22:00:00+00:00")),
    ({"closed_in": "period"}, item(closed="2026-12-31T22:59:59.999000+00:00")),
    ({"created_after": date(2026, 7, 1)}, item(created="2026-06-30T22:00:00+00:00")),
    ({"created_before": date(2026, 7, 1)}, item(created="2026-06-30T21:59:59.500000+00:00")),
    ({"any": (Condition(kind=("bug",)), Condition(phase=("todo",)))}, item()),
    ({"all": (Condition(kind=("story",)), Condition(phase=("todo",)))}, item()),
]
NO: list[tuple[dict[str, Any], ItemFacts]] = [
    ({"kind": ("bug",), "phase": ("done",)}, item(kind="bug")),
    ({"title": ("checkout",)}, item(title="New checkout page")),
    ({"title": ("/^new/",)}, item(title="New Checkout page")),
    ({"assignee": ("*",)}, item()),
    ({"field": {"Squad": ("blue",)}}, item()),
    ({"field": {"Squad": ("*",)}}, item(fields={"Squad": None})),
    ({"field": {"Squad": ("*",)}}, item(fields={"Squad": {"value": "blue"}})),
    ({"closed_in": timedelta(days=30)}, item(closed="2026-10-22T08:59:59+00:00")),
    ({"closed_in": timedelta(days=30)}, item()),
    ({"closed_in": "period"}, item(closed="2026-09-30T21:59:59+00:00")),
    ({"closed_in": "period"}, item(closed="2026-12-31T23:00:00+00:00")),
    ({"created_after": date(2026, 7, 1)}, item(created="2026-06-30T21:59:59+00:00")),
    ({"created_before": date(2026, 7, 1)}, item(created="2026-06-30T22:00:00+00:00")),
    ({"updated_after": date(2026, 7, 1)}, item()),
    ({"under": ("SHOP-9",)}, item(key="SHOP-9")),
]


@pytest.mark.parametrize(("when", "one"), YES)
def test_it_matches(when: dict[str, Any], one: ItemFacts) -> None:
    """Globs regardless of case, patterns as RE2 has them, days of the workspace's zone, both ends of a period."""
    assert compiled_of(Condition(**when), AROUND).test(one)


@pytest.mark.parametrize(("when", "one"), NO)
def test_it_does_not_match(when: dict[str, Any], one: ItemFacts) -> None:
    """What is not there matches nothing, and a glob is of the whole text."""
    assert not compiled_of(Condition(**when), AROUND).test(one)


def test_without_a_period_nothing_was_closed_in_it() -> None:
    """`closed_in: period` with no reader matches nothing."""
    found = compiled_of(Condition(closed_in="period"), Surroundings(NOW, ZONE))
    assert not found.test(item(closed="2026-11-01T00:00:00+00:00"))


PARENTS = (
    ParentFacts("tracker:1", "tracker", "OKR-1", None, None, ("OLD-1",)),
    ParentFacts("tracker:2", "tracker", "SHOP-2", "tracker:1", "OKR-1"),
    ParentFacts("tracker:3", "tracker", "LOOP-3", "tracker:4", "LOOP-4"),
    ParentFacts("tracker:4", "tracker", "LOOP-4", "tracker:3", "LOOP-3"),
    ParentFacts("tracker:5", "tracker", "PAY-5", None, "FAR-1"),
)


@pytest.mark.parametrize(
    ("key", "text", "one", "matches"),
    [
        ("under", "OKR-1", item(parent="tracker:2"), True),
        ("under", "old-*", item(parent="tracker:2"), True),
        ("under", "SHOP-2", item(parent="tracker:2"), True),
        ("under", "SHOP-2", item("SHOP-2", parent="tracker:1"), False),
        ("parent", "OKR-1", item(parent="tracker:2"), False),
        ("parent", "OLD-1", item(parent="tracker:1"), True),
        ("parent", "OLD-1", item(parent_key="OKR-1"), True),
        ("under", "LOOP-3", item(parent="tracker:4"), True),
        ("under", "NONE-1", item(parent="tracker:4"), False),
        ("under", "FAR-1", item(parent="tracker:5"), True),
        ("under", "GONE-1", item(parent="tracker:99", parent_key="GONE-1"), True),
    ],
)
def test_ancestors(key: str, text: str, one: ItemFacts, matches: bool) -> None:
    """Over any depth, by former keys as well, in circles, and as far as keys alone are known."""
    around = Surroundings(NOW, ZONE, lineage=Lineage.of(PARENTS))
    assert compiled_of(Condition(**{key: (text,)}), around).test(one) is matches


def test_teams_of_the_workspace_come_before_the_trackers() -> None:
    """The first team whose condition holds is the item's; else what the tracker says. Within teams it is the latter."""
    teams = {"commerce": Condition(project=("SHOP",)), "blue": Condition(team=("b*",))}
    around = Surroundings(NOW, ZONE).with_teams(teams)
    of_commerce, of_blue = (compiled_of(Condition(team=(name,)), around).test for name in ("commerce", "blue"))
    assert of_commerce(item(team="blue"))
    assert not of_blue(item(team="blue"))
    assert of_blue(item("PAY-1", team="Backend"))
    assert not of_blue(item("PAY-1"))


def test_needs_are_what_an_index_can_look_up() -> None:
    """Plain words are exposed, those of `all` too; globs, patterns, `any` and `not` are left to the test."""
    when = Condition(
        source=("Tracker",),
        label=("a", "b*"),
        kind=("bug", "task"),
        all=(Condition(project=("SHOP",)), Condition(title=("x",))),
        any=(Condition(phase=("done",)),),
        not_=Condition(phase=("todo",)),
    )
    found = {need.key: need.words for need in compiled_of(when, AROUND).needs}
    assert found == {"source": {"tracker"}, "kind": {"bug", "task"}, "project": {"shop"}}


@pytest.mark.parametrize(
    ("when", "reached"),
    [
        ({}, True),
        ({"project": ("SHOP",)}, True),
        ({"project": ("pay*", "sh*")}, True),
        ({"project": ("PAY",)}, False),
        ({"source": ("code",)}, False),
        ({"all": (Condition(project=("PAY",)),)}, False),
        ({"any": (Condition(project=("PAY",)), Condition(label=("x",)))}, True),
        ({"any": (Condition(project=("PAY",)), Condition(source=("code",)))}, False),
        ({"not_": Condition(project=("SHOP",))}, True),
    ],
)
def test_what_a_condition_can_reach(when: dict[str, Any], reached: bool) -> None:
    """Told from source and project alone; what cannot be told is yes."""
    assert may_match(Condition(**when), "tracker", "SHOP") is reached
