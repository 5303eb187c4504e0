"""What there is to count, for which periods, and what that becomes."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from goalsync.core.match import Lineage
from goalsync.core.measure import measure
from goalsync.core.periods import keys_of, window_of
from goalsync.core.tally import count, tasks_of
from goalsync.model.condition import Condition
from goalsync.model.goals import Goals, Kpi
from goalsync.model.measures import Change, Window, WindowUnit
from goalsync.model.metric import Evidence, Formula, Measurement, Metric, OverWork
from goalsync.model.period import Period
from goalsync.model.run import MetricRead, PartitionReport, Snapshot, SourceReport
from goalsync.model.settings import Configuration, Mappings, Settings
from goalsync.model.vocabulary import PullCode, PullState, Truth
from support.judging import PLACE, key_result
from support.work import NOW, ZONE, item

QUARTER = Period(date(2026, 10, 1), date(2026, 12, 31), "2026-Q4")
PAST = Period(date(2026, 7, 1), date(2026, 9, 30), "2026-Q3")
AHEAD = Period(date(2027, 1, 1), date(2027, 3, 31), "2027-Q1")
MONTH = Kpi("k", "k", "lee", "twice", PLACE)


def metric(name: str, *selectors: Condition, how: str = "count", sources: tuple[str, ...] = ("tracker",)) -> Metric:
    """One over work."""
    return Metric(name, OverWork(how, selectors, sources=sources), PLACE)


DONE = metric("done", Condition(closed_in="period"))
OPEN = metric("open", Condition(phase=("todo",)))
TWICE = Metric("twice", Formula("2 * done", ("done",)), PLACE)


def pulled(*partitions: tuple[str, PullState], at: datetime = NOW, **more: Any) -> tuple[SourceReport, ...]:
    """Reports of the source `tracker`."""
    parts = [
        PartitionReport(
            name, state, code=PullCode.LIMITED if state is not PullState.COMPLETE else None, read_at=at, **more
        )
        for name, state in partitions
    ]
    return (SourceReport("tracker", "board", tuple(parts)),)


COMPLETE = pulled(("SHOP", PullState.COMPLETE), ("PAY", PullState.COMPLETE))


def configured(*metrics: Metric, **goals: Any) -> Configuration:
    """A workspace in Berlin."""
    mappings = Mappings({one.id: one for one in metrics})
    return Configuration(Settings({}, timezone=ZONE), Goals(**goals), mappings, "sha256:x")


def test_each_period_that_something_reads_is_counted_once() -> None:
    """Through formulas as well; what has not begun is not counted, and a KPI has this window and the last."""
    periods = {"a": QUARTER, "b": QUARTER, "c": PAST, "d": AHEAD}
    key_results = {name: key_result(Change("done", 0, 1), period, name) for name, period in periods.items()}
    configuration = configured(DONE, OPEN, TWICE, key_results=key_results, kpis={"k": MONTH})
    found = [(task.metric.id, task.key, task.at) for task in tasks_of(configuration, COMPLETE)]
    assert found == [
        ("done", "2026-07-01/2026-09-30", "2026-09-30"),
        ("done", "2026-10-01/2026-10-31", "2026-10-31"),
        ("done", "2026-10-01/2026-12-31", "2026-11-21"),
        ("done", "2026-11-01/2026-11-30", "2026-11-21"),
        ("open", "1", "2026-11-21"),
    ]


def test_the_day_is_that_of_the_workspace_and_of_the_reading() -> None:
    """Half past eleven at night in UTC is the next day in Berlin; what was read yesterday is of yesterday."""
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    (task,) = tasks_of(configured(OPEN), pulled(("SHOP", PullState.COMPLETE), at=late))
    assert (task.at, task.now) == ("2026-11-21", late)


@pytest.mark.parametrize(
    ("when", "reports", "counted"),
    [
        (Condition(), pulled(("SHOP", PullState.COMPLETE), ("PAY", PullState.PARTIAL)), False),
        (Condition(project=("SHOP",)), pulled(("SHOP", PullState.COMPLETE), ("PAY", PullState.PARTIAL)), True),
        (Condition(project=("sh*",)), pulled(("SHOP", PullState.FAILED), ("PAY", PullState.COMPLETE)), False),
        (Condition(project=("SHOP",)), pulled(("*", PullState.FAILED)), False),
        (Condition(project=("SHOP",)), (), False),
        (Condition(project=("OTHER",)), COMPLETE, False),
    ],
)
def test_what_is_incomplete_is_not_counted(when: Condition, reports: tuple[SourceReport, ...], counted: bool) -> None:
    """Decided by the partitions that a selector can match."""
    one = metric("m", when)
    assert bool(tasks_of(configured(one), reports)) is counted
    series = measure(Snapshot(NOW, NOW.date(), sources=reports), {"m": one})["m"]
    broken = any(part.broken for report in reports for part in report.partitions)
    assert series.truth is (Truth.HELD if broken and not counted else Truth.UNKNOWN)


def test_items_that_cannot_be_seen_hold_what_counts_them() -> None:
    """They count as they were last seen; only the metrics that match one are held, and it is said which."""
    configuration = configured(metric("bugs", Condition(kind=("bug",))), metric("open", Condition(kind=("story",))))
    items = [
        item("SHOP-1", kind="bug", presence="access_lost"),
        item("SHOP-2", kind="bug"),
        item("SHOP-3", presence="archived"),
        item("SHOP-4", presence="deleted"),
    ]
    bugs, stories = count(items, tasks_of(configuration, COMPLETE), zone=ZONE, teams={}, lineage=Lineage())
    assert (bugs.value, stories.value, stories.problem, stories.skipped) == (2, 1, None, {"deleted": 1})
    assert "1 access lost (SHOP-1)" in (bugs.problem or "")


def row(at: str, value: float | None, key: str, note: str | None = None) -> Measurement:
    """A stored count."""
    return Measurement("done", at, value, key, recorded_at=NOW, evidence=Evidence("tracker", note=note))


ROWS = (
    row("2026-10-31", 4, "2026-10-01/2026-10-31"),
    row("2026-11-20", 7, "2026-10-01/2026-12-31"),
    row("2026-11-20", 3, "2026-11-01/2026-11-30"),
)


def test_a_reader_takes_the_counts_of_its_period() -> None:
    """A key result those of its own days, a KPI those of all its windows; alone the metric shows the last one."""
    picture = Snapshot(NOW, NOW.date(), sources=COMPLETE, measurements={"done": ROWS})
    one = key_result(Change("done", 0, 1), QUARTER, "a")
    metrics = {"done": DONE, "twice": TWICE}

    def values(subject: Any) -> list[float]:
        return [point.value for point in measure(picture, metrics, keys_of(subject, 1))["twice"].points]

    assert (values(one), values(MONTH)) == ([14], [8, 6])
    assert [point.value for point in measure(picture, metrics)["done"].points] == [3]


def test_a_count_that_gave_no_number_is_a_gap() -> None:
    """Nothing that could not be read: there is none, and the note says why."""
    rows = (row("2026-11-19", 3, "1"), row("2026-11-20", None, "1", "no item matches; 0 of 9"))
    series = measure(Snapshot(NOW, NOW.date(), sources=COMPLETE, measurements={"open": rows}), {"open": OPEN})["open"]
    assert [(gap.reason, gap.unreadable) for gap in series.gaps] == [("no item matches; 0 of 9", False)]


def test_held_by_what_was_counted_last() -> None:
    """Items out of sight hold the metric until it is counted without them."""
    read = MetricRead("open", "", "1", 9, 3, problem="1 access lost", complete_at=NOW)
    picture = Snapshot(NOW, NOW.date(), sources=COMPLETE, tallied={"open": (read,)})
    series = measure(picture, {"open": OPEN})["open"]
    assert (series.truth, series.reason, series.held_since) == (Truth.HELD, "1 access lost", NOW)


@pytest.mark.parametrize(
    ("every", "day", "starts", "days"),
    [
        (Window(WindowUnit.MONTH), date(2026, 2, 14), 1, (date(2026, 2, 1), date(2026, 2, 28))),
        (Window(WindowUnit.QUARTER), date(2026, 2, 14), 1, (date(2026, 1, 1), date(2026, 3, 31))),
        (Window(WindowUnit.QUARTER), date(2026, 1, 31), 2, (date(2025, 11, 1), date(2026, 1, 31))),
        (Window(WindowUnit.WEEK), date(2026, 11, 22), 1, (date(2026, 11, 16), date(2026, 11, 22))),
        (Window(WindowUnit.DAY), date(2026, 11, 22), 1, (date(2026, 11, 22), date(2026, 11, 22))),
        (Window(WindowUnit.DAY, 14), date(2026, 1, 15), 1, (date(2026, 1, 15), date(2026, 1, 28))),
        (Window(WindowUnit.WEEK, 2), date(2026, 12, 31), 1, (date(2026, 12, 31), date(2026, 12, 31))),
    ],
)
def test_windows_of_a_kpi(every: Window, day: date, starts: int, days: tuple[date, date]) -> None:
    """Calendar months, fiscal quarters, weeks from Monday, and so many days from the start of the fiscal year."""
    found = window_of(every, day, starts)
    assert (found.start, found.end) == days
