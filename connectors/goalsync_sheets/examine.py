"""What `goalsync doctor` says of one spreadsheet: whether it can be read, how large it is, which sheets it has."""

from __future__ import annotations

from contextlib import ExitStack, closing
from typing import Final

from goalsync.sdk.connector import Context, Examination, Soundness, Traffic
from goalsync.sdk.errors import SourceError
from goalsync_sheets.config.source import SheetsSource
from goalsync_sheets.places.opening import open_partition
from goalsync_sheets.places.temporary import Temporary

_SHOWN: Final = 12


def examine_file(config: SheetsSource, context: Context, name: str) -> Examination:
    """Open a file, fetch an address, or ask Google for the structure of a spreadsheet; no cell is read."""
    from goalsync.sdk.http import counting  # noqa: PLC0415

    traffic = Traffic()
    with ExitStack() as stack, counting(traffic):
        try:
            temporary = Temporary(None)
            opened = stack.enter_context(open_partition(config, context, name, None, traffic, temporary=temporary))
            if opened.book is None:  # only where nothing changed since an earlier pull, of which it was told none
                return Examination(name, Soundness.OK, "it is as it was")
            book = stack.enter_context(closing(opened.book))
            sheets = [f"'{sheet}'" for sheet in book.sheets() if sheet]
            known = list(book.notes[:1]) if config.google else [_size(traffic.bytes)]
        except SourceError as error:
            return Examination(name, Soundness.FAILED, error.message, error.remedy)
    return Examination(name, Soundness.OK, "; ".join([*known, _listed(sheets)]))


def _size(size: int) -> str:
    return f"{size} bytes" if size < 1000 else f"{size / 1000:,.0f} kB"


def _listed(sheets: list[str]) -> str:
    if not sheets:
        return "a text file, which is one sheet"
    more = f" and {len(sheets) - _SHOWN} more" if len(sheets) > _SHOWN else ""
    return f"{'sheet' if len(sheets) == 1 else 'sheets'} {', '.join(sheets[:_SHOWN])}{more}"
