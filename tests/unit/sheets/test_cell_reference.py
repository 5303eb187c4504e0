"""A1 references."""

from __future__ import annotations

import pytest

from goalsync_sheets.book import Area
from goalsync_sheets.reference import (
    CellReference,
    address,
    column_letters,
    column_number,
    parse_cell,
    parse_range,
)


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("B4", CellReference(None, 4, 2)),
        ("$B$4", CellReference(None, 4, 2)),
        ("KPIs!b4", CellReference("KPIs", 4, 2)),
        ("'My Sheet'!AA10", CellReference("My Sheet", 10, 27)),
        ("'It''s!'!A1", CellReference("It's!", 1, 1)),
        ("XFD1048576", CellReference(None, 1_048_576, 16_384)),
    ],
)
def test_cells(text: str, reference: CellReference) -> None:
    """With and without a sheet, quoted, absolute."""
    assert parse_cell(text) == reference


@pytest.mark.parametrize("text", ["NPS", "XFE1", "A1048577", "A0", "4B", "A1:B2", "nps_now", ""])
def test_no_cells(text: str) -> None:
    """What lies outside the grid or has no row may be a defined name."""
    assert parse_cell(text) is None


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("A4:F20", Area(None, 4, 1, 20, 6)),
        ("Weekly!$A$4:$F$20", Area("Weekly", 4, 1, 20, 6)),
        ("A:F", Area(None, 1, 1, None, 6)),
        ("A2:B", Area(None, 2, 1, None, 2)),
        ("'My Sheet'!2:40", Area("My Sheet", 2, 1, 40, None)),
    ],
)
def test_ranges(text: str, area: Area) -> None:
    """Open where a row or a column is left out."""
    assert parse_range(text) == area


@pytest.mark.parametrize("text", ["A4", ":", "F20:A4", "Weekly", "A1:B2:C3"])
def test_no_ranges(text: str) -> None:
    """Refused with the text."""
    with pytest.raises(ValueError, match=f"'{text}'"):
        parse_range(text)


@pytest.mark.parametrize(
    ("number", "letters"), [(1, "A"), (26, "Z"), (27, "AA"), (702, "ZZ"), (703, "AAA"), (16_384, "XFD")]
)
def test_columns(number: int, letters: str) -> None:
    """There and back."""
    assert column_letters(number) == letters
    assert column_number(letters) == number


@pytest.mark.parametrize(
    ("sheet", "text"),
    [("", "B4"), ("KPIs", "KPIs!B4"), ("KPIs 2026", "'KPIs 2026'!B4"), ("It's", "'It''s'!B4"), ("Q1", "'Q1'!B4")],
)
def test_addresses_are_quoted_where_a_spreadsheet_would(sheet: str, text: str) -> None:
    """So that they can be copied into one."""
    assert address(4, 2, sheet) == text
    assert parse_cell(text) == CellReference(sheet or None, 4, 2)
