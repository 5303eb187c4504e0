"""The program: options that every command takes, and commands that are imported when they are run."""

from __future__ import annotations

from importlib import import_module
from typing import Final

import click

from goalsync import __version__
from goalsync.cli.catalogue import CATALOGUE
from goalsync.cli.invocation import Invocation, common_options

_EPILOG: Final = """\b
Exit codes
  0  done, or nothing to do         4  done, but a source was incomplete
  1  failed                         5  the workspace or the command is wrong
  2  there are changes or findings  6  another run holds the lock
     (only where asked for)
  3  a brake refused                Results go to stdout, all else to stderr.
"""


class Program(click.Group):
    """A group that knows its commands by name only."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names in the order of the help."""
        del ctx
        return list(CATALOGUE)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        del ctx
        entry = CATALOGUE.get(cmd_name)
        if entry is None:
            return None
        command = import_module(f"goalsync.cli.commands.{entry.module}").command
        if not isinstance(command, click.Command):
            raise TypeError(f"{entry.module}.command is not a command")
        command.short_help = entry.summary
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one is near."""
        name = args[0]
        if name not in CATALOGUE and not name.startswith("-"):
            from goalsync.model.near import nearest

            near = nearest(name, CATALOGUE)
            hint = f"; did you mean '{near}'?" if near else ""
            raise click.UsageError(f"there is no command '{name}'{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The commands in the parts of the help, none of them imported."""
        del ctx
        for section in dict.fromkeys(entry.section for entry in CATALOGUE.values()):
            with formatter.section(section):
                rows = [(f"{name:<10}", entry.summary) for name, entry in CATALOGUE.items() if entry.section == section]
                formatter.write_dl(rows, col_max=14)


@click.group(
    cls=Program,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_EPILOG,
)
@common_options
@click.version_option(__version__, message="goalsync %(version)s")
@click.pass_context
def program(ctx: click.Context) -> None:
    """Tie work to goals: pull numbers and work, compute key results, explain every number.

    \b
    Start with
      goalsync demo                  see it run on an example company
      goalsync init                  write a workspace of your own
      goalsync check                 check it
      goalsync plan                  see what would be recorded
      goalsync sync                  record it
      goalsync report                read where the goals stand
    """
    ctx.ensure_object(Invocation)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
