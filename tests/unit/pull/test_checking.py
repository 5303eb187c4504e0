"""What a connector must not hand over: each mistake fails its partition, with the way to whoever can mend it."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime
from types import MappingProxyType

import pytest

from goalsync.model.copies import replace
from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Kind, Presence, PullCode, PullState
from goalsync.model.work import WorkItem
from goalsync.pull.checking import check
from goalsync.sdk.connector import MetricResult, Page
from goalsync.sdk.errors import SourceError
from support.world import series

GOOD = Measurement("nps", "2026-11-21", 31.0)
ITEM = WorkItem("tracker:1", "tracker", "1", "SHOP-1", "SHOP", "story", "Story", "Pay", "Open", "todo")


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (replace(GOOD, at="21.11.2026"), "metric nps: '21.11.2026' is neither a day such as 2026-11-21 nor a time"),
        (replace(GOOD, at="2026-11-31"), "metric nps: '2026-11-31' is neither a day"),
        (replace(GOOD, at=None), "metric nps: None is neither a day"),  # type: ignore[arg-type]
        (replace(GOOD, at="2026-11-21T09:00:00"), "metric nps: '2026-11-21T09:00:00' is no time in UTC"),
        (replace(GOOD, at="2026-11-21T09:00:00+01:00"), "is no time in UTC"),
        (replace(GOOD, value="31"), "metric nps: value '31' is no number"),  # type: ignore[arg-type]
        (replace(GOOD, value=True), "metric nps: value True is no number"),
        (replace(GOOD, key=1), "metric nps: key 1 is no text"),  # type: ignore[arg-type]
        (replace(GOOD, metric="other"), "a measurement of 'other' among those of 'nps'"),
    ],
)
def test_measurements(row: Measurement, message: str) -> None:
    """A measurement needs a day or a UTC time, a number or none, and a text for its key."""
    with pytest.raises(SourceError) as caught:
        check(Page(results=[MetricResult("nps", [GOOD, row], whole=True)]), "tracker")
    assert message in str(caught.value)
    assert str(caught.value).endswith("; this is a mistake in the connector: tell its makers")


@pytest.mark.parametrize(
    ("item", "message"),
    [
        (replace(ITEM, uid="1"), "item '1' is not named by its source and native id"),
        (replace(ITEM, source="hr", uid="hr:1"), "item 'hr:1' is of the source 'hr', not of 'tracker'"),
        (replace(ITEM, title=None), "item tracker:1: title is no text"),  # type: ignore[arg-type]
        (replace(ITEM, key=1), "item tracker:1: key is no text"),  # type: ignore[arg-type]
        (replace(ITEM, team=("a",)), "item tracker:1: team is no text"),  # type: ignore[arg-type]
        (replace(ITEM, updated=datetime(2026, 11, 21)), "item tracker:1: updated is no time with a zone"),  # noqa: DTZ001
        (replace(ITEM, closed="2026-11-21T09:00:00Z"), "item tracker:1: closed is no time with a zone"),  # type: ignore[arg-type]
        (replace(ITEM, points=True), "item tracker:1: points is no number"),
        (replace(ITEM, points="3"), "item tracker:1: points is no number"),  # type: ignore[arg-type]
        (replace(ITEM, presence=Presence.DELETED), "item tracker:1: a connector cannot say deleted"),
        (replace(ITEM, tags={"label": "okr"}), "item tracker:1: the values of 'label' are no texts"),  # type: ignore[dict-item]
        (replace(ITEM, tags={"label": ("okr", 1)}), "item tracker:1: the values of 'label' are no texts"),  # type: ignore[dict-item]
    ],
)
def test_items(item: WorkItem, message: str) -> None:
    """An item needs its immutable id, its texts, and times with a zone."""
    with pytest.raises(SourceError, match=message):
        check(Page(items=[ITEM, item]), "tracker")


@pytest.mark.parametrize("at", ["2026-11-21", "2026-11-21T09:00:00Z", "2026-11-21T09:00:00.123+00:00"])
def test_good(at: str) -> None:
    """What keeps the contract passes."""
    check(Page(items=[replace(ITEM, updated=datetime(2026, 11, 21, tzinfo=UTC))], results=[
        MetricResult("nps", [replace(GOOD, at=at), replace(GOOD, value=None), replace(GOOD, value=3)], whole=True)
    ]), "tracker")  # fmt: skip


class _Moment(datetime):
    """A time of a library's own type."""


def test_good_though_unusual() -> None:
    """So do values of types made from the documented ones, mappings of any type, and pages of any sequence."""
    item = replace(
        ITEM,
        kind=Kind.STORY,
        points=3,
        created=_Moment(2026, 11, 21, tzinfo=UTC),
        tags=MappingProxyType({"label": ["okr"]}),
    )
    check(Page(items=[item]), "tracker")
    check(Page(items=deque([item])), "tracker")


def test_fails_its_partition_alone(trial) -> None:
    """A bad page fails its partition and stores nothing of itself; the other partition is complete."""
    world = trial.worlds["numbers"]
    bad = Page(results=[MetricResult("nps", [replace(GOOD, value="31")], whole=True)])  # type: ignore[arg-type]
    world.partitions = {"a.csv": [bad], "b.csv": [Page(results=[series("csat", {"2026-10-01": 4.0})])]}
    first, second = trial.pull()["numbers"].partitions
    assert (first.state, first.code, second.state) == (PullState.FAILED, PullCode.BAD_ANSWER, PullState.COMPLETE)
    assert (trial.values("nps"), trial.values("csat")) == ({}, {"2026-10-01": 4.0})
