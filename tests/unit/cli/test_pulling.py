"""The brakes that can be told to let pass."""

from __future__ import annotations

import click
import pytest

from goalsync.cli.pulling import Brake, acting
from goalsync.model.settings import Brakes


def test_what_acts_can_be_set() -> None:
    """Every brake that the code pulls has a limit in the settings, and the other way round."""
    assert set(acting()) == set(Brakes.__struct_fields__)


@pytest.mark.parametrize("name", Brakes.__struct_fields__)
def test_every_brake_can_be_allowed(name: str) -> None:
    """By the name that it has in the settings."""
    assert Brake().convert(name, None, None) == name


def test_another_is_refused_with_those_that_act() -> None:
    """The message names them."""
    those = "one of items_vanished, source_shrunk, status_flips, key_results_back, links_removed"
    with pytest.raises(click.BadParameter, match=those):
        Brake().convert("everything", None, None)


def test_the_shell_completes_those_that_act() -> None:
    """After the first letters."""
    command = click.Command("sync")
    option = click.Option(["--allow"])
    assert [one.value for one in Brake().shell_complete(click.Context(command), option, "s")] == [
        "source_shrunk",
        "status_flips",
    ]
