"""`goalsync init`."""

from __future__ import annotations

import shlex
from datetime import UTC
from pathlib import Path

import click

from goalsync.cli.invocation import Invocation, common_options
from goalsync.cli.streams import answer
from goalsync.cli.typed import typed


@click.command("init")
@click.argument("directory", metavar="[DIR]", required=False, type=click.Path(path_type=Path, file_okay=False))
@common_options
@click.pass_obj
def command(invocation: Invocation, directory: Path | None) -> None:
    """Write a small workspace with comments: goals, metrics, and a csv file that they are read from.

    It is written into DIR, which is made if it is missing; else where -C says, else here. Nothing that is there
    already is touched.

    \b
    Examples
      goalsync init my-goals
      goalsync init
    """
    from goalsync.render.text.guide import first_steps
    from goalsync.workspace import write_template

    as_json = invocation.wants_json()
    chosen = directory or invocation.workspace
    where = chosen or Path.cwd()
    names = [
        path.relative_to(where).as_posix() for path in write_template(where, invocation.moment().astimezone(UTC).date())
    ]
    option = f" -C {shlex.quote(str(chosen))}" if chosen else ""
    answer(
        as_json,
        lambda look: first_steps(names, typed() + option, look),
        "goalsync/init/1",
        {"directory": str(where), "files": names},
    )
