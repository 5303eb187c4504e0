"""The names of OpenDocument 1.2 that matter to a reader, as expat gives them: namespace, blank, local name."""

from __future__ import annotations

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
OFFICE = f"{_OASIS}office:1.0 "
TABLE = f"{_OASIS}table:1.0 "
TEXT = f"{_OASIS}text:1.0 "
DRAW = f"{_OASIS}drawing:1.0 "
CALCEXT = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

SPREADSHEET = f"{OFFICE}spreadsheet"
ANNOTATION = f"{OFFICE}annotation"
SHEET = f"{TABLE}table"
ROW = f"{TABLE}table-row"
CELLS = frozenset({f"{TABLE}table-cell", f"{TABLE}covered-table-cell"})
SHAPES = f"{TABLE}shapes"
NAMED_RANGE = f"{TABLE}named-range"
NAMED_EXPRESSION = f"{TABLE}named-expression"
DATABASE_RANGE = f"{TABLE}database-range"
PARAGRAPH = f"{TEXT}p"
HEADING = f"{TEXT}h"
SPACES = f"{TEXT}s"
SPACES_COUNT = f"{TEXT}c"
TAB = f"{TEXT}tab"
BREAK = f"{TEXT}line-break"

CONTENT = "content.xml"
