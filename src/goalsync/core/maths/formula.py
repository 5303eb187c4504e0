"""Arithmetic over metrics: + - * / with unary minus, parentheses, numbers, and min, max, abs, round.

A minus needs a space: `a - b` subtracts, `a-b` is the metric with that id. A word that reads as a number is one.
`round` is to the nearest whole number, or to as many digits as its second argument says; halves go to the even digit.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from goalsync.core.maths.expression import FUNCTIONS, Call, Chain, Expression, Name, Negative, Node, Number, names

__all__ = ["Expression", "parse_formula", "subtraction_hint"]

LONGEST: Final = 2000
DEEPEST: Final = 40

_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![\w.-]*[\w.]))"
    r"|(?P<word>[\w.](?:[\w.-]*[\w.])?)|(?P<sign>[-+*/(),])|(?P<other>\S)|(?P<end>$))"
)


def parse_formula(text: str) -> Expression:
    """Read a formula. Raises ValueError that says what is wrong and in which column (from 1)."""
    if len(text) > LONGEST:
        raise ValueError(f"a formula may have {LONGEST} characters, this one has {len(text)}")
    parser = _Parser(text)
    root = parser.sum(0)
    parser.expect("end", "an operator or the end of the formula")
    return Expression(text, root, tuple(dict.fromkeys(names(root))))


def subtraction_hint(name: str) -> str | None:
    """What to add to 'unknown metric NAME' when a subtraction may have been meant, else None."""
    if "-" not in name:
        return None
    apart = " - ".join(part for part in name.split("-") if part)
    return f"'{name}' is read as one id; a subtraction has spaces around its minus: {apart}"


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    column: int


def _tokens(text: str) -> Iterator[_Token]:
    position = 0
    while True:
        found = _TOKEN.match(text, position)
        assert found is not None  # noqa: S101  # the pattern takes any character, and the end
        kind = found.lastgroup or "end"
        yield _Token(kind, found.group(kind), found.start(kind) + 1)
        if kind == "end":
            return
        position = found.end()


class _Parser:
    """Recursive descent; depth counts parentheses and functions, the only things that nest."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _is(self, *signs: str) -> bool:
        return self._next.kind == "sign" and self._next.text in signs

    def expect(self, wanted: str, what: str) -> None:
        """Take the next token, which must be of that kind or sign."""
        token = self._next
        if wanted not in (token.kind, token.text):
            raise _unexpected(token, what)
        self._at += 1

    def sum(self, depth: int) -> Node:
        """term (+|- term)*"""
        return self._chain(self._product, ("+", "-"), depth)

    def _product(self, depth: int) -> Node:
        return self._chain(self._factor, ("*", "/"), depth)

    def _chain(self, part: Callable[[int], Node], signs: tuple[str, ...], depth: int) -> Node:
        first, rest = part(depth), []
        while self._is(*signs):
            rest.append((self._take().text, part(depth)))
        return Chain(first, tuple(rest)) if rest else first

    def _factor(self, depth: int) -> Node:
        negative = False
        while self._is("-"):
            self._at += 1
            negative = not negative
        node = self._atom(depth)
        return Negative(node) if negative else node

    def _atom(self, depth: int) -> Node:
        token = self._next
        if depth > DEEPEST:
            raise ValueError(f"column {token.column}: parentheses are nested more than {DEEPEST} deep")
        match token.kind:
            case "number":
                self._at += 1
                return _number(token)
            case "word":
                self._at += 1
                return self._call(token, depth) if self._is("(") else Name(token.text)
            case "sign" if token.text == "(":
                self._at += 1
                inner = self.sum(depth + 1)
                self.expect(")", "')'")
                return inner
            case _:
                raise _unexpected(token, "a number, a metric or '('")

    def _call(self, token: _Token, depth: int) -> Call:
        function = FUNCTIONS.get(token.text)
        if function is None:
            known = ", ".join(sorted(FUNCTIONS))
            raise ValueError(f"column {token.column}: there is no function '{token.text}'; there are {known}")
        self.expect("(", "'('")
        arguments = [self.sum(depth + 1)]
        while self._is(","):
            self._at += 1
            arguments.append(self.sum(depth + 1))
        self.expect(")", "',' or ')'")
        if not function.least <= len(arguments) <= function.most:
            raise ValueError(
                f"column {token.column}: {token.text} takes "
                f"{'one argument' if function.most == 1 else 'one or two arguments'}, got {len(arguments)}"
            )
        return Call(token.text, tuple(arguments))


def _number(token: _Token) -> Number:
    value = float(token.text)
    if not math.isfinite(value):
        raise ValueError(f"column {token.column}: the number {token.text} is too large")
    return Number(value)


def _unexpected(token: _Token, what: str) -> ValueError:
    if token.kind == "end":
        return ValueError(f"column {token.column}: the formula ends where {what} should stand")
    hint = {
        ",": " (numbers are written with a point; only functions have commas)",
        "=": " (a formula here has no '=')",
        "^": " (there are no powers; multiply)",
        "%": " (write * 100 or / 100)",
        "×": " (write *)",
        "÷": " (write /)",
        "−": " (write the plain minus -)",
    }.get(token.text, "")
    return ValueError(f"column {token.column}: expected {what}, got '{token.text}'{hint}")
