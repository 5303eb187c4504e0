"""Items of which nobody knows when they were closed: what asks for it leaves them out, and says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from goalsync.core.match import Lineage
from goalsync.core.tally import Counted, Task, count
from goalsync.model.condition import Condition
from goalsync.model.metric import Metric, OverWork
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.work import ItemFacts

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
BUG = Condition(kind=("bug",))
LATELY = timedelta(days=30)


def item(number: int, phase: str = "done", *, kind: str = "bug", closed: str | None = None, **more: str) -> ItemFacts:
    """An item of the tracker."""
    return ItemFacts(
        uid=f"tracker:{number}", source="tracker", key=f"A-{number}", project="A", kind=kind, type=kind, title="",
        status=phase, phase=phase, closed=closed, **more,
    )  # fmt: skip


ITEMS = (
    item(1, closed="2026-11-19T00:00:00+00:00"),
    item(2, closed="2026-01-01T00:00:00+00:00"),
    item(3),
    item(4, "dropped"),
    item(5, "doing"),
    item(6, kind="story"),
    item(7, presence="deleted"),
)


def counted(how: str, *selectors: Condition) -> Counted:
    """What a metric comes to over the items."""
    definition = OverWork(how, selectors, sources=("tracker",))
    metric = Metric("m", definition, Place("mappings/metrics.yaml", 1))
    period = Period(date(2026, 10, 1), date(2026, 12, 31))
    task = Task(metric, definition, period, NOW, ZoneInfo("UTC"), "sha256:x")
    (found,) = count(ITEMS, [task], zone=ZoneInfo("UTC"), teams={}, lineage=Lineage(), keep=True)
    return found


@pytest.mark.parametrize(
    ("selector", "value", "undated"),
    [
        (Condition(kind=("bug",), closed_in=LATELY), 1, ("A-3", "A-4")),
        (Condition(kind=("bug",), phase=("done",), closed_in=LATELY), 1, ("A-3",)),
        (Condition(kind=("bug",), closed_in="period"), 1, ("A-3", "A-4")),
        (Condition(kind=("bug",), closed_after=NOW.date()), 0, ("A-3", "A-4")),
        (Condition(kind=("bug",), closed_before=NOW.date()), 2, ("A-3", "A-4")),
        (Condition(all=(BUG, Condition(closed_in=LATELY))), 1, ("A-3", "A-4")),
        (Condition(any=(Condition(kind=("story",)), Condition(closed_in=LATELY))), 2, ("A-3", "A-4")),
        (Condition(kind=("bug",), not_=Condition(closed_in=LATELY)), 4, ()),
        (BUG, 5, ()),
    ],
)
def test_what_has_no_closing_date_is_told(selector: Condition, value: int, undated: Sequence[str]) -> None:
    """Of what is closed and would match otherwise; what is open lacks none, and what is deleted counts nowhere."""
    found = counted("count", selector)
    assert found.value == value
    assert sorted(one.key for one, reason in found.left_out if reason == "no_closing_date") == list(undated)
    assert found.skipped.get("no_closing_date", 0) == len(undated)
    assert (f"{len(undated)} closed without a closing date" in found.note) == bool(undated)


def test_a_ratio_tells_it_of_its_numerator() -> None:
    """The denominator counts them, the numerator cannot."""
    found = counted("ratio", Condition(kind=("bug",), closed_in=LATELY), BUG)
    assert found.value == pytest.approx(20)
    assert found.skipped == {"deleted": 1, "no_closing_date": 2}
