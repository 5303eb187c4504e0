"""Commands and their catalogue."""

from __future__ import annotations

from importlib import import_module

import click
import pytest

from goalsync.cli.catalogue import CATALOGUE
from goalsync.cli.program import program


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_entry_is_a_command_of_its_name(name: str) -> None:
    """The module has the command, under the name that people type."""
    found = import_module(f"goalsync.cli.commands.{CATALOGUE[name].module}").command
    assert isinstance(found, click.Command)
    assert found.name == name


@pytest.mark.parametrize("name", list(CATALOGUE))
def test_every_command_takes_the_common_options(name: str) -> None:
    """They can stand after the command as well."""
    found = program.get_command(click.Context(program), name)
    assert found is not None
    names = {option for parameter in found.params for option in parameter.opts}
    assert {"--workspace", "-C", "--format", "--now", "--quiet", "--log-format"} <= names


def test_every_option_has_help() -> None:
    """Nothing is left unexplained."""
    context = click.Context(program)
    commands = [program, *filter(None, (program.get_command(context, name) for name in CATALOGUE))]
    silent = [
        f"{command.name} {parameter.name}"
        for command in commands
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert silent == []
