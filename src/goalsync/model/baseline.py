"""What a team accepts for a while: findings that do not count until a day."""

from __future__ import annotations

from datetime import date
from typing import Final

from msgspec import Struct

from goalsync.model.place import Place

BASELINE: Final = ".goalsync-baseline.yaml"
"""Where it stands in a workspace; committed by the team."""


class Accepted(Struct, frozen=True):
    """One entry: the finding of this kind and subject, and why it is accepted up to and including `until`."""

    kind: str
    subject: str
    reason: str
    until: date
    place: Place | None = None
    """Where it is written; None: not yet."""
