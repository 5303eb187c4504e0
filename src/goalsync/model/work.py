"""Work items: anything pulled that people work on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkItem:
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


@dataclass(frozen=True, slots=True)
class ItemRow:
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
    scope: str | None
    fields: Mapping[str, object]
