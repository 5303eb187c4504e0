"""Apply: one transaction for check-ins, findings, renames and the run; nothing but the run when there is nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalsync.apply import apply
from goalsync.model.finding import Finding
from goalsync.model.plan import Change, Plan
from goalsync.model.run import Run, Verdict
from goalsync.model.vocabulary import ChangeKind, Severity, Status, Truth
from goalsync.sdk.errors import GoalsyncError
from goalsync.store import Store, StoreError
from support.stores import LATER, NOW, contents, rows, store_path

AFTER = {"value": 33.0, "progress": 0.5, "status": "on_track", "truth": "known"}
PLAN = Plan((Change(ChangeKind.RECORD_CHECK_IN, "O1.KR1", None, AFTER),))
FINDING = Finding("behind", "O1.KR1", Severity.WARNING, "Behind", "by 12 %", (), None, "look", "f1")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(store_path(tmp_path), now=NOW) as opened:
        yield opened


def test_writes_check_ins(store: Store) -> None:
    """A check-in holds what the plan says, and beside it what no plan holds: the pace and the reason."""
    verdicts = {"O1.KR1": Verdict(status=Status.ON_TRACK, expected_progress=0.4, reason="as read")}
    run = apply(PLAN, store, Run("run-1", NOW, outcome="applied", config_digest="c"), now=NOW, verdicts=verdicts)
    (check_in,) = store.snapshot(NOW, NOW.date()).check_ins["O1.KR1"]
    assert (check_in.value, check_in.progress, check_in.status, check_in.truth) == (33.0, 0.5, "on_track", Truth.KNOWN)
    assert (check_in.expected_progress, check_in.reason, check_in.at) == (0.4, "as read", "2026-11-21T09:00:00+00:00")
    assert run == Run("run-1", NOW, NOW, "applied", PLAN.digest, "c", changed=True)
    assert store.base() == run


def test_nothing_to_do(store: Store) -> None:
    """An empty plan over unchanged findings writes the run's own row and nothing else, and is no new base."""
    apply(PLAN, store, Run("run-1", NOW, outcome="applied"), now=NOW, open_findings=[FINDING], renames=[("A", "B")])
    before = contents(store.path, without=())
    run = apply(
        Plan(), store, Run("run-2", LATER, outcome="applied"), now=LATER, open_findings=[FINDING], renames=[("A", "B")]
    )
    assert not run.changed
    assert contents(store.path, without=()) == before
    assert rows(store.path, "SELECT id, changed FROM runs ORDER BY number") == [("run-1", 1), ("run-2", 0)]
    assert [run.id for run in store.changed_since(None)] == ["run-1"]
    assert store.changed_since("run-1") == ()
    last = store.last_run()
    assert last is not None
    assert last.id == "run-2"


def test_a_finding_alone_is_a_change(store: Store) -> None:
    """A finding that opens or closes changes what a plan is based on."""
    assert apply(Plan(), store, Run("run-1", NOW), now=NOW, open_findings=[FINDING]).changed
    assert apply(Plan(), store, Run("run-2", LATER), now=LATER).changed


def test_all_or_nothing(store: Store) -> None:
    """When there is no room for the last row, none is written, and the run has not ended."""
    store.begin_run(Run("run-1", NOW))
    (used,) = store.db.conn.execute("PRAGMA page_count").fetchone()
    store.db.conn.execute(f"PRAGMA max_page_count = {used}")
    before = contents(store.path, without=())
    many = Plan(tuple(Change(ChangeKind.RECORD_CHECK_IN, f"O1.KR{number}", None, AFTER) for number in range(5000)))
    with pytest.raises(StoreError, match="no space left"):
        apply(many, store, Run("run-1", NOW, outcome="applied"), now=NOW, open_findings=[FINDING])
    assert contents(store.path, without=()) == before
    assert rows(store.path, "SELECT ended FROM runs") == [(None,)]


def test_unknown_change(store: Store) -> None:
    """A change that this version cannot make is refused before anything is written."""
    strange = Plan((*PLAN.changes, Change(ChangeKind.WRITE_BACK, "O1.KR1", None, None)))
    with pytest.raises(GoalsyncError, match=r"cannot apply write_back .*upgrade goalsync"):
        apply(strange, store, Run("run-1", NOW), now=NOW)
    assert rows(store.path, "SELECT count(*) FROM check_ins") == [(0,)]
    assert rows(store.path, "SELECT count(*) FROM runs") == [(0,)]
