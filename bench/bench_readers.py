"""Readers alone: csv against Python's csv module, xlsx against openpyxl and calamine, each in a process of its own.

python bench/bench_readers.py [--runs 3] [--csv-rows 1000000] [--xlsx-rows 100000]
"""

from __future__ import annotations

import argparse
import csv
import importlib
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

COLUMNS = 20


def make_csv(path: Path, rows: int) -> None:
    """Eight columns, about 70 bytes a row."""
    chance = random.Random(2)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["date", "team", "stage", "id", "amount", "share", "note", "flag"])
        for row in range(rows):
            day, team, stage = (
                f"2026-{row % 12 + 1:02d}-{row % 28 + 1:02d}",
                f"team {row % 50}",
                ("Won", "Lost")[row % 2],
            )
            amount, share = f"{chance.random() * 10000:.4f}", f"{chance.random():.6f}"
            writer.writerow([day, team, stage, row, amount, share, "some short note", "yes"])


def make_xlsx(path: Path, rows: int) -> None:
    """Twenty columns: a date, two texts, ten fractions, seven whole numbers."""
    import openpyxl

    chance = random.Random(1)
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.append([f"column {number}" for number in range(COLUMNS)])
    for row in range(rows):
        start = [date(2000, 1, 1) + timedelta(days=row % 9000), f"team {row % 50}", f"note {chance.random():.6f}"]
        sheet.append(start + [chance.random() * 1000 for _ in range(10)] + [chance.randrange(1000) for _ in range(7)])
    book.save(path)


def csv_alone(path: Path) -> int:
    """The standard library's reader, nothing else."""
    with path.open(newline="", encoding="utf-8") as stream:
        return sum(1 for _ in csv.reader(stream))


def openpyxl_alone(path: Path) -> int:
    """openpyxl's streaming reader, values only."""
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True, data_only=True)["Data"]
    sheet.reset_dimensions()
    return sum(1 for _ in sheet.iter_rows(values_only=True))


def calamine_alone(path: Path) -> int:
    """calamine, the whole sheet as Python lists."""
    from python_calamine import CalamineWorkbook

    return len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def our_rows(path: Path) -> int:
    """All rows, no cell converted: what passes by when a metric selects few of them."""
    from goalsync_sheets.readers import open_book

    book = open_book(path, path.name)
    return sum(1 for _ in book.rows(book.sheets()[0]))


def our_values(path: Path) -> int:
    """All rows, every cell converted."""
    from goalsync_sheets.readers import open_book

    book = open_book(path, path.name)
    read = book.read
    return sum(1 for _, row in book.rows(book.sheets()[0]) if [read(raw) for raw in row])


WAYS: dict[str, Callable[[Path], int]] = {
    way.__name__: way for way in (csv_alone, openpyxl_alone, calamine_alone, our_rows, our_values)
}


def measure(name: str, path: Path, runs: int) -> tuple[float, float]:
    """Median wall seconds of the reading itself, and peak MB of its process."""
    seconds: list[float] = []
    peak = 0
    for _ in range(runs):
        before, after = os.pipe()
        child = os.posix_spawn(
            sys.executable,
            [sys.executable, __file__, "--way", name, str(path)],
            os.environ,
            file_actions=[(os.POSIX_SPAWN_DUP2, after, 1)],
        )
        os.close(after)
        with os.fdopen(before) as answer:
            seconds.append(float(answer.read()))
        peak = max(peak, os.wait4(child, 0)[2].ru_maxrss)
    return statistics.median(seconds), peak / 1024


def run_one(name: str, path: Path) -> None:
    """In the child: read once, print the seconds it took, the import of libraries left out."""
    for module in ("goalsync_sheets.readers.ooxml.book", "goalsync_sheets.readers.text.book", "python_calamine"):
        importlib.import_module(module)
    started = time.perf_counter()
    rows = WAYS[name](path)
    assert rows
    print(time.perf_counter() - started)


def main() -> None:
    """Make the files, measure, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--csv-rows", type=int, default=1_000_000)
    options.add_argument("--xlsx-rows", type=int, default=100_000)
    options.add_argument("--way", nargs=2, metavar=("NAME", "FILE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.way:
        run_one(chosen.way[0], Path(chosen.way[1]))
        return
    with tempfile.TemporaryDirectory() as folder:
        for path, make, rows, ways in (
            (Path(folder) / "a.csv", make_csv, chosen.csv_rows, ["csv_alone", "our_rows", "our_values"]),
            (
                Path(folder) / "a.xlsx",
                make_xlsx,
                chosen.xlsx_rows,
                ["openpyxl_alone", "calamine_alone", "our_rows", "our_values"],
            ),
        ):
            make(path, rows)
            print(f"{path.suffix[1:]}, {rows:,} rows, {path.stat().st_size / 1e6:.0f} MB")
            first = 0.0
            for way in ways:
                seconds, peak = measure(way, path, chosen.runs)
                first = first or seconds
                print(f"  {way:16} {seconds:7.2f} s  {seconds / first:5.2f} x  {peak:6.0f} MB", flush=True)


if __name__ == "__main__":
    main()
