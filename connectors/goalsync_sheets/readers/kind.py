"""What a file is, by its content; its name decides nothing that the content can tell."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from goalsync.sdk.errors import SourceError
from goalsync_sheets.readers.archive import Archive
from goalsync_sheets.readers.limits import Limits
from goalsync_sheets.readers.markup import refuse_declarations
from goalsync_sheets.readers.ole import MAGIC, read_directory
from goalsync_sheets.readers.ooxml.workbook import workbook_part
from goalsync_sheets.readers.problems import unreadable
from goalsync_sheets.readers.text.packed import packed_text

_EXPORT = "export it as csv, xlsx or ods"
_OTHERS = (
    (b"%PDF", "is a PDF document"),
    (b"\x89PNG", "is a picture"),
    (b"\xff\xd8\xff", "is a picture"),
    (b"GIF8", "is a picture"),
    (b"\x1f\x8b", "is packed with gzip"),
    (b"BZh", "is packed with bzip2"),
    (b"\xfd7zXZ", "is packed with xz"),
    (b"(\xb5/\xfd", "is packed with zstd"),
    (b"7z\xbc\xaf", "is a 7z archive"),
    (b"Rar!", "is a rar archive"),
    (b"SQLite format 3", "is an SQLite database"),
    (b"PAR1", "is a Parquet file"),
    (b"{\\rtf", "is an RTF document"),
)
_PAGE = re.compile(rb"<(!doctype\s+html|html|head|body|table)\b", re.IGNORECASE)
_HEAD = 1024


class Kind(Enum):
    """The kinds of spreadsheets that are read."""

    TEXT = "text"
    PACKED_TEXT = "zipped text"
    OOXML = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is; `archive` is open for the kinds that are zipped, `part` names the workbook or text in it."""

    kind: Kind
    archive: Archive | None = None
    part: str = ""

    def opened(self) -> Archive:
        """The archive of a zipped kind."""
        assert self.archive is not None  # noqa: S101 - told by `kind`
        return self.archive


def tell(path: Path, file: str, limits: Limits) -> Found:
    """What the file at `path` is. Raises SourceError for what is no spreadsheet, protected, empty or unsafe."""
    try:
        if path.exists() and not path.is_file():
            raise unreadable(file, "is not a file", "check the path")
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
            size = path.stat().st_size
    except OSError as error:
        raise unreadable(file, f"cannot be opened: {error.strerror or error}", "check the path") from None
    if size <= _HEAD and not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise unreadable(file, "is empty", "check what writes it")
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _zipped(path, file, limits)
    if head.startswith(MAGIC):
        return _ole(path, file, limits)
    _refuse_others(head, file)
    return Found(Kind.TEXT)


def _refuse_others(head: bytes, file: str) -> None:
    for magic, what in _OTHERS:
        if head.startswith(magic):
            raise unreadable(file, f"{what}, not a spreadsheet", _EXPORT)
    text = head.replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if _PAGE.match(text):
        raise unreadable(file, "is a web page, not a spreadsheet", f"is it a login page? {_EXPORT}")
    if text.startswith((b"<?xml", b"<!DOCTYPE", b"<Workbook")):
        raise unreadable(file, "is an XML document, not a spreadsheet of a supported kind", _EXPORT)


def _zipped(path: Path, file: str, limits: Limits) -> Found:
    archive = Archive(path, file, limits)
    try:
        found = _spreadsheet(archive)
    except SourceError:
        archive.close()
        raise
    if found.kind is Kind.XLSB:
        archive.close()
    return found


def _spreadsheet(archive: Archive) -> Found:
    part = workbook_part(archive)
    if part is not None:
        if part.endswith(".bin"):
            return Found(Kind.XLSB, None, part)
        refuse_declarations(archive)
        return Found(Kind.OOXML, archive, part)
    if "content.xml" in archive:
        _refuse_protected(archive)
        refuse_declarations(archive)
        return Found(Kind.ODS, archive)
    if "word/document.xml" in archive or "ppt/presentation.xml" in archive:
        raise unreadable(archive.file, "is a text document or a presentation, not a spreadsheet", _EXPORT)
    text = packed_text(archive)
    if text is not None:
        return Found(Kind.PACKED_TEXT, archive, text)
    held = sorted(archive.names)
    listed = ", ".join(held[:3]) + (" …" if len(held) > 3 else "") if held else "nothing"
    raise unreadable(archive.file, f"is a zip archive that holds {listed}", "unpack it and name the file within")


def _refuse_protected(archive: Archive) -> None:
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise unreadable(archive.file, "is password-protected", "save a copy without a password")


def _ole(path: Path, file: str, limits: Limits) -> Found:
    names = read_directory(path, file, limits)
    if names & {"encryptedpackage", "encryptioninfo"}:
        raise unreadable(file, "is password-protected", "save a copy without a password")
    if names & {"workbook", "book"}:
        return Found(Kind.XLS)
    if not names:
        raise unreadable(file, "is a damaged Office file: it holds nothing")
    raise unreadable(file, "is an Office document of old, but not a spreadsheet", _EXPORT)
