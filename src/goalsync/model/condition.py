"""Conditions on work items: the closed vocabulary of `when`, as the program computes with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from msgspec import Struct, field

PERIOD: Final = "period"
"""`closed_in: period`: within the period of what uses the metric."""


class Condition(Struct, frozen=True, omit_defaults=True, rename={"not_": "not"}):
    """Which work: every key that is given must hold, as people write it.

    Texts are any-of: a case-insensitive glob, or `/…/`, a RE2 pattern that is looked for anywhere. A thing that an item
    does not have matches nothing. Days are those of the workspace: `…_after` from the start of its day, `…_before` up
    to the start of its.
    """

    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    key: tuple[str, ...] = ()
    label: tuple[str, ...] = ()
    component: tuple[str, ...] = ()
    milestone: tuple[str, ...] = ()
    iteration: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    assignee: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    priority: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    parent: tuple[str, ...] = ()
    under: tuple[str, ...] = ()
    field: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    created_after: date | None = None
    created_before: date | None = None
    updated_after: date | None = None
    closed_after: date | None = None
    closed_before: date | None = None
    closed_in: timedelta | Literal["period"] | None = None
    all: tuple[Condition, ...] = ()
    any: tuple[Condition, ...] = ()
    not_: Condition | None = None

    @property
    def inner(self) -> tuple[Condition, ...]:
        """The conditions within it, in order."""
        return (*self.all, *self.any, *((self.not_,) if self.not_ is not None else ()))

    def everywhere(self) -> Iterator[Condition]:
        """Itself and all within it, at any depth."""
        yield self
        for one in self.inner:
            yield from one.everywhere()

    @property
    def of_period(self) -> bool:
        """Whether it depends on the period of what uses it."""
        return any(one.closed_in == PERIOD for one in self.everywhere())
