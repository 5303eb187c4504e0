"""Findings: opened when new, closed when gone, with the time since when they stand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.vocabulary import Severity
from goalsync.store import Store, findings
from goalsync.store.findings import FindingCounts
from support.stores import LATER, NOW, rows, store_path

BEHIND = Finding("behind", "O1.KR1", Severity.WARNING, "Behind", "by 12 %", ("nps",), None, "look", "f1")
STALE = Finding("stale", "O1.KR2", Severity.WARNING, "Stale", "40 days old", (), None, "record", "f2")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(store_path(tmp_path), now=NOW) as opened:
        yield opened


def test_opened_and_closed(store: Store) -> None:
    """A finding stands since the run that found it, until the run that did not."""
    with store.transaction() as db:
        assert findings.settle(db, [STALE, BEHIND], run="run-1", now=NOW) == FindingCounts(opened=2)
        assert findings.settle(db, [BEHIND], run="run-2", now=LATER) == FindingCounts(closed=1)
    now = store.snapshot(LATER, LATER.date()).findings
    assert now == (replace(BEHIND, since=NOW.isoformat()),)
    then = store.snapshot(LATER, LATER.date(), known_at=NOW).findings
    assert [finding.fingerprint for finding in then] == ["f1", "f2"]


def test_same_again_writes_nothing(store: Store) -> None:
    """Findings that stand as they are cost no write, other words for one are no event."""
    with store.transaction() as db:
        findings.settle(db, [BEHIND], run="run-1", now=NOW)
        before = db.conn.total_changes
        assert findings.settle(db, [BEHIND], run="run-2", now=LATER) == FindingCounts()
        assert db.conn.total_changes == before
        assert findings.settle(db, [replace(BEHIND, detail="by 14 %")], run="run-3", now=LATER) == FindingCounts()
    assert rows(store.path, "SELECT detail, since, until FROM findings") == [("by 14 %", NOW.isoformat(), None)]


def test_back_again(store: Store) -> None:
    """A finding that comes back stands since then; its first time stays on record."""
    with store.transaction() as db:
        findings.settle(db, [BEHIND], run="run-1", now=NOW)
        findings.settle(db, [], run="run-2", now=LATER)
        findings.settle(db, [BEHIND], run="run-3", now=LATER)
    assert rows(store.path, "SELECT since, until FROM findings ORDER BY since") == [
        (NOW.isoformat(), LATER.isoformat()),
        (LATER.isoformat(), None),
    ]
