"""Many metrics in one page: each comes to what it would alone, whatever the others beside it are."""

from __future__ import annotations

from goalsync.model.metric import Measurement
from goalsync.model.vocabulary import Origin, PullState
from goalsync.pull import pull_all
from goalsync.pull.standing import batches
from goalsync.sdk.connector import MetricResult, Page
from goalsync.store import Store
from support.stores import LATER, store_path
from support.world import connectors, level, series, workspace

HERE = ("numbers", "a.csv")
MONTH = {f"2026-10-{day:02}": float(day) for day in range(1, 21)}
FEW = {"2026-10-01": 1.0, "2026-10-02": 2.0}


def written(trial, run: str) -> dict[str, list[tuple[str, float | None, Origin]]]:
    """What a run recorded: metric → (at, value, origin); retracted rows have no value."""
    found: dict[str, list[tuple[str, float | None, Origin]]] = {}
    for metric, rows in trial.store.snapshot(LATER, LATER.date()).measurements.items():
        mine = [(row.at, row.value, row.origin) for row in rows if row.run == run]
        if mine:
            found[metric] = mine
    return found


def test_everything_in_one_page(trial) -> None:
    """Corrections, retractions, brakes, problems, edited definitions and levels do not rub off on each other."""
    world = trial.worlds["numbers"]
    names = ("braked", "bugs", "corrected", "edited", "emptied", "gone", "same", "wrong")
    trial.metrics = dict.fromkeys(names, (*HERE, "a"))
    world.holds(
        "a.csv",
        level("bugs", "2026-11-21", 4.0),
        *[series(name, MONTH if name in ("braked", "edited") else FEW) for name in names if name != "bugs"],
    )
    trial.part()
    trial.metrics |= {"edited": (*HERE, "b"), "new": (*HERE, "a")}
    world.holds(
        "a.csv",
        series("wrong", {"2026-10-01": 9.0}, problem="mappings/metrics.yaml:9: B4 holds #REF!"),
        series("same", FEW),
        series("new", {"2026-10-03": 3.0}),
        series("gone", {"2026-10-02": 2.0}),
        series("emptied", {}),
        series("edited", {"2026-10-01": 7.0, "2026-10-21": 21.0}),
        series("corrected", FEW | {"2026-10-02": 5.0}),
        level("bugs", "2026-11-21", 6.0),
        series("braked", {"2026-10-01": 8.0, "2026-10-22": 22.0}),
    )
    report = trial.part(minute=5)
    assert report.state is PullState.PARTIAL
    assert [(brake.count, brake.total) for brake in report.brakes] == [(18, 20), (2, 2)]
    assert {read.metric for read in report.reads if read.problem} == {"braked", "emptied", "wrong"}
    assert (report.items, report.new, report.changed, report.gone) == (12, 3, 5, 20)
    assert written(trial, "run-2") == {
        "braked": [("2026-10-01", 8.0, Origin.CORRECTION), ("2026-10-22", 22.0, Origin.SYNC)],
        "bugs": [("2026-11-21", 6.0, Origin.CORRECTION)],
        "corrected": [("2026-10-02", 5.0, Origin.CORRECTION)],
        "edited": [
            ("2026-10-01", 7.0, Origin.SYNC),
            *[(day, None, Origin.SYNC) for day in MONTH if day != "2026-10-01"],
            ("2026-10-21", 21.0, Origin.SYNC),
        ],
        "gone": [("2026-10-01", None, Origin.CORRECTION)],
        "new": [("2026-10-03", 3.0, Origin.SYNC)],
        "wrong": [("2026-10-01", 9.0, Origin.CORRECTION)],
    }


