"""How a metric's rows come into the store: appended, corrected, retracted, dated anew, or held."""

from __future__ import annotations

from goalsync.model.metric import Measurement
from goalsync.model.run import Run
from goalsync.model.vocabulary import Origin, PullCode, PullState
from goalsync.sdk.connector import MetricResult, Page
from support.stores import NOW, rows
from support.world import level, series

TEN = {f"2026-10-{day:02}": float(day) for day in range(1, 21)}


def test_series(trial) -> None:
    """New rows are appended, changed ones corrected, missing ones retracted; nothing is rewritten."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0}))
    assert trial.part().new == 2
    world.holds("a.csv", series("nps", {"2026-10-02": 30.0, "2026-10-03": 33.0}))
    report = trial.part(day=1)
    assert (report.items, report.new, report.changed, report.gone) == (2, 1, 1, 1)
    assert trial.values("nps") == {"2026-10-02": 30.0, "2026-10-03": 33.0}
    assert [(row.at, row.value, row.retracted, row.origin.value, row.run) for row in trial.rows("nps")] == [
        ("2026-10-01", 31.0, False, "sync", "run-1"),
        ("2026-10-01", None, True, "correction", "run-2"),
        ("2026-10-02", 32.0, False, "sync", "run-1"),
        ("2026-10-02", 30.0, False, "correction", "run-2"),
        ("2026-10-03", 33.0, False, "sync", "run-2"),
    ]


def test_retracted_keeps_its_evidence(trial) -> None:
    """A row that is gone says where it stood."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": ("numbers", "a.csv")}
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0}))
    trial.part()
    world.holds("a.csv", series("nps", {"2026-10-02": 32.0}))
    trial.part(day=1)
    first, gone, _ = trial.rows("nps")
    assert gone.retracted
    assert gone.evidence == first.evidence


def test_same_again(trial) -> None:
    """What is as it was is written nowhere, and the run is no new base."""
    trial.worlds["numbers"].holds("a.csv", series("nps", TEN), level("bugs", "2026-11-21", 4.0))
    trial.part()
    report = trial.part()
    assert (report.items, report.new, report.changed, report.gone) == (21, 0, 0, 0)
    assert [run.id for run in trial.store.changed_since(None)] == ["run-1"]


def test_level_is_dated_each_day(trial) -> None:
    """A level is appended each day it is read, with an equal value as well; a second one of a day corrects."""
    world = trial.worlds["numbers"]
    for day, value in ((0, 4.0), (1, 4.0)):
        world.holds("a.csv", level("bugs", f"2026-11-{21 + day}", value))
        trial.part(day=day)
    world.holds("a.csv", level("bugs", "2026-11-22", 6.0))
    trial.part(day=1, minute=5)
    assert [(row.at, row.value, row.origin) for row in trial.rows("bugs")] == [
        ("2026-11-21", 4.0, Origin.SYNC),
        ("2026-11-22", 4.0, Origin.SYNC),
        ("2026-11-22", 6.0, Origin.CORRECTION),
    ]


def test_unchanged_source_dates_levels_anew(trial) -> None:
    """When the source says that nothing changed, a level counts as read today, with its evidence; a series stays."""
    world = trial.worlds["numbers"]
    trial.metrics = dict.fromkeys(("bugs", "nps", "signed"), ("numbers", "a.csv"))
    dated = MetricResult("signed", [Measurement("signed", "2026-11-21", 7.0)], whole=False, matched=1, dated=True)
    world.holds("a.csv", level("bugs", "2026-11-21", 4.0), series("nps", {"2026-10-01": 31.0}), dated)
    trial.part()
    world.partitions["a.csv"] = [Page(unchanged=True)]
    report = trial.part(day=1)
    again = trial.part(day=1, minute=5)
    assert (report.state, report.new, again.new) == (PullState.COMPLETE, 1, 0)
    first, second = trial.rows("bugs")
    assert (second.at, second.value, second.origin) == ("2026-11-22", 4.0, Origin.SYNC)
    assert second.evidence == first.evidence
    assert len(trial.rows("nps")) == len(trial.rows("signed")) == 1
    assert [(read.metric, read.matched) for read in again.reads] == [("bugs", 1), ("nps", 1), ("signed", 1)]


