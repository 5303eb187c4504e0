"""Spreadsheets in memory, and what a metric makes of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from goalsync.model.place import Place
from goalsync.sdk.connector import MetricRequest, MetricResult
from goalsync_sheets.book import Area, Raw, Value
from goalsync_sheets.config.metric import SheetsMetric
from goalsync_sheets.selection.result import Origin
from goalsync_sheets.selection.select import Selected, select
from goalsync_sheets.values.locales import locale_of

TODAY = date(2026, 11, 21)
FILE = "kpis"
PLACE = Place("mappings/metrics.yaml", 12, 5)


@dataclass
class MemoryBook:
    """A book of rows that are there already; it counts how often each sheet was read."""

    content: Mapping[str, Sequence[Sequence[Value]]]
    is_text: bool = False
    delimiter: str | None = None
    defined: Mapping[str, Area | str] = field(default_factory=dict)
    of_tables: Mapping[str, Area] = field(default_factory=dict)
    merges: Mapping[str, Sequence[Area]] = field(default_factory=dict)
    file: str = FILE
    notes: Sequence[str] = ()
    passes: dict[str, int] = field(default_factory=dict)

    def sheets(self) -> Sequence[str]:
        """Names in order."""
        return list(self.content)

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """Rows that are not empty."""
        self.passes[sheet] = self.passes.get(sheet, 0) + 1
        for number, row in enumerate(self.content[sheet], start=1):
            if number >= first and (last is None or number <= last) and row:
                yield number, row

    def read(self, raw: Raw) -> Value:
        """Cells are values already."""
        value: Value = raw
        return None if value == "" else value

    def names(self) -> Mapping[str, Area | str]:
        """Defined names."""
        return self.defined

    def tables(self) -> Mapping[str, Area]:
        """Tables."""
        return self.of_tables

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas."""
        return self.merges.get(sheet, ())

    def close(self) -> None:
        """Nothing to close."""


def text_book(text: str, delimiter: str = ",") -> MemoryBook:
    """A text file; cells may not hold the delimiter."""
    rows = [line.strip().split(delimiter) if line.strip() else [] for line in text.strip("\n").splitlines()]
    return MemoryBook({"": rows}, is_text=True, delimiter=delimiter)


def sheet(*rows: Sequence[Value], name: str = "Data") -> MemoryBook:
    """A workbook of one sheet."""
    return MemoryBook({name: rows})


def requested(
    keys: Mapping[str, object], metric: str = "m", *, percent_points: bool = False, one_per_date: bool = False
) -> MetricRequest:
    """A metric as it is asked for, by its keys in YAML."""
    config = SheetsMetric.model_validate(keys)
    return MetricRequest(metric, config, PLACE, percent_points=percent_points, one_per_date=one_per_date)


def read_all(book: MemoryBook, requests: Sequence[MetricRequest], locale: str | None = None) -> Selected:
    """Several metrics of a book."""
    return select(book, requests, Origin("numbers", book.file, TODAY), locale_of(locale) if locale else None)


def read_cell(book: MemoryBook, cell: str, *, locale: str | None = None, **keys: object) -> MetricResult:
    """A metric that is one cell."""
    return read_all(book, [requested({"cell": cell, **keys})], locale).results[0]


def read_series(
    book: MemoryBook,
    *,
    locale: str | None = None,
    percent_points: bool = False,
    one_per_date: bool = False,
    **keys: object,
) -> MetricResult:
    """A metric that is a series."""
    request = requested({"series": keys}, percent_points=percent_points, one_per_date=one_per_date)
    return read_all(book, [request], locale).results[0]


def values(result: MetricResult) -> list[tuple[str, float | None]]:
    """(day, value) of every measurement, in order."""
    return [(measurement.at, measurement.value) for measurement in result.measurements]


def problem(result: MetricResult) -> str:
    """The problem, which must be there and begin with the metric's place."""
    assert result.problem is not None, result
    start = f"{PLACE}: metric {result.metric}: "
    assert result.problem.startswith(start), result.problem
    return result.problem.removeprefix(start)
