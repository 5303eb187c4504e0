"""The workspace that `goalsync init` writes: small, commented, and right."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from goalsync.model.place import Problem
from goalsync.model.vocabulary import Severity
from goalsync.workspace.problems import WorkspaceError

_SETTINGS: Final = """\
# Where the numbers come from, and how they are judged. Only `sources` is required.
organization: Acme
timezone: UTC                    # of deadlines and report dates: Europe/Berlin

sources:
  numbers:
    connector: sheets            # csv, xlsx, ods and more, a URL, or Google Sheets
    path: data/numbers.csv

# A key result whose newest value is older than this is stale.
fresh: {warn_after: 35 days, error_after: 60 days}
"""

_GOALS: Final = """\
# What we aim at. Every id is written in full: O1.KR1, never KR1.
objectives:
  - id: O1
    title: Customers recommend us
    owner: dana
    period: 2026                 # 2026 | 2026-H2 | 2026-Q4 | 2026-11 | {start: 2026-10-01, end: 2026-12-31}
    key_results:
      - id: O1.KR1
        title: Net promoter score from 31 to 45
        metric: nps              # declared in mappings/metrics.yaml
        baseline: 31
        target: 45
      - id: O1.KR2
        title: Interview 10 customers
        metric: interviews
        reach: 10                # dated events, added up until they reach 10
      - id: O1.KR3
        title: Keep the cost of acquisition under 40
        metric: acquisition_cost
        maintain: {below: 40}    # also at_most, above, at_least, between: [a, b]
        warn: 38                 # at risk from here on
        unit: EUR
"""

_METRICS: Final = """\
# Where each number stands in its source.
metrics:
  - id: nps
    source: numbers
    series: {date: Date, value: NPS}             # the column of the dates, the column of the values
  - id: acquisition_cost
    source: numbers
    series: {date: Date, value: Acquisition cost}
    unit: EUR
  - id: interviews
    manual: true                                 # goalsync record interviews 1 --on 2026-02-03
"""

_NUMBERS: Final = """\
Date,NPS,Acquisition cost
2026-01-31,33,36.5
2026-02-28,34,37.9
2026-03-31,38,36.2
"""

_IGNORE: Final = """\
.goalsync/
.env
"""

FILES: Final[Mapping[str, str]] = {
    "config/goalsync.yaml": _SETTINGS,
    "config/goals/company.yaml": _GOALS,
    "mappings/metrics.yaml": _METRICS,
    "data/numbers.csv": _NUMBERS,
    ".gitignore": _IGNORE,
}


def write_template(directory: Path) -> list[Path]:
    """Write a small workspace that passes `check`; the files written, in order.

    Nothing is written, and WorkspaceError raised, if any of the files exists. An existing
    `.gitignore` keeps what it says and is added to. Raises OSError when the disk refuses.
    """
    existing = [name for name in FILES if name != ".gitignore" and (directory / name).exists()]
    if existing:
        raise WorkspaceError(_exists(name) for name in existing)
    written = []
    for name, text in FILES.items():
        path = directory / name
        before = path.read_text(encoding="utf-8") if path.exists() else ""
        after = _added(before, text) if before else text
        if after != before:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(after, encoding="utf-8", newline="\n")
            written.append(path)
    return written


def _added(before: str, text: str) -> str:
    """`before` with the lines of `text` that it lacks."""
    missing = [line for line in text.splitlines() if line not in before.splitlines()]
    return "\n".join([before.removesuffix("\n"), *missing]) + "\n" if missing else before


def _exists(name: str) -> Problem:
    remedy = "use another directory, or move the file away"
    return Problem(name, 1, 1, "", "exists already; nothing was written", "exists", Severity.ERROR, remedy)
