"""A Google spreadsheet as a Book, read through the session of the SDK."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from goalsync.model.vocabulary import PullCode
from goalsync.sdk.errors import SourceError
from goalsync_sheets.book import Area, Raw, Value
from goalsync_sheets.places.google.account import Account
from goalsync_sheets.places.google.answers import STRUCTURE, Sheet, Structure
from goalsync_sheets.places.google.cells import Cells
from goalsync_sheets.readers.problems import no_sheet

if TYPE_CHECKING:
    from requests import Session

BASE_URL: Final = "https://sheets.googleapis.com"
_ID: Final = re.compile(r"(?:https://docs\.google\.com/spreadsheets/d/)?([A-Za-z0-9_-]+)(?:/.*)?")


def open_google(session: Session, spreadsheet: str, credentials_text: str, *, base_url: str = BASE_URL) -> GoogleBook:
    """Open a spreadsheet by its id (or address) with the JSON key of a service account; one request for its structure.

    `session` is one of `goalsync.sdk.http`. Raises SourceError: no library, no key, not shared, gone, limited.
    """
    account = Account(session, credentials_text)
    found = _ID.fullmatch(spreadsheet.strip())
    if not found:
        message = f"{spreadsheet}: this is not the id of a Google spreadsheet"
        remedy = "give the part of its address between /d/ and /edit"
        raise SourceError(PullCode.GONE, message, remedy=remedy)
    return GoogleBook(account, spreadsheet, f"{base_url.rstrip('/')}/v4/spreadsheets/{found[1]}")


class GoogleBook:
    """A spreadsheet as it is now. Cells are fetched when rows of their sheet are first asked for, and kept."""

    is_text = False

    def __init__(self, account: Account, file: str, url: str) -> None:
        self.file = file
        structure = account.ask(url, {"fields": STRUCTURE}, Structure)
        self.locale = structure.properties.locale
        self._named = structure.named_ranges
        self._sheets = {
            sheet.properties.title: sheet for sheet in structure.sheets if sheet.properties.sheet_type == "GRID"
        }
        self.notes: Sequence[str] = tuple(_remarks(structure))
        room = {title: sheet.properties.grid_properties for title, sheet in self._sheets.items()}
        self._cells = Cells(account, url, file, room)

    def sheets(self) -> Sequence[str]:
        """Names in order, hidden ones too; charts on a sheet of their own are none."""
        return tuple(self._sheets)

    def rows(self, sheet: str, first: int = 1, last: int | None = None) -> Iterator[tuple[int, Sequence[Raw]]]:
        """The rows that have cells, as values already."""
        self._sheet(sheet)
        for number, row in enumerate(self._cells.of(sheet)[first - 1 : last], start=first):
            if row:
                yield number, row

    def read(self, raw: Raw) -> Value:
        """A cell is its value."""
        value: Value = raw
        return value

    def names(self) -> Mapping[str, Area | str]:
        """Named ranges; one whose sheet is gone says so."""
        titles = {sheet.properties.sheet_id: title for title, sheet in self._sheets.items()}
        return {
            named.name: named.range.area(titles[named.range.sheet_id])
            if named.range.sheet_id in titles
            else "its sheet is gone or has no cells"
            for named in self._named
        }

    def tables(self) -> Mapping[str, Area]:
        """Tables, header row included."""
        return {table.name: table.range.area(title) for title, sheet in self._sheets.items() for table in sheet.tables}

    def merged(self, sheet: str) -> Sequence[Area]:
        """Merged areas of a sheet."""
        return tuple(merge.area(sheet) for merge in self._sheet(sheet).merges)

    def close(self) -> None:
        """Nothing is held open: the session belongs to the source."""

    def _sheet(self, title: str) -> Sheet:
        try:
            return self._sheets[title]
        except KeyError:
            raise no_sheet(self.file, title, self.sheets()) from None


def _remarks(structure: Structure) -> Iterator[str]:
    properties = structure.properties
    yield f"spreadsheet '{properties.title}', locale {properties.locale}, time zone {properties.time_zone}"
    for sheet in structure.sheets:
        if sheet.properties.sheet_type != "GRID":
            yield f"sheet '{sheet.properties.title}' has no cells ({sheet.properties.sheet_type.lower()})"
