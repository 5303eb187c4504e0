"""`goalsync check`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.opening import workspace_of
from goalsync.cli.streams import answer
from goalsync.model.vocabulary import ExitCode

if TYPE_CHECKING:
    from goalsync.model.place import Problem
    from goalsync.workspace import Workspace


@click.command("check")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> int:
    """Check the workspace's files and say everything that is wrong, each with file, line and column.

    Nothing is pulled and no server is asked. Rules are also laid beside the labels of the work that was pulled before.
    Errors end with exit code 5, warnings alone with 0.

    \b
    Examples
      goalsync check
      goalsync -C ~/goals check --format json
    """
    from goalsync.render.text.problems import PROBLEMS, fields, summary, verdict
    from goalsync.workspace import WorkspaceError

    as_json = invocation.wants_json()
    try:
        workspace = workspace_of(invocation)
        configuration = workspace.configuration
        problems = tuple(sorted((*configuration.warnings, *_from_store(workspace, invocation.moment()))))
        counts = summary(configuration)
    except WorkspaceError as error:
        problems, counts = error.problems, None
    answer(as_json, lambda look: verdict(problems, counts, look), PROBLEMS, {"problems": list(map(fields, problems))})
    return ExitCode.DONE if counts is not None else ExitCode.CONFIGURATION


def _from_store(workspace: Workspace, now: datetime) -> Sequence[Problem]:
    """What only a store can tell; where there is none, nothing that reads one is waited for."""
    if not (workspace.directory / workspace.configuration.settings.store).is_file():
        return ()
    from goalsync.job.checking import doubts_from_store

    return doubts_from_store(workspace, now)
