"""One run over three partitions of many pages: series, levels and items. Started, and killed, by test_killed."""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from goalsync.model.work import WorkItem
from goalsync.pull import pull_all
from goalsync.sdk.connector import Page
from goalsync.store import Store
from support.stores import NOW, store_path
from support.world import World, connectors, level, series, workspace


def main(directory: Path, run: str, pages: int) -> None:
    """Pull everything, a little slowly."""
    worlds = {"numbers": World({f"{part}.csv": _steps(part, pages) for part in "abc"}, resumes=True)}
    with Store.open(store_path(directory), now=NOW) as store:
        (report,) = pull_all(
            workspace(directory, worlds), connectors(worlds), store, run_id=run, now=NOW, today=NOW.date()
        )
    if report.state != "complete":
        sys.exit(f"{report}")


def _steps(part: str, pages: int) -> list:
    steps: list = []
    for number in range(pages):
        key = f"{part}{number}"
        item = WorkItem(
            f"numbers:{key}",
            "numbers",
            key,
            key,
            part,
            "story",
            "Story",
            "Pay",
            "Open",
            "todo",
            tags={"label": (part,)},
        )
        values = {f"2026-10-01/{row}": float(row) for row in range(50)}
        results = [
            series(f"{part}-series-{number}", values),
            level(f"{part}-level-{number}", "2026-11-21", 1.0 * number),
        ]
        steps += [Page(items=[item], results=results), lambda: time.sleep(0.003)]
    return steps


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
