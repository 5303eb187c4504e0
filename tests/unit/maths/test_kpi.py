"""KPIs: healthy only where that was declared and is known."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from goalsync.model.goals import Kpi
from goalsync.model.measures import Bound, BoundKind
from goalsync.model.metric import Fresh
from goalsync.model.vocabulary import Direction, KpiStatus, Truth
from support.judging import MIDDLE, PLACE, check_in, judge_kpi, pulled, read, rows

BAND = Bound(BoundKind.AT_LEAST, 300)


def kpi(**more: Any) -> Kpi:
    """A KPI over the metric m."""
    return Kpi("acv", "Average contract value", "lee", "m", PLACE, **more)


STORED = rows(("2025-06-01", 100), ("2026-02-10", 320), ("2026-03-01", 10))


@pytest.mark.parametrize(
    ("declared", "status", "headroom", "healthy"),
    [
        (kpi(healthy=BAND, target=350), KpiStatus.HEALTHY, 20, "at least 300"),
        (kpi(target=350), KpiStatus.UNHEALTHY, -30, "at least 350"),
        (kpi(target=320), KpiStatus.HEALTHY, 0, "at least 320"),
        (kpi(target=350, direction=Direction.DECREASE), KpiStatus.HEALTHY, 30, "at most 350"),
        (kpi(healthy=Bound(BoundKind.BETWEEN, 100, 200)), KpiStatus.UNHEALTHY, -120, "between 100 and 200"),
    ],
)
def test_range(declared: Kpi, status: KpiStatus, headroom: float, healthy: str) -> None:
    """The newest value up to today against the band, or the target where there is none."""
    found = judge_kpi(declared, MIDDLE, STORED)
    assert (found.verdict.status, found.verdict.value, found.verdict.truth) == (status, 320, Truth.KNOWN)
    assert (found.headroom, found.healthy) == (headroom, healthy)
    assert [point.value for point in found.used] == [320]


def test_undeclared() -> None:
    """Without target or band it is unknown, never healthy; its value is shown."""
    verdict = judge_kpi(kpi(), MIDDLE, STORED).verdict
    assert (verdict.status, verdict.truth, verdict.value) == (KpiStatus.NO_DATA, Truth.UNKNOWN, 320)
    assert verdict.reason == "neither a target nor a healthy range is declared"


def test_no_data() -> None:
    """Without a value it is unknown, with the reason of its metric."""
    verdict = judge_kpi(kpi(healthy=BAND), MIDDLE).verdict
    assert (verdict.status, verdict.truth, verdict.value) == (KpiStatus.NO_DATA, Truth.UNKNOWN, None)
    assert verdict.reason
    assert judge_kpi(kpi(healthy=BAND), MIDDLE, metrics=[]).verdict.status is KpiStatus.NO_DATA


@pytest.mark.parametrize(("days", "status"), [(4, KpiStatus.HEALTHY), (3, KpiStatus.STALE)])
def test_stale(days: int, status: KpiStatus) -> None:
    """Older than allowed is stale; exactly as old is not."""
    fresh = Fresh(error_after=timedelta(days=days))
    assert judge_kpi(kpi(healthy=BAND, fresh=fresh), MIDDLE, STORED).verdict.status is status


def test_held() -> None:
    """With a broken source it stands as last computed; without that it is unknown."""
    broken = pulled([read(problem="the tab KPIs is gone")])
    before = check_in("2026-02-11", subject="acv", value=310, status="healthy", truth=Truth.KNOWN)
    held = judge_kpi(kpi(healthy=BAND), MIDDLE, STORED, sources=broken, check_ins={"acv": (before,)})
    assert (held.verdict.truth, held.verdict.value, held.verdict.status) == (Truth.HELD, 310, KpiStatus.HEALTHY)
    assert held.headroom == 10
    never = judge_kpi(kpi(healthy=BAND), MIDDLE, STORED, sources=broken).verdict
    assert (never.truth, never.value, never.reason) == (Truth.UNKNOWN, None, "the tab KPIs is gone")
