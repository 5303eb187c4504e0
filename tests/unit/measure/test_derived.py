"""Formulas and ratios over other metrics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from goalsync.core.maths.formula import parse_formula
from goalsync.core.maths.values import as_fresh_as
from goalsync.core.measure import Series, measure
from goalsync.model.measures import Change
from goalsync.model.metric import Formula, Measurement, Metric, OverWork, Ratio
from goalsync.model.run import SourceReport
from goalsync.model.vocabulary import OnDuplicate, Truth
from support.judging import MIDDLE, PLACE, day, judge, pulled, read, row, snapshot, sourced


def formula(name: str, text: str) -> Metric:
    """A metric by formula."""
    return Metric(name, Formula(text, parse_formula(text).names), PLACE)


SOURCED = [sourced("revenue"), sourced("cost")]
MARGIN = formula("margin", "(revenue - cost) / revenue * 100")


def measured(
    stored: Sequence[Measurement], *metrics: Metric, sources: tuple[SourceReport, ...] | None = None
) -> dict[str, Series]:
    """All series of some metrics."""
    declared = {metric.id: metric for metric in (*metrics, *SOURCED)}
    return dict(measure(snapshot(MIDDLE, stored, metrics=declared, sources=sources), declared))


def revenue(at: str, value: float | None) -> Measurement:
    """One row of revenue."""
    return row(at, value, metric="revenue")


def cost(at: str, value: float | None) -> Measurement:
    """One row of cost."""
    return row(at, value, metric="cost")


def test_latest_inputs() -> None:
    """A value at each input date once all inputs have one, from the latest inputs up to it."""
    stored = [revenue("2026-01-01", 100), cost("2026-01-03", 60), revenue("2026-01-05", 120), cost("2026-01-05", 30)]
    found = measured(stored, MARGIN)["margin"]
    assert [(point.day.isoformat(), point.value) for point in found.per_date] == [
        ("2026-01-03", pytest.approx(40)),
        ("2026-01-05", pytest.approx(75)),
    ]
    assert [one.value for one in found.points[0].measurements] == [100, 60]
    assert (found.truth, found.complete, found.formula) == (Truth.KNOWN, True, "(revenue - cost) / revenue * 100")


def test_as_fresh_as_the_oldest_input() -> None:
    """A value is as fresh as its oldest input, through formulas of formulas too."""
    stored = [revenue("2026-01-01", 100), cost("2026-02-03", 60)]
    found = measured(stored, MARGIN, formula("twice", "2 * margin"))["twice"]
    assert found.points[0].day == day("2026-02-03")
    assert as_fresh_as(found.points[0]) == day("2026-01-01")
    evaluation = judge(Change("margin", 0, 80), MIDDLE, stored, metrics=[*SOURCED, MARGIN])
    assert evaluation.verdict.measured_at == day("2026-01-01")


def test_declared_in_any_order() -> None:
    """A formula may stand before what it needs, and the order of the answer is that of the question."""
    stored = [revenue("2026-01-01", 100), cost("2026-01-01", 60)]
    found = measured(stored, formula("twice", "2 * margin"), MARGIN)
    assert list(found) == ["twice", "margin", "revenue", "cost"]
    assert found["twice"].points[0].value == pytest.approx(80)


def test_division_by_zero() -> None:
    """A date on which the formula has no value has none: the value before it does not stand in."""
    stored = [revenue("2026-01-01", 100), cost("2026-01-01", 60), revenue("2026-01-05", 0)]
    found = measured(stored, MARGIN)["margin"]
    assert [gap.day for gap in found.gaps] == [day("2026-01-05")]
    verdict = judge(Change("margin", 0, 80), MIDDLE, stored, metrics=[*SOURCED, MARGIN]).verdict
    assert (verdict.progress, verdict.truth) == (None, Truth.UNKNOWN)
    assert "2026-01-05: a division by zero" in (verdict.reason or "")
    later = judge(Change("margin", 0, 80), MIDDLE, [*stored, revenue("2026-01-09", 100)], metrics=[*SOURCED, MARGIN])
    assert later.verdict.progress == 0.5


def test_unreadable_input() -> None:
    """From a date on which an input could not be read there is no value until the next one that could."""
    stored = [revenue("2026-01-01", 100), cost("2026-01-01", 60), revenue("2026-01-05", None), cost("2026-01-07", 50)]
    found = measured(stored, MARGIN)["margin"]
    assert [point.day for point in found.points] == [day("2026-01-01")]
    assert [gap.day for gap in found.gaps] == [day("2026-01-05"), day("2026-01-07")]
    assert all(gap.unreadable and gap.reason.startswith("revenue: ") for gap in found.gaps)
    again = measured([*stored, revenue("2026-01-09", 200)], MARGIN)["margin"]
    assert [point.value for point in again.points] == pytest.approx([40, 75])


def test_held() -> None:
    """Held while any input is, since the earliest time that all of them were complete."""
    monday, tuesday = datetime(2026, 2, 9, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC)
    sources = pulled([read("revenue", problem="x", complete_at=tuesday), read("cost", problem="y", complete_at=monday)])
    found = measured([revenue("2026-01-01", 1), cost("2026-01-01", 1)], MARGIN, sources=sources)["margin"]
    assert (found.truth, found.reason, found.held_since) == (Truth.HELD, "revenue: x", monday)
    assert [one.metric for one in found.read] == ["revenue", "cost"]


@pytest.mark.parametrize(("numerator", "denominator", "value"), [(228, 240, 95), (0, 5, 0), (5, 0, None), (0, 0, None)])
def test_ratio(numerator: float, denominator: float, value: float | None) -> None:
    """A ratio is in percent; an empty population has no value."""
    ratio = Metric("ratio", Ratio("revenue", "cost"), PLACE, "%")
    found = measured([revenue("2026-01-01", numerator), cost("2026-01-01", denominator)], ratio)["ratio"]
    assert [point.value for point in found.points] == ([] if value is None else [value])
    if value is None:
        assert found.reason == "no number for 2026-01-01: cost is 0: an empty population"


def test_duplicates_of_inputs() -> None:
    """Inputs are read as one number per date."""
    stored = [row("2026-01-01", 1, metric="revenue"), row("2026-01-01", 2, metric="revenue", key="2")]
    found = measured([*stored, cost("2026-01-01", 10)], Metric("ratio", Ratio("revenue", "cost"), PLACE))["ratio"]
    assert found.points[0].value == 20
    summed = {"revenue": sourced("revenue", OnDuplicate.SUM), "twice": formula("twice", "2 * revenue")}
    picture = snapshot(MIDDLE, stored, metrics=summed)
    assert measure(picture, summed)["twice"].points[0].value == 6


@pytest.mark.parametrize(
    ("metrics", "reason"),
    [
        ([formula("x", "missing + 1")], "there is no metric missing"),
        ([formula("x", "1 + 1")], "the formula names no metric, so it has no dates"),
        ([formula("x", "revenue + 1")], "revenue: 9 of 9 rows matched, none with a value"),
        ([formula("x", "y + 1"), formula("y", "x + 1")], "it is computed from itself"),
        ([formula("x", "x + 1")], "it is computed from itself"),
        ([Metric("x", Formula("1 +", ()), PLACE)], "its formula cannot be read: column 4"),
        ([Metric("x", OverWork("count", ()), PLACE)], "no source of this workspace brings work"),
    ],
)
def test_no_value(metrics: list[Metric], reason: str) -> None:
    """What cannot be computed is unknown with its reason, and stops nothing else."""
    found = measured([cost("2026-01-01", 1)], *metrics)
    assert (found["x"].truth, found["x"].points) == (Truth.UNKNOWN, ())
    assert (found["x"].reason or "").startswith(reason)
    assert found["cost"].truth is Truth.KNOWN


def test_long_chain() -> None:
    """Thousands of formulas over one another need no recursion."""
    chain = [formula("f0", "cost + 1"), *(formula(f"f{number}", f"f{number - 1} + 1") for number in range(1, 3000))]
    assert measured([cost("2026-01-01", 1)], *reversed(chain))["f2999"].points[0].value == 3001
