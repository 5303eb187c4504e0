"""Plans over a real store: idempotent, blind to order, without a trace when dry, and still when a source fails."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from goalsync.job.options import Options
from goalsync.model.goals import Goal, Goals, Kpi, MetricCriterion
from goalsync.model.measures import (
    Accumulate,
    Bound,
    BoundKind,
    Change,
    Consistency,
    Maintain,
    Measure,
    Window,
    WindowUnit,
)
from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Judge, Origin, PullCode, PullState
from goalsync.sdk.errors import SourceError
from support.judging import MIDDLE, PLACE, QUARTER, key_result, pulled, read, row, sourced
from support.planning import key_results_of, situation
from support.running import NOW, Place
from support.stores import files, knowledge, store_path
from support.world import World, series

VALUES = st.integers(-20, 20).map(float) | st.floats(-1e6, 1e6).map(lambda number: round(number, 3))
DAYS = st.dates(date(2025, 12, 1), date(2026, 4, 15)).map(str)
SERIES = st.dictionaries(DAYS, st.none() | VALUES, max_size=8)
METRICS = ("a", "b", "c")
WORLDS = st.fixed_dictionaries(dict.fromkeys(METRICS, SERIES))
MEASURES = st.one_of(
    st.builds(lambda target: Change("a", 0.5, target), st.integers(1, 50).map(float)),
    st.builds(lambda target: Change("b", target=target), st.integers(30, 50).map(float)),
    st.builds(lambda reach: Accumulate("a", reach), st.integers(1, 50).map(float)),
    st.builds(lambda judge: Maintain("c", Bound(BoundKind.AT_MOST, 5), judge=judge), st.sampled_from(Judge)),
    st.just(Consistency("b", Bound(BoundKind.ABOVE, 0), 2, 5, Window(WindowUnit.WEEK))),
)
SLOW = settings(max_examples=15, deadline=None)


def declared(measures: list[Measure]) -> Goals:
    """Key results of these measures, with a goal and a KPI beside them."""
    key_results = key_results_of(key_result(one, name=f"O1.KR{n}") for n, one in enumerate(measures, start=1))
    criteria = (MetricCriterion("a", Bound(BoundKind.AT_LEAST, 4)), MetricCriterion("c", Bound(BoundKind.BELOW, 3), 9))
    return Goals(
        key_results=key_results.key_results,
        goals={"G1": Goal("G1", "A goal", QUARTER, criteria, PLACE, owner="kim")},
        kpis={"K1": Kpi("K1", "A KPI", "lee", "b", PLACE, healthy=Bound(BoundKind.AT_LEAST, 1))},
    )


def shown(world: World, values: Mapping[str, Mapping[str, float | None]]) -> World:
    """Metrics a and b stand in one partition, c in another."""
    world.holds("first", *(series(metric, values[metric]) for metric in ("a", "b")))
    return world.holds("second", series("c", values["c"]))


@contextmanager
def place(goals: Goals, values: Mapping[str, Mapping[str, float | None]]) -> Iterator[Place]:
    """A new workspace with a new store."""
    with tempfile.TemporaryDirectory() as directory:
        yield Place(Path(directory), shown(World(), values), goals)


@given(st.lists(MEASURES, min_size=1, max_size=4), st.lists(WORLDS, min_size=1, max_size=3))
@SLOW
def test_applying_a_plan_and_reconciling_again_gives_the_empty_plan(measures: list[Measure], worlds: list[Any]) -> None:
    """After every run, whatever came before it, there is nothing to record at that moment."""
    with place(declared(measures), worlds[0]) as found:
        for number, values in enumerate(worlds):
            shown(found.world, values)
            now = NOW + timedelta(days=20 * number)
            found.sync(now)
            assert found.plan(now).report.changes == ()
            assert found.sync(now + timedelta(seconds=1)).report.changes == ()


@given(st.lists(MEASURES, min_size=1, max_size=3), WORLDS, WORLDS)
@SLOW
def test_a_dry_run_leaves_every_byte_and_says_what_the_run_does(measures: list[Measure], one: Any, other: Any) -> None:
    """A plan equals the sync after it, and can be saved and applied instead with the same result."""
    goals = declared(measures)
    with place(goals, one) as found, place(goals, one) as twin, tempfile.TemporaryDirectory() as directory:
        saved, later = Path(directory) / "plan.json", NOW + timedelta(days=9)
        for each in (found, twin):
            each.sync()
            shown(each.world, other)
        before = files(found.directory)
        planned = found.plan(later, out=saved)
        assert files(found.directory) == before
        synced = found.sync(later)
        assert (planned.report.changes, planned.plan.digest) == (synced.report.changes, synced.plan.digest)
        assert [part.waterfall for part in planned.report.key_results] == [
            part.waterfall for part in synced.report.key_results
        ]
        assert twin.apply(saved, later).report.run.applied
        assert knowledge(store_path(twin.directory)) == knowledge(store_path(found.directory))


@given(st.lists(MEASURES, min_size=1, max_size=3), WORLDS, WORLDS, st.booleans())
@SLOW
def test_a_source_that_fails_moves_nothing(measures: list[Measure], one: Any, other: Any, part_of_it: bool) -> None:
    """Failed outright or cut short after a page: nothing that reads it is recorded, and the other goes on."""
    goals = declared(measures)
    with place(goals, one) as found:
        found.sync()
        shown(found.world, other)
        page = found.world.partitions["first"]
        error = SourceError(PullCode.UNREACHABLE, "the line went dead")
        found.world.partitions["first"] = [*page, error] if part_of_it else [error]
        now = NOW + timedelta(days=9)
        outcome = found.sync(now)
        reads_first = {name for name, one in goals.key_results.items() if one.metric in ("a", "b")} | {"G1", "K1"}
        assert not reads_first & {change.subject for change in outcome.report.changes}
        assert outcome.exit_code() == 4
        shown(found.world, other)
        assert found.sync(now + timedelta(days=1), Options(force=True)).exit_code() == 0


@given(st.permutations(list(METRICS)), WORLDS, st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_the_digest_is_blind_to_order_and_time(order: list[str], values: Any, chance: Any) -> None:
    """Goals declared in another order, rows stored in another order and at another time: the same plan."""
    measures = [Change(metric, 0.5, 20.0) for metric in METRICS]
    rows = [row(day, value, metric=metric) for metric in METRICS for day, value in values[metric].items()]
    shuffled = [row(one.at, one.value, metric=one.metric, recorded_at=NOW, run="other") for one in rows]
    chance.shuffle(shuffled)
    shuffled.sort(key=lambda one: one.at)
    metrics = [sourced(name) for name in METRICS]
    one = situation(
        key_results_of(key_result(one, name=f"O1.{one.metric}") for one in measures), rows, metrics=metrics
    ).plan()
    ordered = sorted(measures, key=lambda measure: order.index(measure.metric))
    other = situation(
        key_results_of(key_result(one, name=f"O1.{one.metric}") for one in ordered),
        shuffled,
        metrics=[sourced(name) for name in order],
    ).plan()
    assert one.digest == other.digest
    assert [change.subject for change in one.changes] == [change.subject for change in other.changes]


@given(
    st.sampled_from([lambda target: Change("m", 0.5, target), lambda target: Accumulate("m", target)]),
    st.tuples(st.integers(1, 40), st.integers(1, 40)),
    SERIES,
    SERIES,
    SERIES,
    SERIES,
    st.dates(date(2026, 3, 10), date(2026, 4, 20)),
)
@settings(max_examples=300, deadline=None)
def test_a_waterfall_adds_up(
    kind: Any, targets: tuple[int, int], before: Any, reread: Any, corrected: Any, after: Any, today: date
) -> None:
    """Whatever was edited, read otherwise, corrected and measured, in whatever mixture, before the end or after it."""
    goals, edited = (key_results_of([key_result(kind(float(target) + 0.75))]) for target in targets)
    found = situation(goals, _rows(before)).applied()
    reread = {day: value for day, value in reread.items() if day in before}
    rows = [*_rows(reread), *_rows(corrected, origin=Origin.CORRECTION), *_rows(after, key="2")]
    later = found.later(today, rows, goals=edited)
    plan = later.plan()
    for change in plan.changes:
        start, end = (change.before or {}).get("progress"), (change.after or {})["progress"]
        if not isinstance(start, float) or not isinstance(end, float) or start == end:
            assert change.subject not in plan.waterfalls
            continue
        parts = plan.waterfalls[change.subject]
        assert 0 not in parts.values()
        assert set(parts) <= {"measurement", "goal_edit", "rule_edit", "correction"}
        scale = max(1.0, abs(start), abs(end), *map(abs, parts.values()))
        assert math.fsum(parts.values()) == pytest.approx(end - start, abs=1e-15 * scale)


@given(SERIES, st.sampled_from([PullState.FAILED, PullState.PARTIAL]), SERIES)
@settings(max_examples=60, deadline=None)
def test_held_is_held_whatever_was_stored(before: Any, state: PullState, after: Any) -> None:
    """While its partition is broken a key result is neither moved nor removed, though rows came in."""
    goals = key_results_of([key_result(Change("m", 0.5, 20.0))])
    found = situation(goals, _rows(before)).applied()
    broken = pulled([read()], state, reason="cut short", complete_at=found.snapshot.now)
    later = found.later(MIDDLE + timedelta(days=10), _rows(after, key="2"), sources=broken)
    assert later.plan().changes == ()


def _rows(values: Mapping[str, float | None], **more: Any) -> list[Measurement]:
    return [row(day, values[day], **more) for day in sorted(values)]
