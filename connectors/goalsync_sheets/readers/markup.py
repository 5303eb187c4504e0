"""Reading the XML parts of a spreadsheet piece by piece: no DTD, no entity, no endless tag, no endless nesting."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NoReturn
from xml.parsers import expat
from xml.parsers.expat import XMLParserType

from goalsync_sheets.readers.archive import DAMAGE, Archive
from goalsync_sheets.readers.problems import unreadable

PIECE = 1 << 14
"""Small, because the rows of a piece are held together: a few bytes may stand for a row of 16,384 cells."""

NOT_XML = (expat.ExpatError, LookupError, ValueError)
"""What expat raises: for broken XML, and for an encoding that is not known or not of its kind."""

_PROLOGUE = 4096

Start = Callable[[str, dict[str, str]], object]
"""Called with an element's name and attributes."""


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def new_parser(archive: Archive, part: str, *, namespaces: bool = False) -> XMLParserType:
    """A parser that refuses document type declarations, and so every entity of a document's own."""
    parser = expat.ParserCreate(namespace_separator=" ") if namespaces else expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = PIECE

    def refuse(*_: object) -> NoReturn:
        raise unreadable(archive.file, f"its part {part!r} declares a DTD: refused as unsafe")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


def feed(archive: Archive, part: str, parser: XMLParserType) -> Iterator[None]:
    """Parse a part, giving way after each piece so that what the handlers gathered can be used. Raises SourceError."""
    fed = 0
    with archive.open(part) as stream:
        while True:
            try:
                piece = stream.read(PIECE)
                parser.Parse(piece, not piece)
            except NOT_XML as error:
                raise unreadable(archive.file, f"its part {part!r} is not well-formed XML: {error}") from None
            except DAMAGE as error:
                raise unreadable(archive.file, f"its part {part!r} is damaged: {error}") from None
            fed += len(piece)
            if fed - parser.CurrentByteIndex > archive.limits.token:
                raise unreadable(archive.file, f"its part {part!r} has an endless tag: refused as unsafe")
            yield
            if not piece:
                return


def elements(archive: Archive, part: str, start: Start) -> None:
    """Call `start` with the unprefixed name of every element of a small part. Raises SourceError."""
    parser = new_parser(archive, part)
    count = depth = 0

    def on_start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += 1
        depth += 1
        if count > archive.limits.elements or depth > archive.limits.depth:
            raise unreadable(archive.file, f"its part {part!r} has too many elements: refused as unsafe")
        start(local(name), attributes)

    def on_end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    for _ in feed(archive, part, parser):
        pass


def refuse_declarations(archive: Archive) -> None:
    """Refuse an archive in which any XML part begins with a document type declaration, read or not."""
    for name in archive.names:
        if name.endswith((".xml", ".rels")):
            parser = new_parser(archive, name)
            try:
                parser.Parse(archive.read(name, _PROLOGUE), False)
            except NOT_XML:
                continue  # what is not XML is refused when it is needed
