"""Work items: anything pulled that people work on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct, field, json

from goalsync.model.vocabulary import Presence


class WorkItem(Struct, frozen=True):
    """One item of a tracker, normalised. `uid` is `SOURCE:NATIVE_ID`, the tracker's immutable id."""

    uid: str
    source: str
    native_id: str
    key: str
    project: str
    kind: str
    type: str
    title: str
    status: str
    phase: str
    url: str | None = None
    status_category: str | None = None
    resolution: str | None = None
    team: str | None = None
    assignee: str | None = None
    parent: str | None = None
    parent_key: str | None = None
    epic: str | None = None
    points: float | None = None
    priority: str | None = None
    due: str | None = None
    created: datetime | None = None
    started: datetime | None = None
    updated: datetime | None = None
    closed: datetime | None = None
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """label, component, milestone, iteration → values"""
    fields: Mapping[str, object] = field(default_factory=dict)
    presence: Presence = Presence.PRESENT
    """As the connector knows it: present, archived, or moved out of what is pulled."""


class ItemRow(Struct, frozen=True):
    """A work item as the store has it and lists show it; times in ISO 8601."""

    uid: str
    key: str
    url: str | None
    source: str
    project: str
    kind: str
    type: str
    title: str
    status: str
    phase: str
    labels: tuple[str, ...]
    components: tuple[str, ...]
    milestone: str | None
    iteration: str | None
    team: str | None
    assignee: str | None
    parent: str | None
    points: float | None
    priority: str | None
    created: str | None
    started: str | None
    updated: str | None
    closed: str | None
    presence: str
    fields: Mapping[str, object]
    linked_to: tuple[str, ...]
    """The initiatives, key results and goals that it is linked to by the last run, itself or through an ancestor."""
    link_because: tuple[str, ...]
    """Of each of them the rule with its place, or the label."""
    scope: str | None
    """linked, exempt, unlinked or out_of_scope; None: no run has told yet."""


class ItemFacts(Struct, frozen=True, gc=False):
    """A work item as conditions and sums look at it: one light row of a stream over all that is stored.

    Times are ISO 8601 texts in UTC as the store has them: they sort as the times do, and most are never read. `fields`
    are decoded when they are asked for.
    """

    uid: str
    source: str
    project: str
    key: str
    kind: str
    type: str
    title: str
    status: str
    phase: str
    team: str | None = None
    assignee: str | None = None
    priority: str | None = None
    parent: str | None = None
    """The parent's uid, where it is known."""
    parent_key: str | None = None
    points: float | None = None
    created: str | None = None
    started: str | None = None
    updated: str | None = None
    closed: str | None = None
    presence: str = "present"
    labels: tuple[str, ...] = ()
    components: tuple[str, ...] = ()
    milestones: tuple[str, ...] = ()
    iterations: tuple[str, ...] = ()
    former_keys: tuple[str, ...] = ()
    fields_text: str = "{}"
    """The named fields as JSON."""

    @property
    def fields(self) -> Mapping[str, object]:
        """The named fields, decoded anew each time."""
        found: Mapping[str, object] = json.decode(self.fields_text)
        return found


class ParentFacts(Struct, frozen=True, gc=False):
    """What is known of an item that is the parent of another."""

    uid: str
    source: str
    key: str
    parent: str | None = None
    parent_key: str | None = None
    former_keys: tuple[str, ...] = ()
