"""How numbers and places in systems are written in reasons, formulas and findings."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from goalsync.model.metric import Evidence, Measurement, Point

_SIGNIFICANT: Final = 5
_NUMBERED: Final = re.compile(r"([^0-9]*)([0-9]{0,15})")


def exact(value: float) -> str:
    """A number as it went into the maths, without float noise: up to twelve significant digits, `1,234.5678`.

    For formulas, and for what stands beside one: there a rounded number would seem to contradict it.
    """
    return f"{value:,.12g}"


def number(value: float | None) -> str:
    """A number as reports show it: at least five significant digits, all before the point, no trailing zeros.

    `1,234.5`; `nothing` for None.
    """
    if value is None:
        return "nothing"
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    before_point = math.floor(math.log10(abs(value))) + 1
    if before_point > 15 or before_point < -5:
        return f"{value:.{_SIGNIFICANT}g}"
    places = max(_SIGNIFICANT - before_point, 0)
    text = f"{Decimal(repr(float(value))):,.{places}f}" if places else f"{value:,.0f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def percent(share: float) -> str:
    """A share as whole percent. Never rounded onto 0% or 100% from outside of it: only what is done reads as done."""
    rounded = math.floor(share * 100 + 0.5)
    if math.isclose(share * 100, rounded, rel_tol=1e-9, abs_tol=1e-9):
        return f"{rounded}%"
    if rounded == 100:
        return "99%" if share < 1 else "101%"
    if rounded == 0:
        return "<1%" if share > 0 else "-1%"
    return f"{rounded}%"


def listed(names: Sequence[str], *, at_most: int = 5) -> str:
    """`a, b and c`; a long list is cut and says how many are left out."""
    shown = list(names[:at_most])
    if len(names) > at_most:
        return f"{', '.join(shown)} and {len(names) - at_most} more"
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 value`, `3 values`."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def location(evidence: Evidence | None) -> str | None:
    """`data/kpis.xlsx, KPIs!B4`: where a person finds it; None when there is nothing to look at."""
    if evidence is None:
        return None
    cells = listed(evidence.cells)
    if evidence.sheet:
        cells = f"{evidence.sheet}!{cells}" if cells else f"sheet {evidence.sheet}"
    parts = [evidence.file or evidence.source, cells, evidence.note or ""]
    return ", ".join(part for part in parts if part)


def origin(measurement: Measurement) -> str | None:
    """Where one measurement came from, in words; None when nothing is known of it."""
    if measurement.evidence is not None:
        return location(measurement.evidence)
    if measurement.by is not None:
        return f"recorded by {measurement.by}"
    return measurement.partition or measurement.source


def dated(point: Point) -> str:
    """`23 on 2026-11-03 (data/kpis.xlsx, KPIs!B4)`."""
    found = (origin(measurement) for measurement in point.measurements)
    places = list(dict.fromkeys(place for place in found if place is not None))
    where = f" ({listed(places, at_most=3)})" if places else ""
    return f"{number(point.value)} on {point.day}{where}"


def natural(key: str) -> tuple[tuple[str, int], ...]:
    """What keys are sorted by so that `SHOP-9` comes before `SHOP-10`."""
    return tuple((text, int(number or -1)) for text, number in _NUMBERED.findall(key))
