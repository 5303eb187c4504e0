"""Errors a connector raises. Each says where, what, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from goalsync.model.vocabulary import PullCode

Step = TypeVar("Step")


class GoalsyncError(Exception):
    """Something went wrong that a person can mend: `message` says where and what, `remedy` what to do."""

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message}; {self.remedy}" if self.remedy else self.message


class SourceError(GoalsyncError):
    """A source or one of its partitions could not be read completely.

    Raised by `Source.partitions` it fails the source, by `Source.pull` that partition (failed when no page came
    before it, else partial); other partitions go on.
    """

    def __init__(self, code: PullCode, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.code = code


class SecretError(GoalsyncError):
    """A secret reference that could not be resolved. Never holds the secret."""


def naming(partition: str, steps: Iterator[Step]) -> Iterator[Step]:
    """The same steps; a SourceError among them says which partition it is of."""
    try:
        yield from steps
    except SourceError as error:
        if partition in error.message:
            raise
        raise SourceError(error.code, f"{partition}: {error.message}", remedy=error.remedy) from None
