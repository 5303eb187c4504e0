"""How numbers and places in systems are written in reasons, formulas and findings."""

from __future__ import annotations

from collections.abc import Sequence

from goalsync.model.metric import Evidence, Measurement, Point


def number(value: float | None) -> str:
    """A number with up to ten significant digits and no trailing zeros; `nothing` for None."""
    return "nothing" if value is None else f"{value:.10g}"


def share(value: float) -> str:
    """A fraction as a percentage."""
    return f"{value * 100:.3g} %"


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
