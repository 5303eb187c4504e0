"""Which sources are pulled, from where, how many at once, and what is told meanwhile."""

from __future__ import annotations

import threading
from datetime import timedelta

from goalsync.model.vocabulary import PullCode, PullState
from goalsync.sdk.connector import Page
from goalsync.sdk.errors import SourceError
from support.stores import NOW
from support.world import World, level, series


def _two(trial) -> None:
    trial.worlds["other"] = World().holds("x.csv", level("bugs", "2026-11-21", 4.0))
    trial.worlds["numbers"].holds("a.csv", series("nps", {"2026-10-01": 31.0}))


def test_only_some_sources(trial) -> None:
    """Sources that are left out are skipped: not opened, and what is stored of them stands."""
    _two(trial)
    trial.pull()
    reports = trial.pull(day=1, only={"numbers"})
    assert {name: report.state for name, report in reports.items()} == {
        "numbers": PullState.COMPLETE,
        "other": PullState.SKIPPED,
    }
    (part,) = reports["other"].partitions
    assert (part.name, part.state, part.reason, part.requests) == (
        "x.csv",
        PullState.SKIPPED,
        "left out by --source",
        0,
    )
    assert trial.worlds["other"].closed == 1
    snapshot = trial.store.snapshot(NOW, NOW.date())
    assert [source.partitions[0].state for source in snapshot.sources] == [PullState.COMPLETE, PullState.COMPLETE]


def test_skipped_never_mends_what_failed(trial) -> None:
    """A source that failed and is then left out is still known as failed: what it feeds stays held."""
    _two(trial)
    trial.worlds["other"].partitions["x.csv"] = [SourceError(PullCode.AUTH, "no")]
    trial.pull()
    assert trial.pull(day=1, only={"numbers"})["other"].state is PullState.SKIPPED
    assert [source.state for source in trial.store.snapshot(NOW, NOW.date()).sources] == [
        PullState.COMPLETE,
        PullState.FAILED,
    ]


def test_every(trial) -> None:
    """A source that was read less than `every` ago is skipped, unless everything is asked for in full."""
    _two(trial)
    trial.settings = {"every": timedelta(minutes=15)}
    trial.pull()
    report = trial.pull(minute=14)["numbers"]
    assert (report.state, report.reason) == (PullState.SKIPPED, "pulled 14 minutes ago; `every` is longer")
    assert trial.pull(minute=14, full=True)["numbers"].state is PullState.COMPLETE
    assert trial.pull(minute=28)["numbers"].state is PullState.SKIPPED
    assert trial.pull(minute=29)["numbers"].state is PullState.COMPLETE


def test_every_does_not_wait_with_what_is_missing(trial) -> None:
    """A source that failed, or that is asked for a new metric, is pulled though it was tried a moment ago."""
    trial.settings = {"every": timedelta(hours=1)}
    world = trial.worlds["numbers"]
    world.partitions["a.csv"] = [SourceError(PullCode.UNREACHABLE, "no")]
    trial.pull()
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}))
    assert trial.pull(minute=1)["numbers"].state is PullState.COMPLETE
    world.holds("a.csv", series("nps", {"2026-10-01": 31.0}), series("csat", {"2026-10-01": 4.0}))
    assert trial.pull(minute=2)["numbers"].state is PullState.COMPLETE
    assert trial.pull(minute=3)["numbers"].state is PullState.SKIPPED


def test_cursor(trial) -> None:
    """A pull goes on where the last one ended; `full` starts over."""
    world = trial.worlds["numbers"]
    world.resumes = True
    world.partitions["a.csv"] = [Page(results=[series("nps", {"2026-10-01": 31.0})])]
    trial.pull()
    world.partitions["a.csv"].append(Page(results=[series("csat", {"2026-10-01": 4.0})]))
    assert trial.part(day=1).requests == 1
    assert trial.part(day=2, full=True).requests == 2
    assert world.pulls == [("a.csv", None), ("a.csv", "1"), ("a.csv", None)]


def test_several_at_once(trial) -> None:
    """As many partitions as `concurrency` says are read at the same time, of all sources together."""
    met = threading.Barrier(4)
    for name in ("numbers", "other"):
        page = Page(results=[series(f"m-{name}", {"2026-10-01": 1.0})])
        trial.worlds[name] = World({f"{name}-{index}.csv": [lambda: met.wait(20) and None, page] for index in range(2)})
    trial.metrics = {}
    trial.settings = {"concurrency": 4}
    assert {report.state for report in trial.pull().values()} == {PullState.COMPLETE}


def test_one_at_a_time(trial) -> None:
    """With `concurrency: 1` no two partitions are read at the same time."""
    busy = threading.Lock()
    seen: list[bool] = []

    def enter() -> None:
        seen.append(busy.acquire(blocking=False))

    world = trial.worlds["numbers"]
    world.partitions = {f"{index}.csv": [enter, Page(), busy.release] for index in range(5)}
    trial.settings = {"concurrency": 1}
    trial.pull()
    assert seen == [True] * 5


def test_readers_wait_for_the_writer(trial) -> None:
    """A fast source does not pile its pages up in memory: it waits until they are written."""
    brought: list[int] = []
    world = trial.worlds["numbers"]
    steps: list = []
    for number in range(200):
        steps += [Page(), lambda number=number: brought.append(number)]
    world.partitions["a.csv"] = steps
    trial.settings = {"concurrency": 2}
    ahead: list[int] = []
    written = 0

    class Watch(list):
        def append(self, step) -> None:
            nonlocal written
            written += 1
            ahead.append(len(brought) - written)

    trial.steps = Watch()
    trial.pull()
    assert len(brought) == 200
    assert max(ahead) <= 2 * 2 + 2


def test_progress(trial) -> None:
    """Each source, page and partition is told, with the rows so far and how many parts are through."""
    world = trial.worlds["numbers"]
    world.partitions["a.csv"] = [
        Page(results=[series("nps", {"2026-10-01": 31.0, "2026-10-02": 32.0})]),
        Page(results=[series("csat", {"2026-10-01": 4.0})]),
    ]
    trial.pull()
    assert [(step.source, step.partition, step.state, step.rows, step.done, step.total) for step in trial.steps] == [
        ("numbers", None, None, 0, 0, 0),
        ("numbers", "a.csv", None, 2, 0, 1),
        ("numbers", "a.csv", None, 3, 0, 1),
        ("numbers", "a.csv", PullState.COMPLETE, 3, 1, 1),
    ]


def test_notes_and_counters(trial) -> None:
    """What the connector chose, and its traffic, are in the report and in the store; sources are closed."""
    world = trial.worlds["numbers"]
    world.partitions["a.csv"] = [Page(notes=["read as cp1252"]), Page(notes=["read as cp1252", "header in row 3"])]
    report = trial.part()
    assert (report.notes, report.requests) == (("read as cp1252", "header in row 3"), 2)
    (stored,) = trial.store.partitions()
    assert (stored.report.notes, stored.report.requests) == (report.notes, 2)
    assert world.closed == 1
