"""What is added up of an item."""

from __future__ import annotations

import pytest

from goalsync.core.tally.numbers import number_in
from goalsync.model.work import ItemFacts
from support.work import NOW, item

MORNING, NOON = "2026-11-20T09:00:00+00:00", "2026-11-20T21:00:00.000000+00:00"


@pytest.mark.parametrize(
    ("field", "one", "number"),
    [
        ("points", item(points=0.5), 0.5),
        ("points", item(), None),
        ("cycle_days", item(started=MORNING, closed=NOON), 0.5),
        ("cycle_days", item(created=MORNING, closed=NOON), None),
        ("cycle_days", item(started=NOON, closed=MORNING), None),
        ("lead_days", item(created=MORNING, closed=NOON), 0.5),
        ("lead_days", item(created=MORNING), None),
        ("age_days", item(created=MORNING), 1.0),
        ("effort", item(fields={"effort": 3}), 3.0),
        ("effort", item(fields={"effort": "3"}), None),
        ("effort", item(fields={"effort": True}), None),
        ("effort", item(), None),
    ],
)
def test_number(field: str, one: ItemFacts, number: float | None) -> None:
    """Days have fractions; what is missing, no number, or the wrong way round is none."""
    assert number_in(one, field, NOW) == number
