"""Every failure is a line and a code."""

from __future__ import annotations

import json

import click
import pytest

from goalsync.cli.failures import report_failure
from goalsync.sdk.errors import GoalsyncError
from goalsync.store.errors import LockHeldError
from goalsync.workspace import WorkspaceError


@pytest.mark.parametrize(
    ("error", "code", "says"),
    [
        (click.UsageError("no such thing"), 5, "no such thing"),
        (click.Abort(), 130, "Interrupted"),
        (WorkspaceError([]), 5, ""),
        (LockHeldError("another run holds the lock", remedy="wait"), 6, "wait"),
        (GoalsyncError("it broke", remedy="mend it"), 1, "mend it"),
        (FileNotFoundError(2, "No such file or directory", "a.json"), 1, "a.json: No such file or directory"),
        (OSError(28, "No space left on device"), 1, "No space left on device"),
        (ZeroDivisionError("division by zero"), 1, "GOALSYNC_DEBUG=1"),
        (GoalsyncError("bad \x1b[31m name"), 1, "bad \ufffd[31m name"),
    ],
)
def test_codes_and_lines(error: Exception, code: int, says: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The code of SPEC 10, what went wrong, and what to do; never a traceback, never on stdout."""
    assert report_failure(error, []) == code
    out, err = capsys.readouterr()
    assert out == ""
    assert says in err
    assert "Traceback" not in err
    assert "\x1b" not in err


@pytest.mark.parametrize("arguments", [["--format", "json"], ["sync", "--format=json", "--nope"]])
def test_json_was_asked_for(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """The document is written even where the command line itself is wrong."""
    report_failure(click.UsageError("no such option"), arguments)
    assert json.loads(capsys.readouterr().err)["problems"][0]["rule"] == "usage"
