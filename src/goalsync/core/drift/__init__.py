"""Drift: where reality differs from what was declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from goalsync.core.drift.people import (
    expired_exemption,
    expired_override,
    one_sided,
    overdue_status,
    watermelon,
)
from goalsync.core.drift.picture import Picture
from goalsync.core.drift.progress import behind, broken_guardrail, stale, starved_goal
from goalsync.core.drift.scale import suspicious_scale
from goalsync.core.drift.sources import source_incomplete
from goalsync.core.evaluate import Evaluations
from goalsync.core.measure import Series
from goalsync.core.subjects import written
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.vocabulary import Severity

__all__ = ["as_stored", "drift"]

_KINDS: Final[tuple[Callable[[Picture], Iterator[Finding]], ...]] = (
    behind,
    broken_guardrail,
    stale,
    starved_goal,
    suspicious_scale,
    watermelon,
    expired_override,
    expired_exemption,
    overdue_status,
    one_sided,
    source_incomplete,
)
_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def drift(
    snapshot: Snapshot, configuration: Configuration, series: Mapping[str, Series], evaluations: Evaluations
) -> tuple[Finding, ...]:
    """All findings, the gravest first, then by kind and subject; those that are open already keep their `since`."""
    picture = Picture(snapshot, configuration, series, evaluations, written(configuration))
    known = {one.fingerprint: one.since for one in snapshot.findings}
    now = snapshot.now.isoformat()
    found = {one.fingerprint: one for kind in _KINDS for one in kind(picture)}
    dated = (replace(one, since=known.get(one.fingerprint) or now) for one in found.values())
    return _in_order(dated, configuration)


def as_stored(snapshot: Snapshot, configuration: Configuration) -> tuple[Finding, ...]:
    """The findings that the last applied run left open, in the same order."""
    return _in_order(snapshot.findings, configuration)


def _in_order(findings: Iterable[Finding], configuration: Configuration) -> tuple[Finding, ...]:
    """The gravest first; times in the workspace's zone."""
    zone = configuration.settings.timezone
    shown = (
        replace(one, since=datetime.fromisoformat(one.since).astimezone(zone).isoformat(timespec="seconds"))
        if one.since is not None
        else one
        for one in findings
    )
    return tuple(sorted(shown, key=lambda one: (_ORDER[one.severity], one.kind, one.subject)))
