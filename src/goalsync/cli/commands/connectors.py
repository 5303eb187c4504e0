"""`goalsync connectors`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.streams import result, screen
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
    from goalsync.registry import described  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    found = described()
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        result(json.document("goalsync/connectors/1", {"connectors": found}), encoding="utf-8")
    else:
        from goalsync.render.text.connectors import connectors  # noqa: PLC0415

        result(connectors([(one.name, one.summary, one.package, one.problem) for one in found], screen()))
    return ExitCode.FAILED if any(one.problem for one in found) else ExitCode.DONE
