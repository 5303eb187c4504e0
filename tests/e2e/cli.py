"""The command line as people run it, and a small workspace to run it in."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from goalsync.cli import main
from support.workspaces import write_files

NOW = "2026-11-20T09:00:00+01:00"

SETTINGS = """\
organization: Acme
timezone: Europe/Berlin
sources:
  numbers: {connector: sheets, path: numbers.csv}
  other: {connector: sheets, path: other.csv}
"""
GOALS = """\
objectives:
  - id: O1
    title: Customers recommend us
    owner: dana
    team: commerce
    period: 2026-Q4
    key_results:
      - {id: O1.KR1, title: NPS from 31 to 45, metric: nps, baseline: 31, target: 45}
      - {id: O1.KR2, title: Interview 10 customers, metric: interviews, reach: 10}
      - {id: O1.KR3, title: Cost stays under 40, metric: cost, maintain: {below: 40}, unit: EUR}
goals:
  - {id: G1, statement: Deliver in one hour by December, owner: kim, start: 2026-01-01, due: 2026-12-15,
     pass_if: [{metric: hours, at_most: 1, baseline: 2}]}
kpis:
  - {id: acv, title: Contract value, owner: lee, metric: contract, healthy: {at_least: 300}, unit: EUR}
"""
METRICS = """\
metrics:
  - {id: nps, source: numbers, series: {date: Date, value: NPS}}
  - {id: cost, source: numbers, series: {date: Date, value: Cost}, unit: EUR}
  - {id: hours, source: other, series: {date: Date, value: Hours}}
  - {id: contract, source: other, series: {date: Date, value: Contract}, unit: EUR}
  - {id: interviews, manual: true}
"""
NUMBERS = "Date,NPS,Cost\n2026-10-15,33,36.5\n2026-11-16,38,43.25\n"
OTHER = "Date,Hours,Contract\n2026-11-02,1.4,342\n"


def write_workspace(directory: Path) -> Path:
    """A workspace with one of each, all of it readable."""
    files = {
        "config/goalsync.yaml": SETTINGS,
        "config/goals/all.yaml": GOALS,
        "mappings/metrics.yaml": METRICS,
        "numbers.csv": NUMBERS,
        "other.csv": OTHER,
    }
    return write_files(directory, files)


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    returncode: int
    stdout: str
    stderr: str


def run(*arguments: str, at: Path | None = None, environment: dict[str, str] | None = None) -> Done:
    """Run the program as a process of its own; nothing of the caller's environment changes what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "goalsync", *arguments],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=at,
        env=_environment(environment),
        check=False,
        timeout=120,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def call(*arguments: str, at: Path | None = None, environment: dict[str, str] | None = None) -> Done:
    """The same within this process: a tenth of the time, for all that does not depend on the process itself."""
    streams = [io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2)]
    kept, here, (out, err) = dict(os.environ), Path.cwd(), (sys.stdout, sys.stderr)
    os.environ.clear()
    os.environ.update(_environment(environment))
    os.chdir(at or here)
    sys.stdout, sys.stderr = streams
    try:
        code = main(arguments)
    finally:
        sys.stdout, sys.stderr = out, err
        os.chdir(here)
        os.environ.clear()
        os.environ.update(kept)
    texts = []
    for stream in streams:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())  # type: ignore[attr-defined]
    return Done(code, *texts)


def _environment(more: dict[str, str] | None) -> dict[str, str]:
    dropped = ("GOALSYNC_", "_GOALSYNC", "COLUMNS", "NO_COLOR")
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(dropped)},
        "PYTHONUTF8": "1",
        **(more or {}),
    }


def document(done: Done) -> dict[str, Any]:
    """The JSON document on stdout."""
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found
