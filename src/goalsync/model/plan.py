"""A plan: what should change, as sorted data that can be read, kept, reviewed and applied as it stands."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from msgspec import Struct, field

from goalsync.model.vocabulary import ChangeKind

Fields = Mapping[str, float | str | bool | None]


class Change(Struct, frozen=True):
    """One thing that apply would do. `before` None: there was nothing. No times in before and after."""

    kind: ChangeKind
    subject: str
    before: Fields | None
    after: Fields | None
    because: tuple[str, ...] = ()
    """Where it comes from: rule or metric with file:line:col, and the cells or items."""
    count: int | None = None
    """Of a grouped change (links, flags): how many items."""
    uids: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[str, str]:
        """Where it stands in a plan."""
        return (self.subject, self.kind)


class BrakeResult(Struct, frozen=True):
    """One brake that was looked at and pulled: what it measured against its limit."""

    name: str
    effect: str
    """hold (exit 4) or refuse (exit 3)"""
    count: int
    total: int
    limit: float
    message: str
    overridden: bool = False
    """--force or --allow let it pass."""


class Plan(Struct, frozen=True):
    """Changes in order of subject and kind, the digest of them, and what braked."""

    changes: tuple[Change, ...] = ()
    brakes: tuple[BrakeResult, ...] = ()
    waterfalls: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    """Per moved key result: the parts (delivered, …, measurement, goal_edit, correction) of its move in progress."""

    @property
    def digest(self) -> str:
        """Fingerprint of kind, subject, before and after of every change; no times."""
        content = [
            [change.kind.value, change.subject, change.before, change.after, list(change.uids)]
            for change in self.changes
        ]
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return "sha256:" + hashlib.sha256(text.encode()).hexdigest()

    @property
    def refused(self) -> tuple[BrakeResult, ...]:
        """The brakes that stop it from being applied."""
        return tuple(brake for brake in self.brakes if brake.effect == "refuse" and not brake.overridden)
