"""Unquoted words are what YAML 1.2 says, not what YAML 1.1 guessed."""

import math

import pytest

from goalsync.workspace.scalars import plain, written

TEXT = [
    "NO",
    "yes",
    "on",
    "off",
    "12:30",
    "2026-10-01",
    "1_000",
    "0b1",
    "1e",
    "-",
    ".",
    "+-1",
    "1.2.3",
    "0o8",
    "nan",
    "NaN",
]


@pytest.mark.parametrize("text", TEXT)
def test_text_stays_text(text: str) -> None:
    """What YAML 1.1 takes for a truth value, a time, a date or a base-2 number is text."""
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("", None), ("~", None), ("null", None), ("true", True), ("FALSE", False), ("0", 0), ("-12", -12), ("+5", 5),
        ("0x1F", 31), ("0o17", 15), ("007", 7), ("1.5", 1.5), (".5", 0.5), ("5.", 5.0), ("1e5", 1e5),
        ("-1.5E-3", -0.0015), (".inf", math.inf), ("-.INF", -math.inf), ("9" * 400, math.inf),
    ],
)  # fmt: skip
def test_values(text: str, value: object) -> None:
    """Null, truth values and numbers have their value and its type."""
    found = plain(text)
    assert found == value
    assert isinstance(found, type(value))


def test_not_a_number() -> None:
    """`.nan` is a number that equals nothing; whoever reads a number refuses it."""
    found = plain(".nan")
    assert isinstance(found, float)
    assert math.isnan(found)


@pytest.mark.parametrize("text", ["1.10", "007", "1e5", "0x1F", "5", "1.5", "+1", "true", "null"])
def test_as_written(text: str) -> None:
    """An id that looks like a number or a truth value is kept as it was written: 1.10 is not 1.1."""
    assert written(plain(text)) == text
