"""Every failure as one line (or one document) on stderr and an exit code."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import click

from goalsync.cli.streams import message, screen
from goalsync.model.copies import replace
from goalsync.model.place import Problem
from goalsync.model.vocabulary import ExitCode
from goalsync.sdk.errors import GoalsyncError

INTERRUPTED: Final = 130
"""128 + SIGINT, as shells have it."""


def report_failure(error: Exception, arguments: Sequence[str]) -> int:
    """Say what went wrong and what to do about it; returns the exit code."""
    if isinstance(error, click.Abort):
        return interrupted()
    code, problems = _reading(error)
    if _wants_json(arguments):
        from goalsync.render import json

        message(json.problems(problems))
    else:
        _say(error, problems)
    return code


def interrupted() -> int:
    """Ctrl-C: a line and the code that shells expect."""
    message("Interrupted. Nothing is half-written; run it again to go on.")
    return INTERRUPTED


def _reading(error: Exception) -> tuple[int, Sequence[Problem]]:
    """The exit code of an error and what it says is wrong."""
    if isinstance(error, click.ClickException):
        return ExitCode.CONFIGURATION, [_problem(error.format_message(), "usage")]
    from goalsync.core.explain import UnknownIdError
    from goalsync.job.asked import AskedError
    from goalsync.store.errors import LockHeldError
    from goalsync.workspace.problems import WorkspaceError

    match error:
        case WorkspaceError():
            return ExitCode.CONFIGURATION, error.problems
        case AskedError() | UnknownIdError():
            return ExitCode.CONFIGURATION, [_problem(error.message, "usage", error.remedy)]
        case LockHeldError():
            return ExitCode.LOCKED, [_problem(error.message, "lock", error.remedy)]
        case GoalsyncError():
            return ExitCode.FAILED, [_problem(error.message, "failed", error.remedy)]
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            return ExitCode.FAILED, [_problem(f"{where}{error.strerror or error}", "system")]
        case _:
            remedy = "set GOALSYNC_DEBUG=1 to see where"
            return ExitCode.FAILED, [_problem(f"{type(error).__name__}: {error}", "unexpected", remedy)]


def _problem(text: str, rule: str, remedy: str | None = None) -> Problem:
    return Problem("", 0, 0, "", text, rule, remedy=remedy)


def _say(error: Exception, problems: Sequence[Problem]) -> None:
    from goalsync.render.text import problems as text

    look = screen(sys.stderr)
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message(error.ctx.get_usage())
        problems = [replace(one, remedy=f"see {error.ctx.command_path} --help") for one in problems]
    message(text.problems(problems, look))
    if len(problems) > 1:
        message(f"{text.count(problems)}.")


def _wants_json(arguments: Sequence[str]) -> bool:
    """Whether `--format json` was asked for; the command line itself may be what is wrong, so it is read as text."""
    pairs = zip(arguments, [*arguments[1:], ""], strict=False)
    return any(one == "--format=json" or (one == "--format" and next_ == "json") for one, next_ in pairs)
