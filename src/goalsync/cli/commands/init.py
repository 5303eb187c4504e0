"""`goalsync init`."""

from __future__ import annotations

from pathlib import Path

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.streams import result, screen


@click.command("init")
@common_options
@click.pass_obj
def command(invocation: Invocation) -> None:
    """Write a small workspace with comments: goals, metrics, and a csv file that they are read from.

    It is written here, or where -C says. Nothing that is there already is touched.

    \b
    Examples
      goalsync init
      goalsync -C ~/goals init
    """
    from goalsync.workspace import write_template  # noqa: PLC0415

    as_json = invocation.format_of("text", "json") == "json"
    directory = invocation.workspace or Path.cwd()
    written = [path.relative_to(directory) if path.is_absolute() else path for path in write_template(directory)]
    if as_json:
        from goalsync.render import json  # noqa: PLC0415

        names = [path.as_posix() for path in written]
        result(json.document("goalsync/init/1", {"directory": str(directory), "files": names}), encoding="utf-8")
        return
    from goalsync.render.text.guide import first_steps  # noqa: PLC0415

    option = f" -C {directory}" if invocation.workspace else ""
    result(first_steps([path.as_posix() for path in written], option, screen()))
