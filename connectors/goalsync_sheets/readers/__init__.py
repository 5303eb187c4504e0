"""Opening a spreadsheet of any supported kind: told by its content first, then by its name, checked before parsed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import gettempdir

from goalsync_sheets.book import Book
from goalsync_sheets.readers.kind import Kind, tell
from goalsync_sheets.readers.limits import DEFAULT, Limits

__all__ = ["DEFAULT", "Limits", "open_book"]


def open_book(
    path: Path,
    file: str,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    limits: Limits = DEFAULT,
    folder: Callable[[], Path] = lambda: Path(gettempdir()),
) -> Book:
    """The spreadsheet at `path`, called `file` in messages; close it after use. Raises SourceError (unreadable).

    `encoding` and `delimiter` are for text files, where detection would guess; there they win. `folder` is asked
    for where to unpack a zipped text.
    """
    # each reader is imported when a file of its kind is met: openpyxl alone takes longer than `goalsync --help`
    found = tell(path, file, limits)
    match found.kind:
        case Kind.TEXT:
            from goalsync_sheets.readers.text.book import TextBook  # noqa: PLC0415

            return TextBook(path, file, encoding, delimiter, limits)
        case Kind.PACKED_TEXT:
            from goalsync_sheets.readers.text.packed import PackedTextBook  # noqa: PLC0415

            return PackedTextBook(found.opened(), found.part, encoding, delimiter, limits, folder)
        case Kind.OOXML:
            from goalsync_sheets.readers.ooxml.book import OoxmlBook  # noqa: PLC0415

            return OoxmlBook(found.opened(), found.part)
        case Kind.ODS:
            from goalsync_sheets.readers.ods.book import OdsBook  # noqa: PLC0415

            return OdsBook(found.opened())
        case Kind.XLS | Kind.XLSB:
            from goalsync_sheets.readers.binary.book import BinaryBook  # noqa: PLC0415

            return BinaryBook(path, file, found.kind, limits)
