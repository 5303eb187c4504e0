"""One entry of drift."""

from __future__ import annotations

from typing import Final

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


KINDS: Final = (
    "unlinked_work", "starved_goal", "behind", "stale", "broken_guardrail", "watermelon", "scope_change", "dead_rule",
    "shadowed_rule", "ambiguous_link", "exempt_over_budget", "expired_exemption", "expired_override",
    "reported_differs", "idle_initiative", "busy_but_flat", "moved_without_work", "vanished_work", "source_incomplete",
    "unmapped_status", "overdue_check_in", "overdue_status", "one_sided", "out_of_coverage", "suspicious_scale",
    "circular_parents",
)  # fmt: skip
"""The kinds there are."""
