"""csv and tsv with the standard library's csv module: streamed, every cell is text, nothing is guessed silently."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from goalsync_sheets.book import Area, Raw, Value
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.problems import no_sheet, unreadable
from goalsync_sheets.readers.text.delimiter import NAMES, find_delimiter
from goalsync_sheets.readers.text.encoding import HEAD, find_encoding

_SAMPLE_LINES = 1000


class TextBook:
    """A text file as a book of one sheet without a name. Rows count records, blank ones and a `sep=` line included."""

    is_text = True

    def __init__(self, path: Path, file: str, encoding: str | None, delimiter: str | None, limits: Limits) -> None:
        """Choose encoding and delimiter; raises SourceError."""
        self.file = file
        self._path = path
        self._encoding = find_encoding(path, file, encoding, limits)
        self._delimiter = find_delimiter(self._sample(), file, delimiter)
        self._odd: tuple[int, int, int] | None = None
        name = NAMES.get(self._delimiter.character, repr(self._delimiter.character))
        self._chosen = [
            f"read as {self._encoding.codec}: {self._encoding.why}",
            f"columns separated by {name}: {self._delimiter.why}",
        ]

    @property
    def notes(self) -> Sequence[str]:
        """What was chosen; and the rows of another width than most, of those that were read."""
        if self._odd is None:
            return self._chosen
        count, line, width = self._odd
        rows = "1 row has" if count == 1 else f"{count} rows have"
        what = f"{rows} not {self._delimiter.width} columns (first: line {line} with {width})"
        return [*self._chosen, what]

    @property
    def delimiter(self) -> str:
        """The character between columns; semicolons tell that commas may be decimal marks."""
        return self._delimiter.character

    def sheets(self) -> Sequence[str]:
        """One sheet, named ''."""
        return [""]

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, list[str]]]:
        """Every record as it stands; NULs are still in it."""
        if sheet:
            raise no_sheet(self.file, sheet, self.sheets())
        return self._rows(max(first, 2 if self._delimiter.declared else 1), last)

    def read(self, raw: Raw) -> Value:
        """The text without NULs; None if nothing is left."""
        return (raw.replace("\0", "") if "\0" in raw else raw) or None

    def names(self) -> Mapping[str, Area | str]:
        """None: text files have no names."""
        return {}

    def tables(self) -> Mapping[str, Area]:
        """None: text files have no tables."""
        return {}

    def merged(self, sheet: str) -> Sequence[Area]:
        """None: text files have no merged cells."""
        del sheet
        return []

    def close(self) -> None:
        """Nothing is kept open."""

    def _rows(self, first: int, last: int | None) -> Iterator[tuple[int, list[str]]]:
        usual = self._delimiter.width
        odd = line = width = 0
        numbered: tuple[int, list[str]] = (first - 1, [])
        with self._open() as stream:
            reader = csv.reader(stream, delimiter=self._delimiter.character)
            try:
                for numbered in islice(enumerate(reader, 1), first - 1, last):
                    if len(numbered[1]) != usual and numbered[1]:
                        if not odd:
                            line, width = reader.line_num, len(numbered[1])
                        odd += 1
                    yield numbered
            except csv.Error as error:
                what = f"row {numbered[0] + 1}, up to line {reader.line_num}: {error}"
                raise unreadable(self.file, what, "look for a quote that is never closed") from None
            except (UnicodeDecodeError, OSError) as error:
                raise unreadable(self.file, f"line {reader.line_num}: {error}", "has it changed meanwhile?") from None
            finally:
                self._odd = (odd, line, width) if odd else None

    def _open(self) -> io.TextIOWrapper:
        stream = self._path.open("rb")
        stream.seek(self._encoding.skip)
        return io.TextIOWrapper(stream, self._encoding.codec, "strict", newline="")

    def _sample(self) -> list[str]:
        """The first lines; the last one only if it is complete or the only one."""
        with self._open() as stream:
            text = stream.read(HEAD)
        lines = io.StringIO(text, newline="").readlines()
        if len(text) == HEAD and len(lines) > 1:
            lines.pop()
        return lines[:_SAMPLE_LINES]
