"""Files with more rows than a worksheet has are read to their end; a series that selects too many is refused whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from goalsync_sheets.book import Raw
from goalsync_sheets.reference import MAX_ROW
from goalsync_sheets.selection import job, result
from support.books import MemoryBook, read_series


class LongBook(MemoryBook):
    """A text file whose last row lies beyond the last row of a worksheet."""

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The rows in memory, the last one numbered far below."""
        *rows, end = super().rows(sheet, first, last)
        yield from rows
        yield MAX_ROW + 7, end[1]


ROWS = [["Date", "Id", "Value"], ["2026-10-01", "a", "1"], ["2026-10-02", "a", "2"], ["2026-10-03", "b", "77"]]


def test_a_text_file_is_read_beyond_the_last_row_of_a_worksheet() -> None:
    """Nothing is dropped silently where a csv is longer than a sheet may be."""
    found = read_series(LongBook({"": ROWS}, is_text=True), date="Date", value="Value", where={"Id": "b"})
    (only,) = found.measurements
    assert (only.value, found.looked_at, found.problem) == (77, 3, None)
    assert only.evidence is not None
    assert only.evidence.cells == (f"C{MAX_ROW + 7}",)


def test_a_series_that_selects_too_many_rows_is_refused_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a problem that names the number, not a part of the rows."""
    for module in (job, result):
        monkeypatch.setattr(module, "MOST_ROWS", 2)
    found = read_series(MemoryBook({"": ROWS}, is_text=True), date="Date", value="Value")
    assert (found.measurements, found.matched) == ((), 3)
    assert "3 rows match, more than the 2 that one metric may have" in (found.problem or "")
    narrow = read_series(MemoryBook({"": ROWS}, is_text=True), date="Date", value="Value", where={"Id": "a"})
    assert [one.value for one in narrow.measurements] == [1, 2]
