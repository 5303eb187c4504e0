"""Which metrics a source is asked for, and how each is read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from goalsync.model.copies import replace
from goalsync.model.goals import Done, Goal, Goals, KeyResult, Kpi, MetricCriterion
from goalsync.model.measures import Accumulate, Bound, BoundKind, Change, Consistency, Milestone, Window, WindowUnit
from goalsync.model.metric import Formula, Manual, Metric, Ratio
from goalsync.model.period import Period
from goalsync.model.place import Place
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Summary
from goalsync.pull import one_per_date
from goalsync.pull.requests import metric_requests
from support.world import World, level, workspace

PLACE = Place("config/goals/a.yaml", 1)
PERIOD = Period(date(2026, 10, 1), date(2026, 12, 31))


def _key_result(id_: str, measure: object) -> KeyResult:
    return KeyResult(id_, id_, "dana", "O1", PERIOD, measure, PLACE)  # type: ignore[arg-type]


def _monthly(metric: str, summary: Summary) -> Consistency:
    return Consistency(metric, Bound(BoundKind.AT_LEAST, 40), 2, 3, Window(WindowUnit.MONTH), summary)


def _configuration(tmp_path: Path) -> Configuration:
    names = (
        "added",
        "summed",
        "averaged",
        "averaged",
        "changed",
        "criterion",
        "kpi",
        "left",
        "right",
        "top",
        "bottom",
        "unused",
    )
    world = World().holds("a.csv", *(level(name, "2026-11-21", 1.0) for name in names))
    goals = Goals(
        key_results={
            "K1": _key_result("K1", Accumulate("added", 10)),
            "K2": _key_result("K2", Change("changed", 1, 2)),
            "K3": _key_result("K3", Milestone()),
            "K4": _key_result("K4", _monthly("summed", Summary.SUM)),
            "K5": _key_result("K5", _monthly("averaged", Summary.MEAN)),
        },
        goals={
            "G1": Goal("G1", "", PERIOD, (MetricCriterion("criterion", Bound(BoundKind.BELOW, 1)), Done(None)), PLACE)
        },
        kpis={"P1": Kpi("P1", "", "dana", "kpi", PLACE)},
    )
    found = workspace(tmp_path, {"numbers": world, "other": World()}, goals=goals).configuration
    metrics = dict(found.mappings.metrics)
    metrics["margin"] = Metric("margin", Formula("left - right", ("left", "right")), PLACE)
    metrics["share"] = Metric("share", Ratio("top", "bottom"), PLACE)
    metrics["by_hand"] = Metric("by_hand", Manual(), PLACE)
    metrics["kpi"] = replace(metrics["kpi"], unit="%")
    return replace(found, mappings=replace(found.mappings, metrics=metrics))


def test_one_per_date(tmp_path: Path) -> None:
    """Everything but a key result that adds rows up reads a metric as one number per date."""
    assert one_per_date(_configuration(tmp_path)) == {
        "averaged", "changed", "criterion", "kpi", "left", "right", "top", "bottom",
    }  # fmt: skip


def test_requests(tmp_path: Path) -> None:
    """A source is asked for its own metrics only, in order of id, with what their reading needs."""
    found = metric_requests(_configuration(tmp_path), "numbers")
    assert [request.metric for request in found] == sorted(request.metric for request in found)
    assert {request.metric for request in found if not request.one_per_date} == {"added", "summed", "unused"}
    assert [request.metric for request in found if request.percent_points] == ["kpi"]
    assert all(request.place.file == "mappings/metrics.yaml" for request in found)
    assert metric_requests(_configuration(tmp_path), "other") == ()
