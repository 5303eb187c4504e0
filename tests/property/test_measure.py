"""What holds for all records."""

from __future__ import annotations

import math
import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from goalsync.core.measure import measure
from goalsync.model.metric import Formula, Measurement, Metric, Ratio
from goalsync.model.vocabulary import OnDuplicate
from support.judging import MIDDLE, PLACE, row, snapshot, sourced

START = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 10)).map(date.isoformat)


@st.composite
def records(draw: st.DrawFn, metric: str = "m") -> list[Measurement]:
    """Rows as they were recorded one after the other: corrected, retracted, unknown ones too."""
    drawn = draw(
        st.lists(st.tuples(DAYS, st.sampled_from("123"), st.none() | st.integers(-5, 5), st.booleans()), max_size=20)
    )
    return [
        row(at, value, metric=metric, key=key, retracted=gone, recorded_at=START + timedelta(hours=number))
        for number, (at, key, value, gone) in enumerate(drawn)
    ]


@given(records(), st.sampled_from(OnDuplicate), st.randoms(use_true_random=False))
def test_order_and_repetition(stored: list[Measurement], how: OnDuplicate, chance: random.Random) -> None:
    """Shuffled or duplicated records change nothing."""
    metrics = {"m": sourced(on_duplicate=how)}
    before = measure(snapshot(MIDDLE, stored, metrics=metrics), metrics)
    mixed = stored + chance.choices(stored, k=len(stored)) if stored else []
    chance.shuffle(mixed)
    assert measure(snapshot(MIDDLE, mixed, metrics=metrics), metrics) == before


@given(records(), st.sampled_from(OnDuplicate))
def test_each_date_once(stored: list[Measurement], how: OnDuplicate) -> None:
    """Every date that has a live row has one number or a gap, never both, in order."""
    found = measure(snapshot(MIDDLE, stored, metrics={"m": sourced()}), {"m": sourced(on_duplicate=how)})["m"]
    latest = {(one.at, one.key): one for one in stored}
    alive = {one.day for one in latest.values() if not one.retracted}
    dates = [point.day for point in found.per_date] + [gap.day for gap in found.gaps]
    assert sorted(dates) == sorted(alive)
    assert [point.day for point in found.per_date] == sorted(point.day for point in found.per_date)
    assert len(found.points) + len(found.unknowns) == sum(not one.retracted for one in latest.values())


@given(st.dictionaries(DAYS, st.integers(-5, 5) | st.just(math.inf)), st.sampled_from(OnDuplicate))
def test_what_is_gone_leaves_no_trace(values: dict[str, float], how: OnDuplicate) -> None:
    """A row that was recorded and retracted on another date changes nothing of a series of one row a day."""
    metrics = {"m": sourced(on_duplicate=how)}
    plain = [row(at, values[at], recorded_at=START) for at in sorted(values)]
    gone = row("2026-01-15", None, retracted=True, recorded_at=START)
    with_it = measure(snapshot(MIDDLE, [*plain, gone], metrics=metrics), metrics)
    assert with_it == measure(snapshot(MIDDLE, plain, metrics=metrics), metrics)
    assert [point.day.isoformat() for point in with_it["m"].points] == [
        at for at in sorted(values) if math.isfinite(values[at])
    ]


@given(records("n"), records("d"))
def test_ratio_is_a_formula(numerators: list[Measurement], denominators: list[Measurement]) -> None:
    """A ratio is 100 · n / d, at the same dates, with the same gaps."""
    metrics = {
        "n": sourced("n"),
        "d": sourced("d"),
        "ratio": Metric("ratio", Ratio("n", "d"), PLACE),
        "formula": Metric("formula", Formula("100 * n / d", ("n", "d")), PLACE),
    }
    found = measure(snapshot(MIDDLE, [*numerators, *denominators], metrics=metrics), metrics)
    assert found["ratio"].per_date == found["formula"].per_date
    assert [gap.day for gap in found["ratio"].gaps] == [gap.day for gap in found["formula"].gaps]
    for point in found["ratio"].per_date:
        assert point.day == max(one.day for one in point.measurements)
