"""What fails fails alone: a page, a partition, a source; never the run, and nothing is removed for it."""

from __future__ import annotations

import threading

import pytest

from goalsync.model.vocabulary import PullCode, PullState
from goalsync.sdk.connector import Page
from goalsync.sdk.errors import GoalsyncError, SecretError, SourceError
from goalsync.store import StoreError
from support.stores import NOW, rows
from support.world import World, level, series

AUTH = SourceError(PullCode.AUTH, "numbers: the token was refused", remedy="renew it")


def _page(metric: str, **values: float) -> Page:
    return Page(results=[series(metric, {f"2026-10-{day[1:]}": value for day, value in values.items()})], cursor=metric)


@pytest.mark.parametrize(
    ("error", "code", "reason"),
    [
        (AUTH, PullCode.AUTH, "numbers: the token was refused; renew it"),
        (SecretError("TOKEN is not set", remedy="set it"), PullCode.AUTH, "TOKEN is not set; set it"),
        (GoalsyncError("odd"), PullCode.BAD_ANSWER, "odd"),
        (KeyError("total"), PullCode.BAD_ANSWER, "the connector did not understand what it got (KeyError: 'total')"),
        (AssertionError(), PullCode.BAD_ANSWER, "the connector did not understand what it got (AssertionError)"),
        (SystemExit(3), PullCode.BAD_ANSWER, "the connector did not understand what it got (SystemExit: 3)"),
    ],
)
def test_partition_fails(trial, error: BaseException, code: PullCode, reason: str) -> None:
    """Whatever a connector raises fails its partition, with code and reason; the other partition is complete."""
    trial.worlds["numbers"].partitions = {"a.csv": [error], "b.csv": [_page("csat", d01=4.0)]}
    report = trial.pull()["numbers"]
    first, second = report.partitions
    assert (first.state, first.code, first.reason) == (PullState.FAILED, code, reason)
    assert (second.state, second.new) == (PullState.COMPLETE, 1)
    assert report.state is PullState.PARTIAL


def test_failed_keeps_what_is_stored(trial) -> None:
    """A partition that fails keeps rows, cursor, reads and the time when it was last complete."""
    world = trial.worlds["numbers"]
    trial.metrics = {"nps": ("numbers", "a.csv")}
    world.partitions["a.csv"] = [_page("nps", d01=31.0)]
    trial.part()
    world.partitions["a.csv"] = [AUTH]
    report = trial.part(day=1)
    assert (report.cursor, report.complete_at, report.read_at) == ("nps", NOW, NOW)
    assert [(read.metric, read.complete_at) for read in report.reads] == [("nps", NOW)]
    assert report.broken
    assert trial.values("nps") == {"2026-10-01": 31.0}
    (stored,) = trial.store.partitions()
    assert (stored.report.state, stored.report.read_at) == (PullState.FAILED, NOW)


def test_cut_short(trial) -> None:
    """Pages before an error stand, with their cursor; the partition is partial, and broken for all its metrics."""
    world = trial.worlds["numbers"]
    world.partitions["a.csv"] = [_page("nps", d01=31.0), _page("csat", d01=4.0), AUTH]
    report = trial.part()
    assert (report.state, report.code, report.new, report.cursor) == (PullState.PARTIAL, PullCode.AUTH, 2, "csat")
    assert report.broken
    assert trial.values("nps") == {"2026-10-01": 31.0}


def test_cut_short_with_an_unreadable_metric(trial) -> None:
    """A partition that was cut short is broken as a whole, even if one of its metrics had a problem of its own."""
    page = Page(results=[series("nps", {}, problem="metrics.yaml:1:1: no")])
    trial.worlds["numbers"].partitions["a.csv"] = [page, AUTH]
    assert trial.part().broken


def test_cut_short_retracts_nothing(trial) -> None:
    """Rows that a first page does not have any more are retracted only when the last page came, cursor included."""
    world = trial.worlds["numbers"]
    world.partitions["a.csv"] = [_page("nps", d01=31.0, d02=32.0)]
    trial.part()
    world.partitions["a.csv"] = [Page(results=_page("nps", d02=33.0).results, cursor="later"), Page(), AUTH]
    report = trial.part(day=1)
    assert (report.gone, report.changed, report.cursor) == (0, 1, "nps")
    assert trial.values("nps") == {"2026-10-01": 31.0, "2026-10-02": 33.0}
    world.partitions["a.csv"].pop()
    report = trial.part(day=2)
    assert (report.gone, report.cursor) == (1, "later")
    assert trial.values("nps") == {"2026-10-02": 33.0}


def test_source_fails(trial) -> None:
    """A source that cannot list its parts fails all those it had, with one reason, and keeps what they brought."""
    world = trial.worlds["numbers"]
    world.partitions = {"a.csv": [_page("nps", d01=31.0)], "b.csv": [_page("csat", d01=4.0)]}
    trial.pull()
    world.listing = AUTH
    report = trial.pull(day=1)["numbers"]
    assert (report.state, report.reason) == (PullState.FAILED, "numbers: the token was refused; renew it")
    assert [(part.name, part.state, part.code) for part in report.partitions] == [
        ("a.csv", PullState.FAILED, PullCode.AUTH),
        ("b.csv", PullState.FAILED, PullCode.AUTH),
    ]
    assert [part.reads[0].complete_at for part in report.partitions] == [NOW, NOW]
    snapshot = trial.store.snapshot(NOW, NOW.date())
    assert (snapshot.sources[0].state, snapshot.sources[0].reason) == (report.state, report.reason)


