"""`goalsync check`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer
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
    from goalsync.render.text.problems import PROBLEMS, fields, summary, verdict
    from goalsync.workspace import WorkspaceError

    as_json = invocation.wants_json()
    try:
        configuration = workspace_of(invocation).configuration
        problems, counts = configuration.warnings, summary(configuration)
    except WorkspaceError as error:
        problems, counts = error.problems, None
    answer(as_json, lambda look: verdict(problems, counts, look), PROBLEMS, {"problems": list(map(fields, problems))})
    return ExitCode.DONE if counts is not None else ExitCode.CONFIGURATION
