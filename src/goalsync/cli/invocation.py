"""What every command is told: workspace, format, time, and how much to say. Accepted before and after the command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


@dataclass(slots=True)
class Invocation:
    """The common options of one call of the program."""

    workspace: Path | None = None
    format: str | None = None
    now: datetime | None = None
    quiet: bool = False
    log_format: str = "text"

    def moment(self) -> datetime:
        """`--now`, else the time; the only place where the clock is read."""
        return self.now or datetime.now(tz=UTC)

    def format_of(self, *known: str) -> str:
        """`--format` as one of what the command can write; the first unless given."""
        if self.format is None:
            return known[0]
        if self.format not in known:
            raise click.BadParameter(f"'{self.format}' is not one of {', '.join(known)}.", param_hint="'--format'")
        return self.format

    def wants_json(self) -> bool:
        """`--format` of a command that writes text or JSON; asked before any work is done."""
        return self.format_of("text", "json") == "json"


class Moment(click.ParamType[datetime]):
    """An ISO 8601 time; without an offset it is UTC."""

    name = "time"

    def convert(self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """Read it, or fail with an example."""
        if isinstance(value, datetime):
            return value
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"'{value}' is not an ISO 8601 time such as 2026-11-20T09:00:00+01:00.", param, ctx)
        return found if found.tzinfo else found.replace(tzinfo=UTC)


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Put what was given into the invocation; what was not given leaves what stands there."""
    if value is not None and param.name is not None:
        setattr(ctx.ensure_object(Invocation), param.name, value)


def common_options(function: Decorated) -> Decorated:
    """The options of every command; their values are kept in the context's Invocation."""
    options = [
        click.option(
            "-C", "--workspace", metavar="DIR", type=click.Path(path_type=Path, file_okay=False), callback=_keep,
            expose_value=False, envvar="GOALSYNC_WORKSPACE",
            help="The workspace; else the nearest directory upward that has config/goalsync.yaml.",
        ),
        click.option(
            "--format", metavar="NAME", callback=_keep, expose_value=False,
            help="text (for people) or json (for programs); report also writes html.",
        ),
        click.option(
            "--now", metavar="TIME", type=Moment(), callback=_keep, expose_value=False,
            help="Compute as of this ISO time instead of the clock's (for tests and replays).",
        ),
        click.option(
            "-q", "--quiet", is_flag=True, default=None, callback=_keep, expose_value=False,
            help="No progress; only results, warnings and errors.",
        ),
        click.option(
            "--log-format", type=click.Choice(["text", "json"]), callback=_keep, expose_value=False,
            help="Progress and logs on stderr as lines of text or of JSON.",
        ),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function
