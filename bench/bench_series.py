"""Series over long text files, against Python's csv module alone: time as a ratio, memory of the whole process.

    python bench/bench_series.py [ROWS]

Prints medians of three; each figure is taken in a process of its own, the two that are compared by turns.
"""

from __future__ import annotations

import csv
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median

ROWS = 1_000_000
PICKED = 2_000
STAGES = ("Won", "Lost", "Open", "Qualified", "Proposal")


def write_deals(path: Path, rows: int) -> None:
    """Eight columns, 60 bytes a row; one row in a thousand is a renewal."""
    start = date(2025, 1, 1)
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("Deal,Closed,Stage,Amount,Region,Owner,Kind,Note\n")
        for row in range(rows):
            day = start + timedelta(days=row * 700 // rows)
            kind = "renewal" if row % 1000 == 7 else "new"
            stream.write(f"D-{row},{day},{STAGES[row % 5]},{row % 9973}.50,EMEA,owner{row % 40},{kind},a short note\n")


def write_register(path: Path, rows: int) -> None:
    """One row for each KPI, its value now."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        stream.write("KPI,Owner,Value\n")
        for row in range(rows):
            stream.write(f"kpi {row},owner,{row}.5\n")


def read_with_csv(path: Path) -> int:
    """The csv module alone: every row is made and looked at."""
    kept = 0
    with path.open(encoding="utf-8", newline="") as stream:
        for row in csv.reader(stream):
            kept += row[6] == "renewal"
    return kept


def read_series(path: Path, series: list[dict[str, object]]) -> int:
    """All series of a file as the connector reads them; the number of measurements."""
    from goalsync.model.place import Place
    from goalsync.sdk.connector import MetricRequest
    from goalsync_sheets.config.metric import SheetsMetric
    from goalsync_sheets.readers import open_book
    from goalsync_sheets.selection.result import Origin
    from goalsync_sheets.selection.select import select

    place = Place("mappings/metrics.yaml", 1)
    requests = [
        MetricRequest(f"m{number}", SheetsMetric.model_validate({"series": one}), place)
        for number, one in enumerate(series)
    ]
    book = open_book(path, path.name)
    results = select(book, requests, Origin("numbers", path.name, date(2026, 11, 21))).results
    assert not any(result.problem for result in results), [result.problem for result in results][:1]
    return sum(len(result.measurements) for result in results)


CASES = {
    "filter": [{"date": "Closed", "value": "Amount", "where": {"Kind": "renewal"}}],
    "filter-two-columns": [{"date": "Closed", "value": "Amount", "where": {"Kind": "renewal", "Region": "EMEA"}}],
    "filter-by-id": [{"value": "Amount", "where": {"Deal": "D-77"}}],
    "skip-and-fill": [
        {"date": "Closed", "value": "Amount", "where": {"Kind": "renewal"}, "skip": "Total", "fill_down": "Deal"}
    ],
    "ten-metrics": [
        {"date": "Closed", "value": "Amount", "where": {"Owner": f"owner{n}", "Kind": "renewal"}} for n in range(10)
    ],
}


def one(case: str, path: Path) -> tuple[float, float, int]:
    """Seconds, peak megabytes and rows of one case, in a fresh process."""
    command = [sys.executable, __file__, "--case", case, str(path)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(out[0]), float(out[1]), int(out[2])


def run_case(case: str, path: Path) -> None:
    """What a fresh process does: print seconds, peak megabytes, rows."""
    if case != "csv":
        import goalsync_sheets.readers.text.book
        import goalsync_sheets.selection.select  # noqa: F401 - imports are not what is measured
    begun = time.perf_counter()
    if case == "csv":
        rows = read_with_csv(path)
    elif case == "register":
        rows = read_series(path, [{"value": "Value", "where": {"KPI": f"kpi {n}"}} for n in range(PICKED)])
    else:
        rows = read_series(path, CASES[case])
    seconds = time.perf_counter() - begun
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)


def main(rows: int) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as directory:
        deals, tenth, register = (Path(directory) / name for name in ("deals.csv", "tenth.csv", "register.csv"))
        write_deals(deals, rows)
        write_deals(tenth, rows // 10)
        write_register(register, PICKED)
        print(f"{rows} rows, {deals.stat().st_size / 1e6:.0f} MB; csv module alone = 1")
        for case in CASES:
            alone, taken = [], []
            for _ in range(3):
                alone.append(one("csv", deals)[0])
                taken.append(one(case, deals))
            ratio = median(seconds for seconds, _, _ in taken) / median(alone)
            memory = median(megabytes for _, megabytes, _ in taken)
            small = one(case, tenth)[1]
            print(
                f"{case:20} {ratio:5.2f}×  {median(alone):5.2f} s → {ratio * median(alone):5.2f} s  "
                f"{memory:4.0f} MB ({small:.0f} MB for a tenth)  {taken[0][2]} rows"
            )
        seconds, megabytes, found = one("register", register)
        print(f"{PICKED} metrics of one row each in {PICKED} rows: {seconds:.2f} s, {megabytes:.0f} MB, {found} values")


if __name__ == "__main__":
    if "--case" in sys.argv:
        run_case(sys.argv[2], Path(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else ROWS)
