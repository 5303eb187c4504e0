"""The list of texts that the cells of an OOXML workbook share."""

from __future__ import annotations

import re

from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.markup import feed, local, new_parser
from goalsync_sheets.readers.problems import unreadable

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescaped(text: str) -> str:
    """`_x000D_` is how OOXML writes a character that XML cannot hold."""
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def read_strings(archive: Archive, part: str) -> list[str]:
    """All shared texts in order, runs joined, phonetic hints left out. Raises SourceError."""
    strings: list[str] = []
    pieces: list[str] = []
    inside = phonetic = False
    depth = characters = length = elements = 0
    limits = archive.limits

    def on_start(name: str, _: dict[str, str]) -> None:
        nonlocal inside, phonetic, depth, elements
        depth += 1
        elements += 1
        match local(name):
            case "t":
                inside = not phonetic
            case "rPh":
                phonetic = True
            case "si":
                pieces.clear()
        if depth > limits.depth or elements > limits.strings * 8:
            raise too_much()

    def on_text(data: str) -> None:
        nonlocal length, characters
        if inside:
            pieces.append(data)
            length += len(data)
            characters += len(data)
            if length > limits.text or characters > limits.string_characters:
                raise too_much()

    def on_end(name: str) -> None:
        nonlocal inside, phonetic, depth, length
        depth -= 1
        match local(name):
            case "t":
                inside = False
            case "rPh":
                phonetic = False
            case "si":
                strings.append(unescaped("".join(pieces)))
                length = 0
                pieces.clear()
                if len(strings) > limits.strings:
                    raise too_much()

    def too_much() -> Exception:
        return unreadable(archive.file, "its list of shared texts is too large: refused as unsafe")

    parser = new_parser(archive, part)
    parser.StartElementHandler = on_start
    parser.CharacterDataHandler = on_text
    parser.EndElementHandler = on_end
    for _ in feed(archive, part, parser):
        pass
    return strings
