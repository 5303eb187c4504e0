"""What a run does from start to end: the lock, the order of things, and what its exit code is."""

from goalsync.core.explain import UnknownIdError
from goalsync.job.options import Options
from goalsync.job.outcome import ExitCode, Outcome
from goalsync.job.reading import explain_once, report_once
from goalsync.job.saved import PlanRefusedError, apply_file
from goalsync.job.sync import plan_once, sync_once

__all__ = [
    "ExitCode",
    "Options",
    "Outcome",
    "PlanRefusedError",
    "UnknownIdError",
    "apply_file",
    "explain_once",
    "plan_once",
    "report_once",
    "sync_once",
]
