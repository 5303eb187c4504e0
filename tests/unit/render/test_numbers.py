"""Numbers as people read them: nothing that misleads."""

from __future__ import annotations

import pytest

from goalsync.core import wording
from goalsync.render.numbers import counted, day, exact, listed, minute, number, percent


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (None, "%", "–"),
        (float("nan"), None, "–"),
        (0.0, None, "0"),
        (-0.0, None, "0"),
        (21, "%", "21%"),
        (0.1 + 0.2, None, "0.3"),
        (39.999, "EUR", "39.999 EUR"),
        (21.46666667, None, "21.467"),
        (1234.5678, None, "1,234.6"),
        (500000.0, "EUR", "500,000 EUR"),
        (123456789.5, None, "123,456,790"),
        (0.00123, None, "0.00123"),
        (-3.25, None, "-3.25"),
        (1e300, None, "1e+300"),
        (1.5e-9, None, "1.5e-09"),
    ],
)
def test_numbers(value: float | None, unit: str | None, expected: str) -> None:
    """Five significant digits and every digit before the point; nothing is a dash, never 0."""
    assert number(value, unit) == expected


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (None, "–"),
        (0.0, "0%"),
        (0.5, "50%"),
        (1.0, "100%"),
        (0.1 + 0.2 + 0.7, "100%"),
        (0.999, "99%"),
        (1.001, "101%"),
        (0.001, "<1%"),
        (-0.001, "-1%"),
        (-0.5, "-50%"),
        (1.2247, "122%"),
        (0.545, "55%"),
    ],
)
def test_percent_never_rounds_onto_done_or_nothing(share: float | None, expected: str) -> None:
    """99.9 % is not yet 100 %, and a little is not nothing."""
    assert percent(share) == expected


def test_times_and_counts() -> None:
    """Times keep the offset they are written with; counts agree with their noun."""
    assert day("2026-11-18T08:00:00+00:00") == "2026-11-18"
    assert day(None) == "–"
    assert minute("2026-11-20T09:00:00+01:00") == "2026-11-20 09:00 +01:00"
    assert minute("2026-11-20T08:00:00+00:00") == "2026-11-20 08:00 UTC"
    assert minute("2026-11-20T08:00:00Z") == "2026-11-20 08:00 UTC"
    assert counted(1, "key result") == "1 key result"
    assert counted(2000, "key result") == "2,000 key results"
    assert counted(2, "retry", "retries") == "2 retries"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed([]) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (38.0, "38"),
        (0.1 + 0.2, "0.3"),
        (1234567.25, "1,234,567.25"),
        (99.99999, "99.99999"),
        (1e-7, "1e-07"),
    ],
)
def test_exact(value: float | None, text: str) -> None:
    """As formulas have it: no rounding that would make a number equal the bound that it misses, and no float noise."""
    assert exact(value) == text
    if value is not None:
        assert wording.exact(value) == text


@pytest.mark.parametrize("value", [0.0, 38.0, 1234.5678, 0.333333333, 1e20, -2.5])
def test_findings_and_tables_write_a_number_alike(value: float) -> None:
    """One way to round it."""
    assert wording.number(value) == number(value)
    assert wording.percent(value) == percent(value)
