"""A saved plan: what a dry run pulled is taken out, and applied without the source it came from."""

from __future__ import annotations

from pathlib import Path

from goalsync.model.copies import replace
from goalsync.model.run import Pulled, Run
from goalsync.model.work import WorkItem
from goalsync.pull import pull_all
from goalsync.sdk.connector import Page
from goalsync.store import Store
from support.stores import LATER, NOW, contents, store_path
from support.world import World, connectors, level, series, workspace

ITEM = WorkItem("numbers:1", "numbers", "1", "SHOP-1", "SHOP", "story", "Story", "Pay", "Open", "todo")


def _world() -> World:
    return World({
        "a.csv": [Page(items=[ITEM], results=[series("nps", {"2026-10-01": 31.0, "2026-11-01": 33.0})], cursor="x")],
        "b.csv": [Page(results=[level("bugs", "2026-11-21", 4.0)])],
    })  # fmt: skip


def _changed() -> World:
    page = Page(items=[replace(ITEM, status="Done")], results=[series("nps", {"2026-10-01": 30.0, "2026-12-01": 35.0})])
    return World({"a.csv": [page], "c.csv": [Page(results=[level("bugs", "2026-11-22", 5.0, problem="m:1:1: no")])]})


def _pull(directory: Path, store: Store, world: World, run: str, *, later: bool) -> Pulled:
    now = LATER if later else NOW
    setup = workspace(directory, {"numbers": world})
    reports = pull_all(setup, connectors({"numbers": world}), store, run_id=run, now=now, today=now.date())
    return store.pulled(run, reports)


def test_applied_without_the_source(tmp_path: Path) -> None:
    """A plan's pull added to the store gives what a sync would have stored: rows, items, sources, reads."""
    direct, planned = store_path(tmp_path / "direct"), store_path(tmp_path / "planned")
    for path in (direct, planned):
        with Store.open(path, now=NOW) as store:
            _pull(tmp_path, store, _world(), "run-1", later=False)
    with Store.open(direct, now=LATER) as store:
        _pull(tmp_path, store, _changed(), "run-2", later=True)
    with Store.scratch(planned, now=LATER) as store:
        pulled = _pull(tmp_path, store, _changed(), "plan-2", later=True)
    assert {(row.at, row.value) for row in pulled.measurements} == {
        ("2026-10-01", 30.0),
        ("2026-11-01", None),
        ("2026-11-22", 5.0),
        ("2026-12-01", 35.0),
    }
    assert [item.status for item in pulled.items] == ["Done"]
    with Store.open(planned, now=LATER) as store:
        store.add_pulled(pulled, Run("run-2", LATER))
        base = store.base()
    assert base is not None
    assert base.id == "run-2"
    only_numbers = {"id", "number"}
    assert contents(planned, without=only_numbers) == contents(direct, without=only_numbers)


def test_into_an_empty_store(tmp_path: Path) -> None:
    """A first plan, made where there was no store, is applied into a new one."""
    path = store_path(tmp_path)
    with Store.scratch(path, now=NOW) as store:
        pulled = _pull(tmp_path, store, _world(), "plan-1", later=False)
    with Store.open(path, now=NOW) as store:
        store.add_pulled(pulled, Run("run-1", NOW))
        snapshot = store.snapshot(NOW, NOW.date())
    assert sorted(snapshot.measurements) == ["bugs", "nps"]
    assert [part.cursor for part in snapshot.sources[0].partitions] == ["x", None]
    assert {row.run for row in snapshot.measurements["nps"]} == {"run-1"}


def test_nothing_pulled(tmp_path: Path) -> None:
    """A plan that pulled nothing new changes nothing that another plan is based on."""
    path = store_path(tmp_path)
    with Store.open(path, now=NOW) as store:
        _pull(tmp_path, store, _world(), "run-1", later=False)
    with Store.scratch(path, now=NOW) as store:
        pulled = _pull(tmp_path, store, _world(), "plan-2", later=False)
    assert (pulled.measurements, pulled.items) == ((), ())
    with Store.open(path, now=NOW) as store:
        store.add_pulled(pulled, Run("run-2", NOW))
        base = store.base()
    assert base is not None
    assert base.id == "run-1"