def test_source_fails_at_first(trial) -> None:
    """A source that never listed anything fails as `*`, so that its code is reported; it is gone when it works."""
    world = trial.worlds["numbers"]
    world.partitions = {"a.csv": [_page("nps", d01=31.0)]}
    world.listing = AUTH
    report = trial.pull()["numbers"]
    assert [(part.name, part.state, part.code) for part in report.partitions] == [
        ("*", PullState.FAILED, PullCode.AUTH)
    ]
    world.listing = None
    trial.pull()
    snapshot = trial.store.snapshot(NOW, NOW.date())
    assert [part.name for part in snapshot.sources[0].partitions] == ["a.csv"]


def test_no_connector(trial) -> None:
    """A connector that is not there fails its source with what to do."""
    from goalsync.pull import pull_all
    from support.world import workspace

    (report,) = pull_all(
        workspace(trial.directory, trial.worlds), {}, trial.store, run_id="r", now=NOW, today=NOW.date()
    )
    assert report.reason == "there is no connector world; `goalsync connectors` lists those installed"


def test_lists_nothing_any_more(trial) -> None:
    """A source that had parts and lists none now is taken for broken, not for empty, until someone allows it."""
    world = trial.worlds["numbers"]
    world.partitions = {"a.csv": [_page("nps", d01=31.0)]}
    trial.pull()
    world.partitions = {}
    report = trial.pull(day=1)["numbers"]
    assert [(part.name, part.code) for part in report.partitions] == [("a.csv", PullCode.VANISHED)]
    assert trial.pull(day=2, allow={"source_shrunk"})["numbers"].partitions == ()
    assert trial.values("nps") == {"2026-10-01": 31.0}


def test_parts_and_sources_that_went_away(trial) -> None:
    """Parts and sources taken out of the configuration leave the picture; nothing that they brought is removed."""
    trial.worlds["other"] = World().holds("x.csv", level("bugs", "2026-11-21", 4.0))
    world = trial.worlds["numbers"]
    world.partitions = {"a.csv": [_page("nps", d01=31.0)], "b.csv": [_page("csat", d01=4.0)]}
    trial.pull()
    del world.partitions["a.csv"], trial.worlds["other"]
    trial.pull(day=1)
    snapshot = trial.store.snapshot(NOW, NOW.date())
    assert [(source.name, [part.name for part in source.partitions]) for source in snapshot.sources] == [
        ("numbers", ["b.csv"])
    ]
    assert sorted(snapshot.measurements) == ["bugs", "csat", "nps"]
    world.partitions["a.csv"] = [_page("nps", d01=31.0)]
    trial.pull(day=2)
    assert ("a.csv", "nps") in world.pulls  # its cursor is still there


def test_interrupted(trial) -> None:
    """Ctrl-C ends the pull at once: what was written stands, sources are closed, no thread goes on."""
    world = trial.worlds["numbers"]
    go_on = threading.Event()
    world.partitions = {
        "a.csv": [_page("nps", d01=31.0), _page("csat", d01=4.0), lambda: go_on.wait(10) and None, _page("x", d01=1.0)]
    }

    def interrupt(step: object) -> None:
        if getattr(step, "rows", 0) >= 2:
            go_on.set()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _pull_with(trial, interrupt)
    assert world.closed == 1
    assert trial.values("nps") == {"2026-10-01": 31.0}
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pull-")]
    assert rows(trial.store.path, "SELECT state, code FROM sources") == [("partial", "unreachable")]


def _pull_with(trial, progress) -> None:
    from goalsync.pull import pull_all
    from support.world import connectors, workspace

    pull_all(
        workspace(trial.directory, trial.worlds), connectors(trial.worlds), trial.store,
        run_id="r", now=NOW, today=NOW.date(), progress=progress,
    )  # fmt: skip


def test_store_fails(trial) -> None:
    """When the store cannot be written the pull ends with that error, and its threads and sources with it."""
    world = trial.worlds["numbers"]
    world.partitions = {f"{number}.csv": [_page(f"m{number}", d01=1.0)] for number in range(30)}

    def spoil(step: object) -> None:
        if getattr(step, "done", 0) == 3:
            trial.store.db.conn.execute("PRAGMA query_only = 1")

    with pytest.raises(StoreError, match="read-only"):
        _pull_with(trial, spoil)
    assert world.closed == 1
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("pull-")]
    trial.store.db.conn.execute("PRAGMA query_only = 0")
    assert rows(trial.store.path, "SELECT count(*) FROM measurements") == [(3,)]
    assert {report.state for report in trial.pull().values()} == {PullState.COMPLETE}
    assert rows(trial.store.path, "SELECT count(*) FROM measurements") == [(30,)]
