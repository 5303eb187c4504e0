"""A formula that was read: what it names, and its value."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, assert_never


@dataclass(frozen=True, slots=True)
class Number:
    """A number as written."""

    value: float


@dataclass(frozen=True, slots=True)
class Name:
    """The value of a metric."""

    id: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Unary minus."""

    of: Node


@dataclass(frozen=True, slots=True)
class Chain:
    """A first term, and what follows it from left to right with operators of one rank."""

    first: Node
    rest: tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function of its arguments."""

    function: str
    arguments: tuple[Node, ...]


Node = Number | Name | Negative | Chain | Call


def _round(arguments: Sequence[float]) -> float:
    return float(round(arguments[0], int(arguments[1]) if len(arguments) > 1 else 0))


@dataclass(frozen=True, slots=True)
class Function:
    """A function: how many arguments it takes, and what it makes of them."""

    least: int
    most: int
    compute: Callable[[Sequence[float]], float]


ANY_NUMBER: Final = 1000
FUNCTIONS: Final[Mapping[str, Function]] = {
    "abs": Function(1, 1, lambda arguments: abs(arguments[0])),
    "max": Function(1, ANY_NUMBER, max),
    "min": Function(1, ANY_NUMBER, min),
    "round": Function(1, 2, _round),
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A formula that was read; `names` are the metrics it needs, each once, in the order of the text."""

    text: str
    root: Node
    names: tuple[str, ...]

    def value(self, values: Mapping[str, float]) -> float | None:
        """Its value for these values of its names.

        None when a name has no value, and for a division by zero, an overflow or anything else that is not a
        finite number.
        """
        try:
            result = _value(self.root, values)
        except (KeyError, ArithmeticError, ValueError):
            return None
        return result if math.isfinite(result) else None


def names(node: Node) -> Iterator[str]:
    """The metrics it needs, in the order of the text, repeated as there."""
    match node:
        case Number():
            return
        case Name(id=name):
            yield name
        case Negative(of=inner):
            yield from names(inner)
        case Chain(first=first, rest=rest):
            yield from names(first)
            for _, part in rest:
                yield from names(part)
        case Call(arguments=arguments):
            for argument in arguments:
                yield from names(argument)
        case _:
            assert_never(node)


def _value(node: Node, values: Mapping[str, float]) -> float:
    match node:
        case Number(value=value):
            return value
        case Name(id=name):
            return values[name]
        case Negative(of=inner):
            return -_value(inner, values)
        case Chain(first=first, rest=rest):
            total = _value(first, values)
            for sign, part in rest:
                total = _apply(sign, total, _value(part, values))
            return total
        case Call(function=function, arguments=arguments):
            return FUNCTIONS[function].compute([_value(argument, values) for argument in arguments])
        case _:
            assert_never(node)


def _apply(sign: str, left: float, right: float) -> float:
    match sign:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case _:
            return left / right
