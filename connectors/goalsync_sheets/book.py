"""What every reader of a spreadsheet offers: sheets of rows of values, whatever the format.

A reader gives rows of *raw* cells, cheap and as its library has them; `read` turns one raw cell into a `Value`,
so that only the cells a metric selects are ever converted (1M-row files).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum, auto
from typing import Any, Final, Protocol

from msgspec import Struct

Raw = Any
"""A cell as the reader's library has it; only `Book.read` of the same book understands it."""


class Percent(Struct, frozen=True):
    """A number that is shown as a percentage: `fraction` 0.18 for a cell that shows 18 %."""

    fraction: float


class Fault(Enum):
    """What kind of thing keeps a cell from having a value; the remedy follows from it."""

    ERROR = auto()
    """The cell itself says so (`#DIV/0!`), or its file is damaged there."""
    UNSTORED = auto()
    """A formula whose value was never stored."""
    UNCLEAR = auto()
    """It can be read in two ways and nothing decides."""
    NO_YEAR = auto()
    NO_DATE = auto()
    NO_NUMBER = auto()


@dataclass(frozen=True, slots=True)  # a struct compares all of its fields
class Broken:
    """A cell without a usable value: an error such as `#DIV/0!`, or a formula without a stored value.

    Two are equal when they say the same.
    """

    why: str
    fault: Fault = field(default=Fault.ERROR, compare=False)


UNSTORED: Final = Broken("formula without a stored value", Fault.UNSTORED)


Value = str | float | int | bool | date | datetime | time | timedelta | Percent | Broken | None
"""One cell: text stays text (the selection parses it with the locale), None is blank."""


class Area(Struct, frozen=True):
    """A rectangle of a sheet, rows and columns counted from 1, ends included; None: to the edge."""

    sheet: str | None
    first_row: int = 1
    first_column: int = 1
    last_row: int | None = None
    last_column: int | None = None


class Book(Protocol):
    """An opened spreadsheet. Raises SourceError(unreadable) for what cannot be read, always with the file."""

    file: str
    """As written in the configuration."""
    is_text: bool
    """csv and tsv: one nameless sheet, every cell is text."""

    @property
    def notes(self) -> Sequence[str]:
        """What the reader chose or noticed (encoding, delimiter, rows of odd width), for people; best read last."""
        ...

    def sheets(self) -> Sequence[str]:
        """Names in order; hidden ones too. A text file has one sheet named ''."""
        ...

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """(row number from 1, raw cells from column A). Streaming. Hidden rows too; blank rows may be skipped."""
        ...

    def read(self, raw: Raw) -> Value:
        """The value of a raw cell."""
        ...

    def names(self) -> Mapping[str, Area | str]:
        """Defined names; a str says why a name is not a plain area (a formula, several areas)."""
        ...

    def tables(self) -> Mapping[str, Area]:
        """Tables by name, header row included."""
        ...

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas of a sheet; the value stands in the first cell."""
        ...

    def close(self) -> None:
        """Close the file and any child process."""
        ...
