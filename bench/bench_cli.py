"""Whole processes: start-up, `check`, and `plan` of a large workspace. Prints medians and peak memory.

python bench/bench_cli.py [--runs 5] [--size 2000]
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEEKS = 12
MODEL = "import pydantic; type('Model', (pydantic.BaseModel,), {'__annotations__': {'field': int}})"


def large_workspace(directory: Path, size: int) -> None:
    """A workspace of `size` key results, each with a metric of its own over one csv of `size` × 12 rows."""
    for folder in ("config/goals", "mappings"):
        (directory / folder).mkdir(parents=True)
    (directory / "config/goalsync.yaml").write_text(
        "sources:\n  numbers: {connector: sheets, path: numbers.csv}\n", encoding="utf-8"
    )
    objectives = ["objectives:\n"]
    for first in range(0, size, 5):
        objectives.append(
            f"  - id: O{first}\n    title: Objective {first}\n    owner: kim\n    period: 2026-Q4\n    key_results:\n"
        )
        objectives += [
            f"      - {{id: O{first}.KR{n}, title: Metric {n} from 10 to 90, metric: m{n}, baseline: 10, target: 90}}\n"
            for n in range(first, min(first + 5, size))
        ]
    (directory / "config/goals/all.yaml").write_text("".join(objectives), encoding="utf-8")
    metrics = ["metrics:\n"]
    metrics += [
        f"  - id: m{n}\n    source: numbers\n    series: {{date: Week, value: Value, where: {{Id: m{n}}}}}\n"
        for n in range(size)
    ]
    (directory / "mappings/metrics.yaml").write_text("".join(metrics), encoding="utf-8")
    with (directory / "numbers.csv").open("w", encoding="utf-8") as file:
        file.write("Week,Id,Value\n")
        for week in range(WEEKS):
            day = date(2026, 9, 1) + timedelta(weeks=week)
            file.writelines(f"{day},m{n},{10 + (n * 7 + week * 3) % 80}\n" for n in range(size))


def measure(arguments: list[str], bytecode: str, runs: int) -> str:
    """Median wall seconds and peak memory of `python ARGUMENTS` over `runs`, after one warm-up that leaves bytecode."""
    seconds, peak = [], 0
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for turn in range(runs + 1):
        started = time.perf_counter()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, *arguments],
            environment | {"PYTHONPYCACHEPREFIX": bytecode},
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )
        _, status, usage = os.wait4(child, 0)
        if turn:
            seconds.append(time.perf_counter() - started)
        peak = max(peak, usage.ru_maxrss)
        if os.waitstatus_to_exitcode(status) not in (0, 4):
            return f"failed with exit code {os.waitstatus_to_exitcode(status)}"
    return f"{statistics.median(seconds):6.2f} s ({min(seconds):.2f}-{max(seconds):.2f})  {peak / 1024:5.0f} MB"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--size", type=int, default=2000)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as bytecode:
        directory = Path(folder)
        large_workspace(directory, chosen.size)
        now = ["--now", "2026-11-20T09:00:00+01:00"]
        program = ["-m", "goalsync"]
        there = [*program, "-C", folder]
        for title, arguments in (
            ("python with one pydantic model", ["-c", MODEL]),
            ("goalsync --help", [*program, "--help"]),
            ("check, the example", [*program, "-C", str(ROOT), "check"]),
            (f"check, {chosen.size} key results", [*there, "check"]),
            (f"plan, {chosen.size} key results", [*there, "plan", "--quiet", *now]),
            (f"plan --offline, {chosen.size} key results", [*there, "plan", "--offline", "--quiet", *now]),
            (f"first sync, then again, {chosen.size} key results", [*there, "sync", "--quiet", *now]),
        ):
            print(f"{title:45} {measure(arguments, bytecode, chosen.runs)}", flush=True)


if __name__ == "__main__":
    main()
