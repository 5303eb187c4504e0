"""How many windows a period holds."""

from __future__ import annotations

from datetime import timedelta

from goalsync.model.goals import Window, WindowUnit
from goalsync.model.period import Period, add_months


def windows_in(period: Period, every: Window) -> int:
    """The windows that lie wholly inside, counted from its start; months and quarters end before the same day."""
    match every.unit:
        case WindowUnit.DAY:
            return period.days // every.count
        case WindowUnit.WEEK:
            return period.days // (7 * every.count)
        case WindowUnit.MONTH | WindowUnit.QUARTER:
            months = every.count * (3 if every.unit is WindowUnit.QUARTER else 1)
            held = 0
            while add_months(period.start, (held + 1) * months) - timedelta(days=1) <= period.end:
                held += 1
            return held
