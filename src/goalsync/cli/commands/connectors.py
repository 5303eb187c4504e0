"""`goalsync connectors`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.streams import answer
from goalsync.model.vocabulary import ExitCode


@click.command("connectors")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> int:
    """List the installed connectors: what can stand behind `connector:` in config/goalsync.yaml.

    One that is installed but cannot be imported is listed with the reason, and the exit code is 1.

    \b
    Examples
      goalsync connectors
      goalsync schema settings        what each of them can be told
    """
    from goalsync.registry import described
    from goalsync.render.text.connectors import connectors

    as_json = invocation.wants_json()
    found = described()
    rows = [(one.name, one.summary, one.package, one.problem) for one in found]
    answer(as_json, lambda look: connectors(rows, look), "goalsync/connectors/1", {"connectors": found})
    return ExitCode.FAILED if any(one.problem for one in found) else ExitCode.DONE
