"""`goalsync check`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import result, screen
from goalsync.model.vocabulary import ExitCode


@click.command("check")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> int:
    """Check the workspace's files and say everything that is wrong, each with file, line and column.

    Nothing is pulled and no server is asked. Errors end with exit code 5, warnings alone with 0.

    \b
    Examples
      goalsync check
      goalsync -C ~/goals check --format json
    """
    from goalsync.render.text.problems import summary, verdict  # noqa: PLC0415
    from goalsync.workspace import WorkspaceError  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    try:
        configuration = workspace_of(invocation).configuration
        problems, counts = configuration.warnings, summary(configuration)
    except WorkspaceError as error:
        problems, counts = error.problems, None
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.problems(problems), encoding="utf-8")
    else:
        result(verdict(problems, counts, screen()))
    return ExitCode.DONE if counts is not None else ExitCode.CONFIGURATION
