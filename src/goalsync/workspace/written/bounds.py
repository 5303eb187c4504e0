"""Bounds as they are written: exactly one of five keys."""

from typing import Annotated

from pydantic import Field

from goalsync.workspace.written.fields import Number, Written

BOUNDS = ("below", "at_most", "above", "at_least", "between")


class BoundKeys(Written):
    """Exactly one limit; below and above are strict, the others include their ends."""

    below: Number | None = None
    at_most: Number | None = None
    above: Number | None = None
    at_least: Number | None = None
    between: Annotated[list[Number], Field(min_length=2, max_length=2)] | None = Field(None, description="[low, high]")
