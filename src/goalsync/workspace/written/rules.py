"""Rules, exemptions and their tests as they are written."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from goalsync.workspace.written.conditions import Condition
from goalsync.workspace.written.fields import Day, Id, Ids, Kind, Name, Names, Phase, Share, Text, Written


class RuleEntry(Written):
    """Ties work to what it serves."""

    id: Id
    when: Condition
    link_to: Ids = Field(description="An initiative, key result or goal, or a list of them.")


class ExemptEntry(Written):
    """Work that is not meant to be tied."""

    id: Id
    when: Condition
    reason: Text
    owner: Text | None = None
    until: Day | None = Field(None, description="The last day it holds.")
    budget: Share | None = Field(None, description="Of all effort closed in the cadence period; more is a finding.")


def _above(value: object) -> str:
    return "<mapping>" if isinstance(value, dict | Written) else "<word>"


class ExampleItem(Written):
    """A made-up work item."""

    source: Name | None = None
    kind: Kind | None = None
    type: Name | None = None
    project: Name | None = None
    key: Name | None = None
    label: Names | None = None
    component: Names | None = None
    milestone: Names | None = None
    iteration: Names | None = None
    team: Name | None = None
    assignee: Name | None = None
    status: Name | None = None
    phase: Phase | None = None
    priority: Name | None = None
    title: Name | None = None
    parent: (
        Annotated[Annotated[Name, Tag("<word>")] | Annotated["ExampleItem", Tag("<mapping>")], Discriminator(_above)]
        | None
    ) = Field(None, description="Its parent: a key, or described likewise; what ties that is inherited.")
    under: Names | None = Field(None, description="Keys of further ancestors, the nearest first.")
    field: dict[str, Any] | None = None
    created: Day | None = None
    updated: Day | None = None
    closed: Day | None = None


class Expected(Written):
    """Linked to these, or exempt by that."""

    linked_to: Ids | None = None
    exempt: Id | None = None


def _expected(value: object) -> str:
    return "<mapping>" if isinstance(value, dict) else "<word>"


class TestEntry(Written):
    """An example item and what the rules must make of it."""

    __test__ = False

    name: Text
    item: ExampleItem
    expect: Annotated[
        Annotated[Literal["unlinked"], Tag("<word>")] | Annotated[Expected, Tag("<mapping>")],
        Discriminator(_expected),
    ] = Field(description="{linked_to: ID}, {exempt: ID} or unlinked.")
