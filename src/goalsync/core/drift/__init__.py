"""Drift: where reality differs from what was declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Final

from goalsync.core.drift.bets import busy_but_flat, idle_initiative, moved_without_work
from goalsync.core.drift.people import (
    expired_exemption,
    expired_override,
    one_sided,
    overdue_status,
    watermelon,
)
from goalsync.core.drift.picture import Picture
from goalsync.core.drift.progress import behind, broken_guardrail, stale, starved_goal
from goalsync.core.drift.rules import ambiguous_link, dead_rule, exempt_over_budget, shadowed_rule
from goalsync.core.drift.scale import suspicious_scale
from goalsync.core.drift.sources import source_incomplete
from goalsync.core.drift.unlinked import unlinked_work
from goalsync.core.drift.work import circular_parents, out_of_coverage, scope_change, unmapped_status, vanished_work
from goalsync.core.evaluate import Evaluations
from goalsync.core.measure import Series
from goalsync.core.subjects import written
from goalsync.model.copies import replace
from goalsync.model.finding import Finding
from goalsync.model.run import Snapshot
from goalsync.model.settings import Configuration
from goalsync.model.survey import Survey
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
    unlinked_work,
    dead_rule,
    shadowed_rule,
    ambiguous_link,
    exempt_over_budget,
    scope_change,
    vanished_work,
    out_of_coverage,
    unmapped_status,
    circular_parents,
    idle_initiative,
    busy_but_flat,
    moved_without_work,
)
_ORDER: Final = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def drift(
    snapshot: Snapshot,
    configuration: Configuration,
    series: Mapping[str, Series],
    evaluations: Evaluations,
    survey: Survey | None = None,
) -> tuple[Finding, ...]:
    """All findings, the gravest first, then by kind and subject; those that are open already keep their `since`.

    What the survey would tell of single items stands as it was where there is none.
    """
    picture = Picture(snapshot, configuration, series, evaluations, written(configuration), survey)
    known = {one.fingerprint: one.since for one in snapshot.findings}
    now = snapshot.now.isoformat()
    found = {one.fingerprint: one for kind in _KINDS for one in kind(picture)}
    dated = (replace(one, since=known.get(one.fingerprint) or now) for one in found.values())
    return _in_order(dated, configuration)


def as_stored(findings: Iterable[Finding], configuration: Configuration) -> tuple[Finding, ...]:
    """The findings that the last applied run left open, in the same order."""
    return _in_order(findings, configuration)


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