def test_problem_holds_only_its_metric(trial) -> None:
    """A metric that cannot be read makes the partition partial; the others, and what of it is readable, are stored."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0}), series("csat", {"2026-10-01": 4.0}))
    trial.part()
    problem = "mappings/metrics.yaml:12:5: metric nps: KPIs!B4 holds #DIV/0!; mend the cell"
    broken = series("nps", {"2026-10-02": 33.0, "2026-10-03": None}, problem=problem)
    world.holds("a.csv", broken, series("csat", {"2026-10-01": 5.0}))
    report = trial.part(day=1)
    assert (report.state, report.code, report.reason) == (PullState.PARTIAL, PullCode.UNREADABLE, problem)
    assert not report.broken
    assert trial.values("nps") == {"2026-10-01": 31.0, "2026-10-02": 33.0, "2026-10-03": None}
    assert trial.values("csat") == {"2026-10-01": 5.0}
    csat, nps = report.reads
    assert (nps.problem, nps.complete_at) == (problem, NOW)
    assert csat.complete_at == report.pulled_at
    assert report.complete_at == NOW
    world.holds("a.csv", series("nps", {"2026-10-02": 33.0}), series("csat", {"2026-10-01": 5.0}))
    mended = trial.part(day=2)
    assert (mended.state, mended.reads[1].problem, mended.gone) == (PullState.COMPLETE, None, 2)


def test_many_problems_are_told_briefly(trial) -> None:
    """A partition with hundreds of unreadable metrics tells ten; each metric knows its own."""
    results = [series(f"m{number:03}", {}, problem=f"metric m{number:03}: no") for number in range(200)]
    trial.worlds["numbers"].holds("a.csv", *results)
    report = trial.part()
    assert report.reason is not None
    assert report.reason.count("metric") == 10
    assert report.reason.endswith("; and 190 more")
    assert all(read.problem for read in report.reads)


def test_vanished_is_held_until_allowed(trial) -> None:
    """A selector that matches nothing any more holds its metric, run after run, until someone says that it is true."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    trial.part()
    world.holds("a.csv", series("nps", {}))
    for day in (1, 2):
        report = trial.part(day=day)
        assert (report.state, report.code, report.gone) == (PullState.PARTIAL, PullCode.VANISHED, 0)
        assert [brake.overridden for brake in report.brakes] == [False]
        assert report.reads[0].complete_at == NOW
        assert trial.values("nps") == {"2026-10-01": 31.0}
    allowed = trial.part(day=3, allow={"source_shrunk"})
    assert (allowed.state, allowed.gone) == (PullState.COMPLETE, 1)
    assert [brake.overridden for brake in allowed.brakes] == [True]
    assert trial.values("nps") == {}
    assert trial.part(day=4).state is PullState.COMPLETE


def test_blank_level_is_held_until_allowed(trial) -> None:
    """A cell that is blank now is held while it may be a mistake; once allowed, it is simply without a value."""
    world = trial.worlds["numbers"]
    blank = MetricResult("bugs", (), whole=False, looked_at=1, matched=1)
    world.holds("a.csv", blank)
    assert trial.part().state is PullState.COMPLETE
    world.holds("a.csv", level("bugs", "2026-11-22", 4.0))
    trial.part(day=1)
    world.holds("a.csv", blank)
    assert [trial.part(day=day).code for day in (2, 3)] == [PullCode.VANISHED] * 2
    assert trial.part(day=4, allow={"source_shrunk"}).state is PullState.COMPLETE
    assert [trial.part(day=day).state for day in (5, 6)] == [PullState.COMPLETE] * 2