def test_metric_twice_in_a_page(trial) -> None:
    """The second result of a metric is compared with what the first one left: nothing is stored twice."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", level("bugs", "2026-11-20", 4.0), level("bugs", "2026-11-20", 4.0), series("nps", FEW))
    assert trial.part().new == 3
    world.holds("a.csv", level("bugs", "2026-11-20", 5.0), level("bugs", "2026-11-20", 4.0), series("nps", FEW))
    assert trial.part(minute=5).changed == 2
    assert [row.value for row in trial.rows("bugs")] == [4.0, 5.0, 4.0]


def test_parts_of_different_days(trial) -> None:
    """Results that are no whole series touch the days they have a value for, each metric its own."""
    world = trial.worlds["numbers"]
    days = {name: [f"2026-11-{day}" for day in (10 + number, 20)] for number, name in enumerate("abc")}
    for value in (1.0, 2.0):
        results = [
            MetricResult(name, [Measurement(name, at, value) for at in at_days[int(value) - 1 :]], whole=False)
            for name, at_days in days.items()
        ]
        world.holds("a.csv", *results, series("nps", FEW))
        trial.part(minute=int(value))
    assert {name: trial.values(name) for name in "abc"} == {
        name: {first: 1.0, "2026-11-20": 2.0} for name, (first, _) in days.items()
    }


def test_more_than_are_asked_for_at_once(trial) -> None:
    """A thousand metrics: again is nothing, and a change of any of them is found."""
    world = trial.worlds["numbers"]
    names = [f"m{number}" for number in range(1000)]
    world.holds("a.csv", *[series(name, FEW) for name in names])
    assert trial.part().new == 2000
    assert (again := trial.part(minute=1)).new == again.changed == again.gone == 0
    world.holds("a.csv", *[series(name, FEW | {"2026-10-02": 3.0}) for name in names])
    assert trial.part(minute=2).changed == 1000


def test_batches() -> None:
    """In order of metric, none left out, none twice in a batch, and no batch larger than a query takes."""
    results = [level(f"m{number % 900:03}", "2026-11-21", float(number)) for number in range(1000)]
    found = list(batches(reversed(results)))
    assert max(map(len, found)) < 999
    assert all(len({result.metric for result in batch}) == len(batch) for batch in found)
    assert [result.metric for batch in found for result in batch] == sorted(result.metric for result in results)
    twice = [result.measurements[0].value for batch in found for result in batch if result.metric == "m007"]
    assert twice == [907.0, 7.0]
    assert list(batches([])) == []


def test_definitions_of_metrics_that_moved(trial) -> None:
    """What is read from another partition is judged by how it was last read anywhere: a rule edit, no correction."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a"), "csat": (*HERE, "a"), "stays": (*HERE, "a")}
    world.holds("a.csv", series("nps", FEW), series("csat", FEW), series("stays", FEW))
    trial.part()
    there = ("numbers", "b.csv", "a")
    trial.metrics |= {"nps": there, "csat": there, "unheard": there}
    world.holds("a.csv", series("stays", FEW | {"2026-10-01": 5.0}))
    world.holds("b.csv", *[series(name, {"2026-10-01": 5.0}) for name in ("nps", "csat", "unheard")])
    trial.pull(minute=1)
    assert written(trial, "run-2") == {
        "csat": [("2026-10-01", 5.0, Origin.SYNC)],
        "nps": [("2026-10-01", 5.0, Origin.SYNC)],
        "stays": [("2026-10-01", 5.0, Origin.CORRECTION)],
        "unheard": [("2026-10-01", 5.0, Origin.SYNC)],
    }


def test_dry_over_pages_of_many(trial, tmp_path) -> None:
    """Over a store, each page finds the rows of both layers: what is stored, and what the pages before it wrote."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", *[series(name, MONTH) for name in "abc"])
    trial.part()
    changed = [series(name, MONTH | {"2026-10-05": 0.0}) for name in "abc"]
    world.partitions["a.csv"] = [Page(results=changed), Page(results=changed), Page(results=changed[1:], cursor="x")]
    with Store.scratch(store_path(tmp_path), now=LATER) as scratch:
        (report,) = pull_all(
            workspace(tmp_path, trial.worlds),
            connectors(trial.worlds),
            scratch,
            run_id="dry",
            now=LATER,
            today=LATER.date(),
        )
        assert [(part.new, part.changed, part.gone) for part in report.partitions] == [(0, 3, 0)]
        assert {name: len(scratch.history(name).measurements) for name in "abc"} == dict.fromkeys("abc", 21)
