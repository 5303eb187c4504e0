"""Which cells of a worksheet of an OOXML workbook are merged."""

from __future__ import annotations

from goalsync.model.copies import replace
from goalsync_sheets.book import Area
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import feed, local, new_parser
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.reference import area


def read_merges(archive: Archive, sheet: str, part: str) -> list[Area]:
    """The merged areas in the order of the file: they stand behind the rows, which are passed over."""
    found: list[Area] = []
    depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > archive.limits.depth or len(found) > archive.limits.elements:
            raise unreadable(archive.file, f"its part {part!r} has too many elements: refused as unsafe")
        if name.endswith("mergeCell") and local(name) == "mergeCell":
            place = area(attributes.get("ref", ""))
            if place is not None:
                found.append(replace(place, sheet=sheet))

    parser = new_parser(archive, part)

    def on_end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    for _ in feed(archive, part, parser):
        pass
    return found
