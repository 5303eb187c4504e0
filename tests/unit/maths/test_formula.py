"""Formulas over metrics."""

from __future__ import annotations

import pytest

from goalsync.core.maths.formula import parse_formula, subtraction_hint

VALUES = {"a": 6.0, "b": 4.0, "revenue": 10.0, "cost": 4.0, "zero": 0.0, "a-b": 99.0, "O1.x_y": 7.0, "min": 5.0}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("(revenue - cost) / revenue * 100", 60.0),
        ("a - b - 1", 1.0),
        ("a / b / 2", 0.75),
        ("a - b * 2", -2.0),
        ("-a + 1", -5.0),
        ("--a", 6.0),
        ("2 * -b", -8.0),
        ("-(a + b)", -10.0),
        ("min(a, b, 3)", 3.0),
        ("max(a)", 6.0),
        ("abs(b - a)", 2.0),
        ("round(a / 7)", 1.0),
        ("round(a / 7, 2)", 0.86),
        ("round(1234, -2)", 1200.0),
        ("1e-3 + .5 + 2.", 2.501),
        ("O1.x_y", 7.0),
        ("min + 1", 6.0),
    ],
)
def test_value(text: str, value: float) -> None:
    """Operators bind as in arithmetic, from left to right; a word is a function only before a parenthesis."""
    assert parse_formula(text).value(VALUES) == pytest.approx(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [("a-b", 99.0), ("a - b", 2.0), ("a -b", 2.0), ("a- b", 2.0), ("(a)-(b)", 2.0), ("1e-1", 0.1)],
)
def test_minus(text: str, value: float) -> None:
    """A minus between letters without spaces belongs to the id; any other subtracts."""
    assert parse_formula(text).value(VALUES) == pytest.approx(value)


def test_hint() -> None:
    """Who meant a subtraction is told how to write it."""
    assert subtraction_hint("revenue-cost") == (
        "'revenue-cost' is read as one id; a subtraction has spaces around its minus: revenue - cost"
    )
    assert subtraction_hint("revenue") is None


def test_names() -> None:
    """Each metric is named once, in the order of the text."""
    assert parse_formula("min(b, a) / (b + c.d-e) * 2").names == ("b", "a", "c.d-e")


@pytest.mark.parametrize(
    "text", ["a / zero", "a / (b - b)", "1e308 * 10", "1e308 * 10 - 1e308 * 10", "missing + 1", "round(a, 1e308 * 10)"]
)
def test_no_value(text: str) -> None:
    """What has no finite value is None, never an exception and never 0."""
    assert parse_formula(text).value(VALUES) is None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "column 1: the formula ends"),
        ("a +", "column 4: the formula ends"),
        ("(a", "column 3: the formula ends where .\\)"),
        ("a b", "column 3: expected an operator"),
        ("1,5", "column 2: .*written with a point"),
        ("= a", "column 1: .*no '='"),
        ("a ^ 2", "column 3: .*no powers"),
        ("a % b", "column 3: "),
        ("+a", "column 1: "),
        ("min()", "column 5: "),
        ("sum(a)", "column 1: there is no function 'sum'; there are abs, max, min, round"),
        ("abs(a, b)", "column 1: abs takes one argument, got 2"),
        ("round(a, 1, 2)", "column 1: round takes one or two arguments, got 3"),
        ("1e999", "column 1: .*too large"),
        ("(" * 100 + "a" + ")" * 100, "nested more than 40 deep"),
        ("a" * 3000, "2000 characters, this one has 3000"),
    ],
)
def test_error(text: str, message: str) -> None:
    """What cannot be read says why, and in which column."""
    with pytest.raises(ValueError, match=message):
        parse_formula(text)


def test_long_chain() -> None:
    """Length is no depth: a thousand terms need no recursion."""
    assert parse_formula("+".join(["1"] * 1000)).value({}) == 1000
    assert parse_formula("-" * 1999 + "1").value({}) == -1
