"""The options of commands that pull, and the brakes they may override."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

import click

if TYPE_CHECKING:
    from goalsync.workspace import Workspace

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

BRAKES: Final = ("items_vanished", "source_shrunk", "links_removed", "status_flips", "key_results_back")


def brake_options(function: Decorated) -> Decorated:
    """`--force` and `--allow`."""
    function = click.option(
        "--allow", metavar="BRAKE", multiple=True, type=click.Choice(BRAKES),
        help=f"Let one brake pass this time: {', '.join(BRAKES)}. Can be given again.",
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
