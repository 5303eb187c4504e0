"""One metric while it is read: what it looks for, what it picked, what went wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from goalsync.sdk.connector import MetricRequest
from goalsync_sheets.book import Area, Raw, Value
from goalsync_sheets.config.series import Series
from goalsync_sheets.selection.headers import Header, joined
from goalsync_sheets.selection.problem import Troubles

Read = Callable[[Raw], Value]

_NONE: Final = -1
"""In the place of a column: nothing is read."""


MOST_ROWS: Final = 300_000
"""Rows that one series may select: each is kept with its cell, so that more would fill the memory."""


@dataclass(frozen=True, slots=True)
class Picked:
    """A row that a series selects: `values` are those of `SeriesJob.reads`, in order."""

    row: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class DateColumn:
    """A column of `dates: across`: its header without the name of the value."""

    column: int
    header: Value


@dataclass(slots=True)
class SeriesJob:
    """A metric that is a series, bound to its columns once the header is known."""

    request: MetricRequest
    series: Series
    sheet: str
    area: Area
    header: Header | None = None
    reads: tuple[int, ...] = ()
    """Columns (from 0) whose values are kept of a picked row."""
    date_columns: tuple[DateColumn, ...] = ()
    """Of `dates: across`; those that turn out to be no dates are skipped."""
    wanted: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Column → the values looked for (`where` and `row`)."""
    picked: list[Picked] = field(default_factory=list)
    looked_at: int = 0
    matched: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    troubles: Troubles = field(default_factory=Troubles)

    @property
    def bound(self) -> Header:
        """The header, once it is found."""
        assert self.header is not None  # noqa: S101 - tables are made of bound series only
        return self.header

    def bind(self, header: Header) -> None:
        """Find the columns. Raises MetricProblem for one that is not there or there twice."""
        series = self.series
        missing = [name for name in series.mentions if not header.has([" ".join(name.split()).casefold()])]
        if missing:
            raise header.without(missing)
        self.wanted = {header.column(name): values for name, values in series.picks.items()}
        if series.across:
            self.date_columns = self._across(header)
            self.reads = tuple(found.column for found in self.date_columns)
        else:
            names = (series.date, series.value, series.dedupe_by)
            self.reads = tuple(header.column(name) if name else _NONE for name in names)
        self.header = header

    def pick(self, number: int, cells: Sequence[Raw], read: Read) -> None:
        """Keep what is needed of a row that is selected; beyond MOST_ROWS they are only counted."""
        self.matched += 1
        if self.matched > MOST_ROWS:
            return
        width = len(cells)
        values = tuple([read(cells[column]) if 0 <= column < width else None for column in self.reads])
        self.picked.append(Picked(number, values))

    def _across(self, header: Header) -> tuple[DateColumn, ...]:
        """The columns that are neither names nor another value's; which of them are dates is seen later."""
        others = {header.column(name) for name in self.series.mentions}
        found = []
        for column, levels in zip(header.columns, header.levels, strict=True):
            if column in others:
                continue
            date = _dated_part(levels, self.series.value)
            if date is None:
                self.skipped["another_value" if self.series.value else "not_a_date_column"] += 1
            else:
                found.append(DateColumn(column, date))
        return tuple(found)


def _dated_part(levels: tuple[Value, ...], value: str | None) -> Value:
    """The part of a header that may be a date: all of it, or what stands beside the name of the value."""
    there = [level for level in levels if level is not None and level != ""]
    if value is None:
        return there[0] if len(there) == 1 else joined(levels) or None
    name = " ".join(value.split()).casefold()
    rest = [level for level in there if not (isinstance(level, str) and " ".join(level.split()).casefold() == name)]
    if len(rest) == len(there) - 1 and len(rest) == 1:
        return rest[0]
    if len(there) == 1 and isinstance(there[0], str):
        text = " ".join(there[0].split())
        folded = text.casefold()
        if folded.endswith(" " + name):
            return text[: -len(name) - 1]
        if folded.startswith(name + " "):
            return text[len(name) + 1 :]
    return None
