"""The options of commands that pull, and the brakes they may override."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.shell_completion import CompletionItem

if TYPE_CHECKING:
    from goalsync.workspace import Workspace

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Brake(click.ParamType[str]):
    """The name of a brake: of one that acts, or of one that can be set already and acts once there is work."""

    name = "brake"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Know it, or fail with those that act."""
        if value not in (*acting(), *_declared()):
            self.fail(f"'{value}' is not one of {', '.join(acting())}.", param, ctx)
        return value

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Those that act."""
        del ctx, param
        return [CompletionItem(name) for name in acting() if name.startswith(incomplete)]


def acting() -> tuple[str, ...]:
    """The brakes that something can pull now: of sources, and of the plan."""
    from goalsync.core.brakes import REFUSING
    from goalsync.pull.census import ITEMS_VANISHED
    from goalsync.pull.holding import NAME

    return (ITEMS_VANISHED, NAME, *REFUSING)


def _declared() -> tuple[str, ...]:
    """The brakes that config/goalsync.yaml can set."""
    from goalsync.model.settings import Brakes

    return Brakes.__struct_fields__


def brake_options(function: Decorated) -> Decorated:
    """`--force` and `--allow`."""
    function = click.option(
        "--allow", metavar="BRAKE", multiple=True, type=Brake(),
        help="Let one brake pass this time, by the name that its refusal says. Can be given again.",
    )(function)  # fmt: skip
    return click.option("--force", is_flag=True, help="Let all brakes pass this time.")(function)


def pull_options(function: Decorated) -> Decorated:
    """`--full`, `--source` and the brakes."""
    function = brake_options(function)
    function = click.option(
        "--source", "sources", metavar="NAME", multiple=True,
        help="Pull only this source; the others are skipped. Can be given again.",
    )(function)  # fmt: skip
    return click.option("--full", is_flag=True, help="Pull everything anew, not only what is new.")(function)


def only(sources: tuple[str, ...], workspace: Workspace) -> frozenset[str] | None:
    """The sources that were named, all of them declared; None: no choice was made."""
    declared = workspace.configuration.settings.sources
    for name in sources:
        if name not in declared:
            known = ", ".join(declared)
            raise click.BadParameter(f"there is no source '{name}'; there are: {known}", param_hint="'--source'")
    return frozenset(sources) or None
