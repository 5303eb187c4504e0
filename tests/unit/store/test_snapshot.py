"""Snapshots: what is true now, for a day, and what was known at a time."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from goalsync.apply import apply
from goalsync.model.plan import Change, Plan
from goalsync.model.run import Run, SourceReport
from goalsync.model.vocabulary import ChangeKind, PullCode, PullState
from goalsync.pull import pull_all
from goalsync.sdk.errors import SourceError
from goalsync.store import Store
from support.stores import NOW, store_path
from support.world import World, connectors, series, workspace

DAY = timedelta(days=1)


def _sync(store: Store, world: World, day: int, *, value: float) -> tuple[SourceReport, ...]:
    """A whole run on a day counted from NOW: pull, and record a check-in with `value`."""
    now = NOW + day * DAY
    setup = workspace(store.path.parent, {"numbers": world}, metrics={"nps": ("numbers", "a.csv")})
    reports = pull_all(setup, connectors({"numbers": world}), store, run_id=f"run-{day}", now=now, today=now.date())
    change = Change(ChangeKind.RECORD_CHECK_IN, "O1.KR1", None, {"value": value})
    apply(Plan((change,)), store, Run(f"run-{day}", now, outcome="applied"), now=now, sources=reports)
    return reports


def _three_days(store: Store) -> None:
    """Day 0: complete. Day 1: a late value and a correction. Day 2: the source fails."""
    world = World().holds("a.csv", series("nps", {"2026-11-01": 31.0}))
    _sync(store, world, 0, value=31.0)
    world.holds("a.csv", series("nps", {"2026-11-01": 30.0, "2026-11-22": 35.0}))
    _sync(store, world, 1, value=35.0)
    world.partitions["a.csv"] = [SourceError(PullCode.AUTH, "numbers: the token was refused", remedy="renew it")]
    _sync(store, world, 2, value=35.0)


def test_now(tmp_path: Path) -> None:
    """Now everything is there: all rows, all check-ins, the last state of the source, the base."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        _three_days(store)
        found = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23))
    assert [(row.at, row.value) for row in found.measurements["nps"]] == [
        ("2026-11-01", 31.0),
        ("2026-11-01", 30.0),
        ("2026-11-22", 35.0),
    ]
    assert [row.value for row in found.check_ins["O1.KR1"]] == [31.0, 35.0, 35.0]
    (part,) = found.sources[0].partitions
    assert (part.state, part.code, part.reason) == (
        PullState.FAILED,
        PullCode.AUTH,
        "numbers: the token was refused; renew it",
    )
    assert part.read_at == NOW + DAY
    assert [read.complete_at for read in part.reads] == [NOW + DAY]
    assert found.base is not None
    assert found.base.id == "run-2"


def test_as_of(tmp_path: Path) -> None:
    """`as_of` leaves out what is dated later, and counts what was corrected later of what is dated before."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        _three_days(store)
        found = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23), as_of=date(2026, 11, 21))
    assert found.today == date(2026, 11, 21)
    assert [(row.at, row.value) for row in found.measurements["nps"]] == [("2026-11-01", 31.0), ("2026-11-01", 30.0)]
    assert [row.value for row in found.check_ins["O1.KR1"]] == [31.0]
    (part,) = found.sources[0].partitions
    assert part.state is PullState.COMPLETE
    assert (part.read_at, part.reads[0].complete_at, part.reads[0].matched) == (NOW, NOW, 1)


def test_known_at(tmp_path: Path) -> None:
    """`known_at` leaves out what was recorded later, corrections as well; sources are as they were then."""
    with Store.open(store_path(tmp_path), now=NOW) as store:
        _three_days(store)
        found = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23), known_at=NOW + timedelta(hours=1))
        second = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23), known_at=NOW + DAY)
        never = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23), known_at=NOW - DAY)
    assert [(row.at, row.value) for row in found.measurements["nps"]] == [("2026-11-01", 31.0)]
    assert [row.value for row in found.check_ins["O1.KR1"]] == [31.0]
    assert found.sources[0].partitions[0].state is PullState.COMPLETE
    assert found.sources[0].partitions[0].reads[0].matched == 1
    assert second.sources[0].partitions[0].reads[0].matched == 2
    assert (never.measurements, never.check_ins, never.sources) == ({}, {}, ())


def test_skipped_then(tmp_path: Path) -> None:
    """A source that a past run skipped is shown as it was when it was last pulled before."""
    worlds = {"a": World().holds("a.csv", series("nps", {"2026-11-01": 31.0})), "b": World().holds("b.csv")}
    setup = workspace(tmp_path, worlds)
    with Store.open(store_path(tmp_path), now=NOW) as store:
        for day, only in ((0, None), (1, {"b"}), (2, None)):
            now = NOW + day * DAY
            reports = pull_all(
                setup, connectors(worlds), store, run_id=f"run-{day}", now=now, today=now.date(), only=only
            )
            store.end_run(Run(f"run-{day}", now, now, "applied"), reports)
        found = store.snapshot(NOW + 2 * DAY, date(2026, 11, 23), known_at=NOW + DAY)
    assert [(report.name, report.state) for report in found.sources] == [
        ("a", PullState.COMPLETE),
        ("b", PullState.COMPLETE),
    ]
    assert found.sources[0].partitions[0].pulled_at == NOW
    assert found.sources[1].partitions[0].pulled_at == NOW + DAY
