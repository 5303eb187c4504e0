"""`goalsync completion SHELL`."""

from __future__ import annotations

import click

from goalsync.cli.invocation import common_options
from goalsync.cli.streams import result


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@common_options
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    """Print the script that completes commands and options with the tab key.

    \b
    bash   echo 'eval "$(goalsync completion bash)"' >> ~/.bashrc
    zsh    echo 'eval "$(goalsync completion zsh)"' >> ~/.zshrc
    fish   goalsync completion fish > ~/.config/fish/completions/goalsync.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}", ctx)
    result(kind(ctx.find_root().command, {}, "goalsync", "_GOALSYNC_COMPLETE").source())
