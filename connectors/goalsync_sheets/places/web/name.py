"""What a fetched file is called and of what kind it is, from its address and its headers. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email.message import Message
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

SUFFIXES: Final = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".xlsb", ".ods")
_TYPES: Final = {
    "text/csv": ".csv",
    "application/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.12": ".xlsm",
    "application/vnd.ms-excel.sheet.binary.macroenabled.12": ".xlsb",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/vnd.ms-excel": ".xls",
    "text/plain": ".txt",
}
_FORMATS: Final = frozenset({"format", "output", "exportformat", "type", "f"})
"""Parameters of a query that name a format, such as Google's `export?format=csv`."""
_LONGEST: Final = 120


def name_of(url: str, landed: str, headers: Mapping[str, str]) -> str:
    """A plain file name with a suffix of SUFFIXES where anything tells one.

    In this order: Content-Disposition, the address as written, the address after redirects, the format in their
    query, the content type. What a server calls a file is never used as a path.
    """
    names = [name for name in _names(url, landed, headers) if name]
    for name in names:
        if PurePosixPath(name).suffix.lower() in SUFFIXES:
            return name
    suffix = _suffix(url) or _suffix(landed) or _TYPES.get(content_type(headers) or "", "")
    return (names[0] if names else "download") + suffix


def content_type(headers: Mapping[str, str]) -> str | None:
    """The type without its parameters, in small letters."""
    return headers.get("Content-Type", "").partition(";")[0].strip().lower() or None


def _names(url: str, landed: str, headers: Mapping[str, str]) -> Iterator[str]:
    disposition = headers.get("Content-Disposition")
    if disposition:
        yield _plain(_disposed(disposition))
    for address in (url, landed):
        yield _plain(unquote(urlsplit(address).path).rpartition("/")[2])


def _disposed(text: str) -> str:
    message = Message()
    message["Content-Disposition"] = text.replace("\r", " ").replace("\n", " ")
    try:
        return message.get_filename() or ""
    except (ValueError, LookupError):  # an encoding that nobody knows
        return ""


def _plain(name: str) -> str:
    """The last part of a name, printable, without what paths are made of."""
    last = re.split(r"[/\\]", name)[-1].strip()
    kept = "".join(letter for letter in last if letter.isprintable() and letter not in '<>:"|?*')
    return "" if kept in ("", ".", "..") else kept[-_LONGEST:]


def _suffix(url: str) -> str:
    for name, value in parse_qsl(urlsplit(url).query):
        if name.lower() in _FORMATS and f".{value.lower()}" in SUFFIXES:
            return f".{value.lower()}"
    return ""
