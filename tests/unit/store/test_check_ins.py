"""Check-ins, and the renames by which history goes on under a new id."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from goalsync.model.check_in import CheckIn
from goalsync.model.run import Run
from goalsync.model.vocabulary import Origin, Truth
from goalsync.store import Store, check_ins
from support.stores import NOW, rows, store_path


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    with Store.open(store_path(tmp_path), now=NOW) as opened:
        yield opened


def _append(store: Store, subject: str, value: float, day: int) -> None:
    at = NOW + timedelta(days=day)
    with store.transaction() as db:
        check_ins.append(db, [CheckIn(subject, at.isoformat(), value)], run=f"run-{day}", recorded_at=at)


def _rename(store: Store, old: str, new: str, day: int) -> int:
    with store.transaction() as db:
        return check_ins.store_renames(db, [(old, new)], run=f"run-{day}", now=NOW + timedelta(days=day))


def _values(store: Store, renames: tuple[tuple[str, str], ...] = ()) -> dict[str, list[float | None]]:
    found = store.snapshot(NOW, NOW.date(), renames=renames).check_ins
    return {subject: [row.value for row in found[subject]] for subject in found}


def test_round_trip(store: Store) -> None:
    """Everything a check-in says is read back."""
    given = CheckIn(
        "O1.KR1", "2026-11-21", 1.5, 0.5, 0.4, "on_track", Truth.KNOWN, "why", 0.7, "changed: a\nnext: b", "dana",
        Origin.SYNC, "run-1", NOW,
    )  # fmt: skip
    with store.transaction() as db:
        check_ins.append(db, [given], run="run-1", recorded_at=NOW)
    assert store.history("O1.KR1").check_ins == (given,)


def test_by_hand(store: Store) -> None:
    """A person's check-in is a run of its own, of origin manual."""
    stored = store.check_in(
        CheckIn("O1.KR1", "2026-11-20", confidence=0.4, by="dana"), Run("run-1", NOW, NOW, "recorded")
    )
    assert stored.origin is Origin.MANUAL
    assert store.history("O1.KR1").check_ins == (stored,)
    assert store.changed_since(None)[0].id == "run-1"


def test_configured_rename(store: Store) -> None:
    """`was` gives the history of the old id to the new one, in recorded order, without rewriting a row."""
    _append(store, "O1.KR1", 1.0, 0)
    _append(store, "O1.KR9", 2.0, 1)
    assert _values(store, (("O1.KR1", "O1.KR9"),)) == {"O1.KR9": [1.0, 2.0]}
    assert rows(store.path, "SELECT subject FROM check_ins ORDER BY id") == [("O1.KR1",), ("O1.KR9",)]


def test_chain_survives(store: Store) -> None:
    """Renames that were applied hold on when `was` is taken out or the thing is renamed again."""
    _append(store, "A", 1.0, 0)
    assert _rename(store, "A", "B", 1) == 1
    _append(store, "B", 2.0, 2)
    assert _rename(store, "B", "C", 3) == 1
    assert _values(store) == {"C": [1.0, 2.0]}
    assert store.history("C").check_ins[0].value == 1.0


def test_rename_is_stored_once(store: Store) -> None:
    """The same rename in the next run is no news."""
    assert _rename(store, "A", "B", 1) == 1
    assert _rename(store, "A", "B", 2) == 0


def test_old_id_used_anew(store: Store) -> None:
    """An id that is given to something new later does not lend its name's past, nor get the other's."""
    _append(store, "A", 1.0, 0)
    _rename(store, "A", "B", 1)
    _append(store, "A", 9.0, 2)
    assert _values(store, (("A", "B"),)) == {"A": [9.0], "B": [1.0]}


def test_renamed_back(store: Store) -> None:
    """A rename that is taken back by another one brings the history back, and may be made again."""
    _append(store, "A", 1.0, 0)
    _rename(store, "A", "B", 1)
    assert _rename(store, "B", "A", 2) == 1
    assert _values(store) == {"A": [1.0]}
    assert _rename(store, "A", "B", 3) == 1
    assert _values(store) == {"B": [1.0]}


def test_day_of_a_time(store: Store) -> None:
    """A check-in of a day's last hour belongs to that day in the workspace's time zone, for `as_of`."""
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    with store.transaction() as db:
        check_ins.append(db, [CheckIn("A", late.isoformat()), CheckIn("A", "2026-11-20")], run="r", recorded_at=late)
    berlin = store.snapshot(NOW, NOW.date(), as_of=date(2026, 11, 20), timezone=ZoneInfo("Europe/Berlin"))
    assert len(berlin.check_ins["A"]) == 1
    assert len(store.snapshot(NOW, NOW.date(), as_of=date(2026, 11, 20)).check_ins["A"]) == 2
