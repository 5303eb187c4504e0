"""A KPI: an ongoing measure with a healthy range."""

from __future__ import annotations

from goalsync.core.maths.bound import holds
from goalsync.model.goals import Kpi
from goalsync.model.measures import Bound, BoundKind
from goalsync.model.vocabulary import Direction, KpiStatus


def healthy_range(kpi: Kpi) -> Bound | None:
    """Its band, else at or beyond its target (increase unless it says decrease), else None: nothing was declared."""
    if kpi.healthy is not None:
        return kpi.healthy
    if kpi.target is None:
        return None
    kind = BoundKind.AT_MOST if kpi.direction is Direction.DECREASE else BoundKind.AT_LEAST
    return Bound(kind, kpi.target)


def kpi_status(healthy: Bound | None, value: float | None, *, stale: bool) -> KpiStatus:
    """healthy only where a range was declared, a value is known, and it is fresh and inside."""
    if healthy is None or value is None:
        return KpiStatus.NO_DATA
    if stale:
        return KpiStatus.STALE
    return KpiStatus.HEALTHY if holds(healthy, value) else KpiStatus.UNHEALTHY
