"""kill -9 at any moment: the store opens, and the next runs finish the work as if nothing had happened."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from goalsync.store import Store
from support.stores import LATER, contents, rows, store_path

PAGES = 40
SCRIPT = Path(__file__).parent / "killed_run.py"


def _start(directory: Path, number: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, str(SCRIPT), str(directory), f"run-{number}", str(PAGES)])


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_killed_again_and_again(tmp_path: Path, seed: int) -> None:
    """Runs killed at random moments and started again end in the store of an uninterrupted run."""
    assert _start(tmp_path / "whole", 0).wait(60) == 0
    chance = random.Random(seed)
    path = store_path(tmp_path / "killed")
    kills = 0
    for number in range(100):
        process = _start(tmp_path / "killed", number)
        wait_for = chance.randrange(1, 3 * PAGES * 51)
        while process.poll() is None and _stored(path) < wait_for and kills < 8:
            time.sleep(0.002)
        time.sleep(chance.random() * 0.01)
        if kills >= 8 or process.poll() is not None:
            assert process.wait(60) == 0
            break
        process.kill()
        kills += process.wait() != 0
        with Store.scratch(path, now=LATER) as store:
            store.snapshot(LATER, LATER.date())
    assert kills > 0
    assert rows(path, "PRAGMA integrity_check") == [("ok",)]
    assert _known(path) == _known(store_path(tmp_path / "whole"))


def _stored(path: Path) -> int:
    """How many rows a plain reader sees by now."""
    if not path.exists():
        return 0
    try:
        return int(str(rows(path, "SELECT count(*) FROM measurements")[0][0]))
    except Exception:  # the tables are being made
        return 0


def _known(path: Path) -> dict[str, list[str]]:
    counters = {"items", "new", "changed", "gone", "requests", "at", "first_seen", "last_seen"}
    volatile = {"id", "number", "recorded_at", "run", "pulled_at", "read_at", "complete_at"}
    found = contents(path, without=volatile | counters - {"at"})
    found["metric_reads"] = sorted(set(found["metric_reads"]))
    return found
