"""The commands, their modules and what `goalsync --help` says of them, without importing any."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Entry(NamedTuple):
    """A command: its module in `goalsync.cli.commands`, its line in the help, and the part of the help it stands in."""

    module: str
    summary: str
    section: str


_START: Final = "Start"
_RUN: Final = "Day to day"
_READ: Final = "Read"
_WRITE: Final = "Say"
_AROUND: Final = "Around"

CATALOGUE: Final[Mapping[str, Entry]] = {
    "demo": Entry("demo", "Run the example company, offline, and write its report.", _START),
    "init": Entry("init", "Write a small workspace with comments, to start from.", _START),
    "check": Entry("check", "Check the workspace's files; every problem with its place.", _START),
    "test": Entry("test", "Try the rules on the example items of the mappings.", _START),
    "doctor": Entry("doctor", "Ask every source whether it can be read, and look at the store.", _START),
    "plan": Entry("plan", "Pull, compute and show what would change; write nothing.", _RUN),
    "apply": Entry("apply", "Apply a plan that was saved with `plan --out`.", _RUN),
    "sync": Entry("sync", "Pull, compute and record what changed.", _RUN),
    "report": Entry("report", "Show where the goals stand, as text, html or JSON.", _READ),
    "drift": Entry("drift", "Show where reality differs from what was declared.", _READ),
    "explain": Entry("explain", "Show where a number comes from, down to the cell.", _READ),
    "history": Entry("history", "Show earlier runs, or how one thing went.", _READ),
    "items": Entry("items", "List the work items that were pulled.", _READ),
    "record": Entry("record", "Record a value of a metric by hand.", _WRITE),
    "check-in": Entry("check_in", "Say how confident you are, and what changed.", _WRITE),
    "connectors": Entry("connectors", "List the systems that can be read.", _AROUND),
    "schema": Entry("schema", "Print a JSON Schema, for editors and programs.", _AROUND),
    "completion": Entry("completion", "Print the script that completes commands in a shell.", _AROUND),
}
