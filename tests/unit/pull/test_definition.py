"""A metric whose definition was edited: what it reads otherwise is no correction, and moves nothing that was graded."""

from __future__ import annotations

import pytest

from goalsync.model.place import Place
from goalsync.model.vocabulary import Origin, PullCode, PullState
from goalsync.pull.definition import digest_of, is_edited
from goalsync.sdk.connector import MetricRequest, Page
from goalsync.sdk.errors import SourceError
from support.stores import rows
from support.world import WorldMetric, level, series

HERE = ("numbers", "a.csv")
OCTOBER = {f"2026-10-{day:02}": float(day) for day in range(1, 21)}


def written(trial, run: str, metric: str = "nps") -> list[tuple[str, float | None, Origin]]:
    """What a run recorded of a metric."""
    return [(row.at, row.value, row.origin) for row in trial.rows(metric) if row.run == run]


def test_edited(trial) -> None:
    """Rows that differ, are gone or come back are of origin sync once; what changes afterwards is a correction."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "M is a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0}))
    trial.part()
    trial.metrics = {"nps": (*HERE, "M is b")}
    world.holds("a.csv", series("nps", {"2026-10-02": 50.0, "2026-10-03": 51.0}))
    report = trial.part(day=1)
    assert (report.state, report.new, report.changed, report.gone) == (PullState.COMPLETE, 1, 1, 1)
    assert written(trial, "run-2") == [
        ("2026-10-01", None, Origin.SYNC),
        ("2026-10-02", 50.0, Origin.SYNC),
        ("2026-10-03", 51.0, Origin.SYNC),
    ]
    world.holds("a.csv", series("nps", {"2026-10-01": 30.0, "2026-10-02": 49.0}))
    trial.part(day=2)
    assert written(trial, "run-3") == [
        ("2026-10-01", 30.0, Origin.CORRECTION),
        ("2026-10-02", 49.0, Origin.CORRECTION),
        ("2026-10-03", None, Origin.CORRECTION),
    ]


def test_edited_level(trial) -> None:
    """Another cell read on the same day."""
    world = trial.worlds["numbers"]
    trial.metrics = {"bugs": (*HERE, "B4")}
    world.holds("a.csv", level("bugs", "2026-11-21", 4.0))
    trial.part()
    trial.metrics = {"bugs": (*HERE, "B5")}
    world.holds("a.csv", level("bugs", "2026-11-21", 9.0))
    trial.part(minute=5)
    assert written(trial, "run-2", "bugs") == [("2026-11-21", 9.0, Origin.SYNC)]


def test_another_metric_is_as_it_was(trial) -> None:
    """The edit of one metric says nothing of the one beside it."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a"), "csat": (*HERE, "a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 1.0}), series("csat", {"2026-10-01": 1.0}))
    trial.part()
    trial.metrics = {"nps": (*HERE, "b"), "csat": (*HERE, "a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 2.0}), series("csat", {"2026-10-01": 2.0}))
    trial.part(day=1)
    assert written(trial, "run-2") == [("2026-10-01", 2.0, Origin.SYNC)]
    assert written(trial, "run-2", "csat") == [("2026-10-01", 2.0, Origin.CORRECTION)]


def test_edited_is_not_shrunk(trial) -> None:
    """A narrower selection loses most of its rows at once, and is not held."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "all")}
    world.holds("a.csv", series("nps", OCTOBER))
    trial.part()
    trial.metrics = {"nps": (*HERE, "few")}
    world.holds("a.csv", series("nps", {"2026-10-01": 1.0}))
    report = trial.part(day=1)
    assert (report.state, report.brakes, report.gone) == (PullState.COMPLETE, (), 19)
    assert {origin for _, _, origin in written(trial, "run-2")} == {Origin.SYNC}


def test_edited_so_that_nothing_matches_is_held(trial) -> None:
    """It may be a slip: nothing is retracted. Mended it is still an edit, and taken back it is none."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    trial.part()
    trial.metrics = {"nps": (*HERE, "slip")}
    world.holds("a.csv", series("nps", {}))
    assert [trial.part(day=day).code for day in (1, 2)] == [PullCode.VANISHED] * 2
    assert trial.values("nps") == {"2026-10-01": 31.0}
    trial.metrics = {"nps": (*HERE, "b")}
    world.holds("a.csv", series("nps", {"2026-10-01": 50.0}))
    trial.part(day=3)
    assert written(trial, "run-4") == [("2026-10-01", 50.0, Origin.SYNC)]
    trial.metrics = {"nps": (*HERE, "slip")}
    world.holds("a.csv", series("nps", {}))
    trial.part(day=4)
    trial.metrics = {"nps": (*HERE, "b")}
    world.holds("a.csv", series("nps", {"2026-10-01": 49.0}))
    trial.part(day=5)
    assert written(trial, "run-6") == [("2026-10-01", 49.0, Origin.CORRECTION)]


def test_cut_short_after_an_edit(trial) -> None:
    """What is gone is retracted by the next run that reads all of it, and is still the edit's doing."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0}))
    trial.part()
    trial.metrics = {"nps": (*HERE, "b")}
    page = Page(results=[series("nps", {"2026-10-02": 50.0})], cursor="read")
    world.partitions["a.csv"] = [page, Page(), SourceError(PullCode.UNREACHABLE, "the line went dead")]
    assert trial.part(day=1).state is PullState.PARTIAL
    world.partitions["a.csv"] = [page]
    assert trial.part(day=2).gone == 1
    assert written(trial, "run-2") == [("2026-10-02", 50.0, Origin.SYNC)]
    assert written(trial, "run-3") == [("2026-10-01", None, Origin.SYNC)]


def test_another_place_is_an_edit(trial) -> None:
    """A metric that is read from another file now, or was left out for a while and came back with other keys."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a"), "csat": HERE}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}), series("csat", {}))
    trial.part()
    trial.metrics = {"csat": HERE}
    world.holds("a.csv", series("csat", {}))
    trial.part(day=1)
    trial.metrics = {"csat": HERE, "nps": (*HERE, "b")}
    world.holds("a.csv", series("nps", {"2026-10-01": 40.0}), series("csat", {}))
    trial.part(day=2)
    assert written(trial, "run-3") == [("2026-10-01", 40.0, Origin.SYNC)]
    trial.metrics = {"csat": HERE, "nps": ("numbers", "b.csv", "b")}
    world.holds("a.csv", series("csat", {}))
    world.holds("b.csv", series("nps", {"2026-10-01": 41.0}))
    trial.pull(day=3)
    assert written(trial, "run-4") == [("2026-10-01", 41.0, Origin.SYNC)]


