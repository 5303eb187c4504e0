"""The workspace that `goalsync init` writes: small, commented, and right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from goalsync.model.period import Period, parse_period
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
    period: {period}              # 2026 | 2026-H2 | 2026-Q4 | 2026-11 | {{start: 2026-10-01, end: 2026-12-31}}
    key_results:
      - id: O1.KR1
        title: Net promoter score from 31 to 45
        metric: nps              # declared in mappings/metrics.yaml
        baseline: 31
        target: 45               # also by_percent: 25, times: 2; or reach: 10, which adds up dated events
      - id: O1.KR2
        title: Hours to the first answer from 9 to 4
        metric: answer_hours     # recorded by hand: no data until then
        baseline: 9
        target: 4
        unit: hours
      - id: O1.KR3
        title: Keep the cost of acquisition under 40
        metric: acquisition_cost
        maintain: {{below: 40}}    # also at_most, above, at_least, between: [a, b]
        warn: 38                 # at risk from here on
        unit: EUR
"""

_METRICS: Final = """\
# Where each number stands in its source.
metrics:
  - id: nps
    source: numbers
    series: {{date: Date, value: NPS}}             # the column of the dates, the column of the values
  - id: acquisition_cost
    source: numbers
    series: {{date: Date, value: Acquisition cost}}
    unit: EUR
  - id: answer_hours
    manual: true                                 # goalsync record answer_hours 8 --on {today}
"""

_COSTS: Final = (36.5, 37.2, 36.9, 37.4, 37.8, 38.6)
"""One a week, up to last week's end. The last lies beyond `warn`: at risk, whatever the day."""

_IGNORE: Final = """\
.goalsync/
.env
"""


def files(today: date) -> Mapping[str, str]:
    """Names and texts. The period is the quarter of `today`, and the numbers are those of the weeks before it."""
    period = parse_period(f"{today.year}-Q{(today.month + 2) // 3}")
    return {
        "config/goalsync.yaml": _SETTINGS,
        "config/goals/company.yaml": _GOALS.format(period=period),
        "mappings/metrics.yaml": _METRICS.format(today=today),
        "data/numbers.csv": _numbers(period, today),
        ".gitignore": _IGNORE,
    }


def _numbers(period: Period, today: date) -> str:
    """Weekly rows: the score keeps the pace up to `today` without reaching its target, the cost has come too close."""
    age = timedelta(days=today.weekday() + 1)
    lines = ["Date,NPS,Acquisition cost"]
    for week, cost in enumerate(_COSTS):
        back = timedelta(weeks=len(_COSTS) - 1 - week)
        elapsed = (today - back - period.start).days + 1
        score = min(44, 32 + round(13 * elapsed / period.days)) if elapsed > 0 else 31
        lines.append(f"{today - age - back},{score},{cost}")
    return "\n".join(lines) + "\n"


def write_template(directory: Path, today: date) -> list[Path]:
    """Write a small workspace that passes `check`, with numbers up to the week before `today`; the files, in order.

    Nothing is written, and WorkspaceError raised, if any of the files exists. An existing
    `.gitignore` keeps what it says and is added to. Raises OSError when the disk refuses.
    """
    texts = files(today)
    existing = [name for name in texts if name != ".gitignore" and (directory / name).exists()]
    if existing:
        raise WorkspaceError(_exists(name) for name in existing)
    written = []
    for name, text in texts.items():
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
