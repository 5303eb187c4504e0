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
