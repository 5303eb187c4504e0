"""The command line: the only part that reads the clock, prints and exits. Each command is a module of its own."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence

from goalsync.cli.program import program
from goalsync.cli.streams import open_missing_streams

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code. Nothing but what the command needs is imported."""
    # a command makes many small objects that live to its end: fewer collections take a tenth off a large plan
    gc.set_threshold(50_000, 20, 50)
    # and what is left at the end goes with the process: without this Python looks through it once more (30 ms)
    atexit.register(gc.freeze)
    open_missing_streams()
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = program.main(given, prog_name="goalsync", standalone_mode=False)
    except Exception as error:  # the one place that catches: every failure becomes a line and a code
        from goalsync.cli.failures import report_failure

        if os.environ.get("GOALSYNC_DEBUG"):
            raise
        return report_failure(error, given)
    except KeyboardInterrupt:
        from goalsync.cli.failures import interrupted

        return interrupted()
    return code if isinstance(code, int) else 0
