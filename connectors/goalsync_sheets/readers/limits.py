"""How much of anything a spreadsheet may hold before it is refused, so that nothing hangs or fills the memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Upper bounds; sizes in bytes, times in seconds. A file beyond one of them is a clear error."""

    packed: int = 256 << 20
    """A zipped or binary spreadsheet as it lies on the disk. Text files are streamed and may be larger."""
    directory: int = 8 << 20
    """The directory of a zipped spreadsheet."""
    unpacked: int = 1 << 30
    """All parts of a zipped spreadsheet together."""
    ratio: int = 250
    """Unpacked to packed size of one part, where the part is larger than `small_part`."""
    small_part: int = 16 << 20
    entries: int = 10_000
    """Parts of a zipped spreadsheet."""
    token: int = 1 << 20
    """One XML tag with its attributes, or one comment."""
    depth: int = 256
    """Nesting of XML elements."""
    elements: int = 2_000_000
    """XML elements that are not cells: styles, rules, links."""
    text: int = 1_000_000
    """Characters of one cell; spreadsheet programs stop at 32,767."""
    strings: int = 4_000_000
    """Entries of a workbook's list of shared texts."""
    string_characters: int = 200_000_000
    """Characters of that list."""
    cells: int = 50_000_000
    """Cells of one sheet, with the blank ones before each and repeated ones counted."""
    line: int = 8 << 20
    """One line of a text file."""
    process_memory: int = 1 << 30
    """Address space of the process that reads xls and xlsb."""
    process_seconds: int = 60
    """Computing time of that process, and the wait for its first answer."""


DEFAULT = Limits()
