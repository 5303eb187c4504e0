"""The period that coverage and budgets are counted in."""

from __future__ import annotations

from datetime import date

from goalsync.model.period import Period, parse_period
from goalsync.model.settings import Settings


def current_period(settings: Settings, today: date) -> Period:
    """The month, quarter, half or year of the workspace's calendar that holds today."""
    for year in (today.year, today.year - 1, today.year + 1):
        for name in _names(settings.cadence, year, today):
            period = parse_period(name, settings.fiscal_year_starts)
            if today in period:
                return period
    raise ValueError(f"no {settings.cadence} holds {today}")


def _names(cadence: str, year: int, today: date) -> list[str]:
    match cadence:
        case "month":
            return [f"{year}-{today.month:02}"]
        case "half":
            return [f"{year}-H{half}" for half in (1, 2)]
        case "year":
            return [str(year)]
        case _:
            return [f"{year}-Q{quarter}" for quarter in (1, 2, 3, 4)]
