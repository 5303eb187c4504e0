"""The brakes that can be told to let pass."""

from __future__ import annotations

import click
import pytest

from goalsync.cli.pulling import Brake, acting
from goalsync.model.settings import Brakes


def test_what_acts_can_be_set() -> None:
    """Every brake that the code pulls has a limit in the settings, and the other way round or it waits for work."""
    declared = set(Brakes.__struct_fields__)
    assert set(acting()) == {"items_vanished", "source_shrunk", "status_flips", "key_results_back"}
    assert declared - set(acting()) == {"links_removed"}


@pytest.mark.parametrize("name", Brakes.__struct_fields__)
def test_every_brake_can_be_allowed(name: str) -> None:
    """Those that act and those that are only declared as yet."""
    assert Brake().convert(name, None, None) == name


def test_another_is_refused_with_those_that_act() -> None:
    """The message names no brake that nothing can pull."""
    those = "one of items_vanished, source_shrunk, status_flips, key_results_back"
    with pytest.raises(click.BadParameter, match=those) as refused:
        Brake().convert("everything", None, None)
    assert "links_removed" not in refused.value.message


def test_the_shell_completes_those_that_act() -> None:
    """After the first letters."""
    command = click.Command("sync")
    option = click.Option(["--allow"])
    assert [one.value for one in Brake().shell_complete(click.Context(command), option, "s")] == [
        "source_shrunk",
        "status_flips",
    ]
