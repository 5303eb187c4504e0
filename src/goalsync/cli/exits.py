"""The exit codes that the command line decides itself; those of runs that came to their end are the job's."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Public, like those of `goalsync.job.ExitCode`, which this does not import: it would take half a second."""

    DONE = 0
    FAILED = 1
    WRONG = 5
    LOCKED = 6
    INTERRUPTED = 130
    """128 + SIGINT, as shells have it."""
