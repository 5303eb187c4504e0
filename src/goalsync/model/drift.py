"""The document that `goalsync drift` prints: field names are public."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from goalsync.model.finding import Finding
from goalsync.model.report import RunPart


class Baselined(Finding, frozen=True):
    """A finding that the team accepts up to and including `until`; `place` is where it says so."""

    reason: str
    until: str
    place: str | None


class Drift(Struct, frozen=True):
    """What the last applied run found. Only `findings` count for exit codes."""

    generated_at: str
    as_of: str
    run: RunPart
    ran_at: str | None
    """When that run started; None: nothing was applied yet."""
    counts: Mapping[str, Mapping[str, int]]
    """Severity → kind → how many of `findings`; the gravest first, then the most."""
    findings: tuple[Finding, ...]
    """Those that are not accepted, or not any more: the gravest first, then by kind and subject."""
    baselined: tuple[Baselined, ...]
    gone: int = 0
    """Entries of the baseline that are no finding any more."""
    schema: Literal["goalsync/drift/1"] = "goalsync/drift/1"
    notes: tuple[str, ...] = ()
    organization: str | None = None
