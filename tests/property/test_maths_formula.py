"""Formulas compute what Python computes."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from goalsync.core.maths.expression import Expression
from goalsync.core.maths.formula import parse_formula

NAMES = ("a", "b.c", "d_1", "e-f")
VARIABLES = ("v0", "v1", "v2", "v3")
FUNCTIONS = {"min": min, "max": max, "abs": abs, "round": round}


def templates() -> st.SearchStrategy[str]:
    """Formulas as people might write them; `{0}` stands for the first name."""
    numbers = st.integers(0, 1000).map(str) | st.floats(0, 1e6).map(repr)
    leaves = numbers | st.sampled_from(["{0}", "{1}", "{2}", "{3}"])
    signs, spaces = st.sampled_from(["+", "*", "/", " - ", " + "]), st.sampled_from(["", " ", "  "])

    def grow(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.builds("{}{}{}".format, inner, signs, inner),
            st.builds("({}{}{})".format, spaces, inner, spaces),
            st.builds("-({})".format, inner),
            st.builds("abs({})".format, inner),
            st.builds("round({}, {})".format, inner, st.integers(0, 3)),
            st.builds("{}({}, {})".format, st.sampled_from(["min", "max"]), inner, inner),
        )

    return st.recursive(leaves, grow, max_leaves=12)


@given(templates(), st.lists(st.floats(-1e6, 1e6), min_size=4, max_size=4))
def test_same_as_python(template: str, numbers: list[float]) -> None:
    """Precedence, associativity, functions and what has no value agree with Python's own arithmetic."""
    expression = parse_formula(template.format(*NAMES))
    assert set(expression.names) <= set(NAMES)
    names = {**FUNCTIONS, **dict(zip(VARIABLES, numbers, strict=True))}
    try:
        expected = float(eval(template.format(*VARIABLES), {"__builtins__": {}}, names))  # noqa: S307  # our own text
    except ArithmeticError:
        expected = math.nan
    found = expression.value(dict(zip(NAMES, numbers, strict=True)))
    assert found == (expected if math.isfinite(expected) else None)


def read(text: str) -> Expression | str:
    """The expression of a text, or what is wrong with it."""
    try:
        return parse_formula(text)
    except ValueError as error:
        return str(error)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from(["a", "1", "+", "-", "*", "/", "(", ")", ",", "min", " ", "."]), max_size=30).map(
        "".join
    )
)
def test_any_text(text: str) -> None:
    """Any text is a formula with a finite value or none, or an error with its column: nothing else, and no hang."""
    found = read(text)
    if isinstance(found, str):
        assert found.startswith("column ")
    else:
        value = found.value(dict.fromkeys(found.names, 1.0))
        assert value is None or math.isfinite(value)
