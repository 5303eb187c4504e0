"""The number of an item that is added up: points, days, or a field of the tracker."""

from __future__ import annotations

from datetime import datetime

from goalsync.core.match.fields import number_of
from goalsync.model.work import ItemFacts

_DAY = 86_400.0


def number_in(item: ItemFacts, field: str, now: datetime) -> float | None:
    """`points`, a named field, or days: `cycle_days` from its start, `lead_days` from its creation, `age_days` to now.

    Days have fractions. None where the item has no such number, or its times are in the wrong order.
    """
    match field:
        case "points":
            return item.points
        case "cycle_days":
            return _days(item.started, item.closed)
        case "lead_days":
            return _days(item.created, item.closed)
        case "age_days":
            return _days(item.created, now.isoformat())
        case _:
            return number_of(item.fields.get(field))


def _days(start: str | None, end: str | None) -> float | None:
    if start is None or end is None:
        return None
    days = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / _DAY
    return days if days >= 0 else None
