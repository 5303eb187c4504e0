"""One entry of drift."""

from __future__ import annotations

from msgspec import Struct

from goalsync.model.vocabulary import Severity


class Finding(Struct, frozen=True):
    """One entry of drift: reality differs from what was declared. `fingerprint` is of kind and subject only."""

    kind: str
    subject: str
    severity: Severity
    title: str
    detail: str
    evidence: tuple[str, ...]
    since: str | None
    remedy: str
    fingerprint: str
