"""KPIs: ongoing measures with a healthy range."""

from __future__ import annotations

from datetime import date

from goalsync.core.evaluate.basis import Basis, held_reason, values_of
from goalsync.core.evaluate.evaluations import KpiEvaluation
from goalsync.core.evaluate.fresh import is_stale, oldest_allowed, stale_reason
from goalsync.core.maths.bound import described, headroom, holds
from goalsync.core.maths.kpi import healthy_range, kpi_status
from goalsync.core.maths.outcome import blocked
from goalsync.core.maths.values import Gap, Values, as_fresh_as
from goalsync.core.measure import Series
from goalsync.core.wording import exact
from goalsync.model.check_in import CheckIn
from goalsync.model.goals import Kpi
from goalsync.model.measures import Bound
from goalsync.model.metric import Point
from goalsync.model.period import Period
from goalsync.model.run import Verdict
from goalsync.model.vocabulary import KpiStatus, Truth

ALWAYS = Period(date.min, date.max)
UNDECLARED = "neither a target nor a healthy range is declared"


def evaluate_kpi(kpi: Kpi, basis: Basis) -> KpiEvaluation:
    """Judge a KPI by its newest value."""
    healthy = healthy_range(kpi)
    series = basis.series_of_kpi(kpi)
    values = values_of(series, ALWAYS, basis.today) if series is not None else Values(ALWAYS, basis.today)
    current, gap = values.current, values.blocking
    held = held_reason(series, blocked(gap) if gap is not None and gap.unreadable else None)
    limit = oldest_allowed(kpi.fresh, series.metric if series is not None else None, basis.settings)
    measured_at = as_fresh_as(current) if current is not None else None
    stale = is_stale(measured_at, basis.today, limit)
    if held is not None:
        standing = basis.check_ins.standing(kpi.id)
        verdict = _held(standing, held, series, measured_at, stale=stale)
    elif current is None or gap is not None:
        verdict = _verdict(None, None, KpiStatus.NO_DATA, _why(kpi, series, gap))
    else:
        status = kpi_status(healthy, current.value, stale=stale)
        reason = UNDECLARED if healthy is None else stale_reason(measured_at, limit) if stale else None
        verdict = _verdict(current.value, measured_at, status, reason)
    shown_value = verdict.value
    return KpiEvaluation(
        verdict=verdict,
        target=kpi.target,
        healthy=described(healthy) if healthy is not None else None,
        headroom=headroom(healthy, shown_value) if healthy is not None and shown_value is not None else None,
        confidence=basis.check_ins.confidence(kpi.id),
        used=_used(current, verdict),
        formula=_formula(healthy, shown_value),
    )


def _verdict(value: float | None, measured_at: date | None, status: KpiStatus, reason: str | None) -> Verdict:
    """Known only where there is a value and something to judge it by."""
    truth = Truth.UNKNOWN if status is KpiStatus.NO_DATA else Truth.KNOWN
    return Verdict(value=value, measured_at=measured_at, status=status, truth=truth, reason=reason)


def _why(kpi: Kpi, series: Series | None, gap: Gap | None) -> str:
    """Why there is no value."""
    if series is None:
        return f"there is no metric {kpi.metric}"
    return f"{kpi.metric}: {blocked(gap) if gap is not None else series.reason or 'no value yet'}"


def _held(
    standing: CheckIn | None, reason: str, series: Series | None, measured_at: date | None, *, stale: bool
) -> Verdict:
    since = series.held_since if series is not None and series.truth is Truth.HELD else None
    if standing is None:
        return Verdict(status=KpiStatus.NO_DATA, truth=Truth.UNKNOWN, reason=reason, held_since=since)
    try:
        status = KpiStatus(standing.status or KpiStatus.NO_DATA)
    except ValueError:
        status = KpiStatus.NO_DATA
    return Verdict(
        value=standing.value,
        measured_at=measured_at,
        status=KpiStatus.STALE if stale else status,
        truth=Truth.HELD,
        reason=reason,
        held_since=since,
    )


def _used(current: Point | None, verdict: Verdict) -> tuple[Point, ...]:
    return (current,) if current is not None and verdict.value is not None else ()


def _formula(healthy: Bound | None, value: float | None) -> str:
    if value is None:
        return ""
    if healthy is None:
        return exact(value)
    return f"{exact(value)} is {'' if holds(healthy, value) else 'not '}{described(healthy)}"
