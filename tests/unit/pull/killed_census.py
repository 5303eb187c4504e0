"""A run over a tracker from which an issue vanished, killed when it asks what became of it. See test_presence."""

from __future__ import annotations

import os
import signal
import sys
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from goalsync.pull import pull_all
from goalsync.store import Store
from support.stores import NOW
from support.tracker import Tracker, connectors, workspace


def main(path: Path) -> None:
    """The world of the test, a day later."""
    tracker = Tracker()
    for project, number in (("A", 4), ("B", 3)):
        tracker.fill(project, number)
    tracker.delete("1001")
    tracker.edit("1002", "edited")
    tracker.before_locate = lambda: os.kill(os.getpid(), signal.SIGKILL)
    now = NOW + timedelta(days=1)
    with Store.open(path, now=now) as store:
        setup = workspace(path.parent, {"jira": tracker}, concurrency=1)
        pull_all(setup, connectors({"jira": tracker}), store, run_id="run-9", now=now, today=now.date())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