def test_older_store(trial) -> None:
    """Where it is not known how a metric was defined, what differs is a correction, and from then on it is known."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": (*HERE, "a")}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    trial.part()
    with trial.store.transaction() as db:
        db.conn.execute("UPDATE metric_reads SET definition = NULL")
    for number, where in ((2, "b"), (3, "c")):
        trial.metrics = {"nps": (*HERE, where)}
        world.holds("a.csv", series("nps", {"2026-10-01": 31.0 + number}))
        trial.part(day=number)
    assert [row.origin for row in trial.rows("nps")] == [Origin.SYNC, Origin.CORRECTION, Origin.SYNC]


def test_kept_once(trial) -> None:
    """The definition is stored with how the metric was read, and a row is written only when something differs."""
    trial.metrics = {"nps": HERE}
    trial.worlds["numbers"].holds("a.csv", series("nps", OCTOBER))
    for day in (0, 1):
        trial.part(day=day)
    ((definition,),) = rows(trial.store.path, "SELECT definition FROM metric_reads")
    assert definition == digest_of("numbers", _request(partition="a.csv"))
    assert trial.store.partitions()[0].report.reads[0].definition == definition


@pytest.mark.parametrize(
    ("request_", "same"),
    [
        ({}, True),
        ({"line": 99}, True),
        ({"where": "anything"}, True),  # as if left out
        ({"where": "M is b"}, False),
        ({"partition": "b.csv"}, False),
        ({"percent_points": True}, False),
    ],
)
def test_digest(request_: dict[str, object], same: bool) -> None:
    """It depends on what is read and how, not on where the metric stands."""
    assert (digest_of("numbers", _request(**request_)) == digest_of("numbers", _request())) == same
    assert digest_of("other", _request()) != digest_of("numbers", _request())


def test_unknown_is_no_edit() -> None:
    """Only two known definitions that differ are an edit."""
    assert is_edited("a", "b")
    assert not any(is_edited(*pair) for pair in ((None, "b"), ("a", None), (None, None), ("a", "a")))


def _request(*, line: int = 2, percent_points: bool = False, partition: str = "a.csv", **keys: object) -> MetricRequest:
    config = WorldMetric.model_validate({"partition": partition, **keys})
    return MetricRequest("nps", config, Place("mappings/metrics.yaml", line), percent_points=percent_points)