def test_shrunk_is_held(trial) -> None:
    """Losing more than half of twenty rows at once retracts nothing; new and changed rows are stored all the same."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", series("nps", TEN))
    trial.part()
    world.holds("a.csv", series("nps", {"2026-10-01": 99.0, "2026-11-01": 5.0}))
    report = trial.part(day=1)
    assert (report.state, report.code, report.gone) == (PullState.PARTIAL, PullCode.VANISHED, 0)
    assert trial.values("nps") == TEN | {"2026-10-01": 99.0, "2026-11-01": 5.0}
    forced = trial.part(day=2, force=True)
    assert (forced.state, forced.gone) == (PullState.COMPLETE, 19)
    assert trial.values("nps") == {"2026-10-01": 99.0, "2026-11-01": 5.0}


def test_held_is_read_from_the_start(trial) -> None:
    """A held partition is read whole by the next run: its cursor must not say that all of it was taken in."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", level("bugs", "2026-11-21", 4.0))
    assert trial.part().cursor == "read"
    world.holds("a.csv", MetricResult("bugs", (), whole=False, looked_at=1))
    assert trial.part(day=1).cursor is None
    trial.part(day=2)
    assert [cursor for _, cursor in world.pulls] == [None, "read", None]


def test_nothing_ever_matched(trial) -> None:
    """No row matched and none ever did is no problem of the source."""
    trial.worlds["numbers"].holds("a.csv", series("nps", {}))
    report = trial.part()
    assert (report.state, report.reads[0].matched, report.reads[0].ever_matched) == (PullState.COMPLETE, 0, False)


def test_metric_that_moves_to_another_file(trial) -> None:
    """The history from the old file stays; what the new one has is taken over and from then on belongs to it."""
    world = trial.worlds["numbers"]
    world.holds("2025.csv", series("nps", {"2025-11-01": 20.0, "2025-12-01": 21.0}))
    trial.part()
    del world.partitions["2025.csv"]
    world.holds("2026.csv", series("nps", {"2025-12-01": 21.0, "2026-01-01": 22.0}))
    trial.part(day=1)
    assert trial.values("nps") == {"2025-11-01": 20.0, "2025-12-01": 21.0, "2026-01-01": 22.0}
    world.holds("2026.csv", series("nps", {"2026-01-01": 22.0}))
    trial.part(day=2)
    assert trial.values("nps") == {"2025-11-01": 20.0, "2026-01-01": 22.0}


def test_recorded_by_hand_stays(trial) -> None:
    """A value recorded by hand is never taken for a row of the source that is gone."""
    given = Measurement("nps", "2026-09-01", 29.0, by="dana")
    trial.store.record(given, Run("by-hand", NOW, NOW), one_per_date=True)
    trial.worlds["numbers"].holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    trial.part()
    assert trial.values("nps") == {"2026-09-01": 29.0, "2026-10-01": 31.0}


def test_metric_no_longer_asked_for(trial) -> None:
    """A metric taken out of the mappings keeps its rows; how it was last read is no longer current."""
    world = trial.worlds["numbers"]
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}), series("csat", {"2026-10-01": 4.0}))
    trial.part()
    world.holds("a.csv", series("csat", {"2026-10-01": 4.0}))
    report = trial.part(day=1)
    assert [read.metric for read in report.reads] == ["csat"]
    assert [read.metric for read in trial.store.partitions()[0].report.reads] == ["csat"]
    assert trial.values("nps") == {"2026-10-01": 31.0}


def test_denominators_are_kept(trial) -> None:
    """What a metric looked at, matched and skipped is stored, and a row written only when it differs."""
    result = MetricResult(
        "nps", [Measurement("nps", "2026-10-01", 1.0)], whole=True, looked_at=9, matched=1, skipped={"other team": 8}
    )
    trial.worlds["numbers"].holds("a.csv", result)
    trial.part()
    trial.part(day=1)
    query = "SELECT metric, looked_at, matched, skipped, ever_matched FROM metric_reads"
    assert rows(trial.store.path, query) == [("nps", 9, 1, '{"other team":8}', 1)]
    read = trial.store.partitions()[0].report.reads[0]
    assert (read.looked_at, read.skipped) == (9, {"other team": 8})
