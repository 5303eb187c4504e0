"""The connector that newcomers copy keeps every promise of the contract."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import ClassVar

from goalsync.sdk.testing import ConnectorContract, World

FILE = Path(__file__).resolve().parents[2] / "docs" / "example_connector" / "timesheets.py"
SPEC = importlib.util.spec_from_file_location("timesheets", FILE)
assert SPEC is not None
assert SPEC.loader is not None
timesheets = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(timesheets)


class TestTimesheets(ConnectorContract):
    """The contract, over two files."""

    connector: ClassVar = timesheets.connector

    def world(self, directory: Path) -> World:
        """Two files and a metric of each."""
        (directory / "hours").mkdir(exist_ok=True)
        (directory / "hours" / "a.txt").write_text("2026-11-02 7.5\n", encoding="utf-8")
        (directory / "hours" / "b.txt").write_text("2026-11-02 8\n", encoding="utf-8")
        return World(config={"folder": "hours"}, metrics={"a": {"file": "a.txt"}, "b": {"file": "b.txt"}})

    def change(self, directory: Path) -> None:
        """One more line."""
        (directory / "hours" / "a.txt").write_text("2026-11-02 7.5\n2026-11-09 6\n", encoding="utf-8")

    def break_partition(self, directory: Path) -> str:
        """A line that is no line."""
        (directory / "hours" / "b.txt").write_text("not hours\n", encoding="utf-8")
        return "b.txt"
