"""What to do about a cell follows from what kind of thing is wrong with it, never from the words."""

from __future__ import annotations

from datetime import date

import pytest

from goalsync_sheets.book import UNSTORED, Broken, Fault, Percent, Value
from goalsync_sheets.selection.remedies import MEND, remedy_for
from goalsync_sheets.values.dates import read_date
from goalsync_sheets.values.numbers import read_number
from support.books import problem, read_series, sheet


@pytest.mark.parametrize("fault", Fault)
@pytest.mark.parametrize("dated", [True, False])
def test_the_words_do_not_matter(fault: Fault, dated: bool) -> None:
    """A cell whose text reads like another fault gets the remedy of its own."""
    told = [remedy_for(Broken(why, fault), date=dated) for why in ("x", "#N/A", "'a', which is b", "not a number")]
    assert len(set(told)) == 1


def test_the_remedies() -> None:
    """Each kind has its own."""
    remedies = {fault: remedy_for(Broken("x", fault), date=False) for fault in Fault}
    assert remedies[Fault.ERROR] == MEND
    assert "save it" in remedies[Fault.UNSTORED]
    assert "`locale`" in remedies[Fault.UNCLEAR]
    assert "`year: 2026`" in remedies[Fault.NO_YEAR]
    assert "write a number" in remedies[Fault.NO_NUMBER]
    assert "2026-01-31" in remedy_for(Broken("x", Fault.NO_NUMBER), date=True)


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("#DIV/0!", Fault.ERROR),
        ("Err:502", Fault.ERROR),
        (Broken("#REF!"), Fault.ERROR),
        (UNSTORED, Fault.UNSTORED),
        ("soon", Fault.NO_NUMBER),
        ("1e999", Fault.NO_NUMBER),
        (float("inf"), Fault.NO_NUMBER),
        (True, Fault.NO_NUMBER),
        (date(2026, 1, 5), Fault.NO_NUMBER),
    ],
)
def test_what_is_wrong_with_a_number(value: Value, fault: Fault) -> None:
    """Told where the cell is read."""
    found = read_number(value)
    assert isinstance(found, Broken)
    assert found.fault is fault


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("#N/A", Fault.ERROR),
        ("Januar", Fault.NO_YEAR),
        ("05-01-26", Fault.NO_DATE),
        ("soon", Fault.NO_DATE),
        (Percent(0.5), Fault.NO_DATE),
        (UNSTORED, Fault.UNSTORED),
    ],
)
def test_what_is_wrong_with_a_date(value: Value, fault: Fault) -> None:
    """Told where the cell is read."""
    found = read_date(value)
    assert isinstance(found, Broken)
    assert found.fault is fault


def test_a_number_that_is_none_is_not_a_matter_of_the_locale() -> None:
    """An infinite number has one reading."""
    text = problem(read_series(sheet(["Day", "NPS"], ["2026-01-05", float("inf")]), date="Day", value="NPS"))
    assert "write a number" in text
    assert "locale" not in text
