"""What people write under `sources.NAME`: where the spreadsheet is and how it is read."""

from __future__ import annotations

import codecs
import re
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from goalsync.sdk.connector import SourceConfig
from goalsync.sdk.secrets import PREFIXES, SecretReference
from goalsync_sheets.config.series import Name, as_list, one_or_list
from goalsync_sheets.values.locales import locale_of

DEFAULT_LIMIT: Final = 100_000_000
WILDCARDS: Final = "*?["
_SIZE: Final = re.compile(r"(\d{1,9}(?:\.\d+)?) ?([KMG]i?B|B)?", re.IGNORECASE)
_UNITS: Final = {"B": 1, "KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def _locale(tag: str) -> str:
    locale_of(tag)
    return tag


def _encoding(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except LookupError:
        message = f"'{name}' is not a known encoding; expected one such as utf-8, cp1252 or iso8859-15"
        raise ValueError(message) from None


def _delimiter(text: str) -> str:
    text = {"tab": "\t", "\\t": "\t"}.get(text, text)
    if len(text) != 1 or text.isalnum() or text in '"\r\n':
        raise ValueError("expected one character such as ; or , or tab")
    return text


def _size(value: object) -> object:
    if not isinstance(value, str):
        return value
    if found := _SIZE.fullmatch(value.strip()):
        return int(float(found[1]) * _UNITS[(found[2] or "B").upper()])
    message = f"expected a size such as 50 MB, got '{value}'"
    raise ValueError(message)


def is_address(text: str) -> bool:
    """Whether a text is an http(s) address."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False


def is_reference(url: str) -> bool:
    """Whether a `url` names where the address is kept (`env:NAME`, `file:PATH`), because it holds a secret."""
    return url.startswith(PREFIXES) and not url.startswith("file://")


def _address(text: str) -> str:
    if not is_address(text):
        raise ValueError("expected an address that starts with https:// or http://")
    return text


def _url(text: str) -> str:
    # what is wrong is not repeated: an address may hold a secret
    if not is_address(text) and not (is_reference(text) and text.partition(":")[2]):
        raise ValueError("expected an address that starts with https:// or http://, or env:NAME that holds one")
    return text


def has_wildcard(path: str) -> bool:
    """Whether a path may stand for any number of files; only the directory tells whether one is called so."""
    return any(mark in path for mark in WILDCARDS)


_PATH: Final[dict[str, Any]] = {"type": "string", "minLength": 1}
_ADDRESS: Final[dict[str, Any]] = {"type": "string", "pattern": "^https?://"}
_URL: Final[dict[str, Any]] = {"type": "string", "pattern": "^(https?://|env:.|file:.)"}
_BYTES: Final = {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "string", "pattern": "^[0-9]"}]}

Paths = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(as_list),
    Field(min_length=1),
    one_or_list(_PATH, minItems=1),
]
Address = Annotated[str, AfterValidator(_address), WithJsonSchema(_ADDRESS)]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema(_URL)]
Urls = Annotated[tuple[Url, ...], BeforeValidator(as_list), Field(min_length=1), one_or_list(_URL, minItems=1)]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0), WithJsonSchema(_BYTES)]


class SheetsSource(SourceConfig):
    """Spreadsheets: files, addresses on the web, or a Google spreadsheet."""

    path: Paths | None = Field(
        None, description="csv, tsv, xlsx, xlsm, xls, xlsb or ods, relative to the workspace; a list or a glob."
    )
    url: Urls | None = Field(
        None, description="http(s) address of a file, or a list; env:NAME where it holds a secret."
    )
    google: Name | None = Field(None, description="Id of a Google spreadsheet; needs `credentials`.")
    credentials: SecretReference | None = Field(None, description="A service account: file:service-account.json.")
    base_url: Address | None = Field(None, description="Of the Google Sheets API.")
    locale: Annotated[str, AfterValidator(_locale)] | None = Field(
        None, description="Decimal comma and order of day and month where a text cell is ambiguous: de, en, en-GB."
    )
    encoding: Annotated[str, AfterValidator(_encoding)] | None = Field(None, description="Of text files: cp1252.")
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = Field(None, description="Of text files: ;")
    limit: Size = Field(DEFAULT_LIMIT, description="Largest file that is fetched: 50 MB.")

    @property
    def places(self) -> tuple[str, ...]:
        """Paths, addresses or ids as they are written; globs are not expanded."""
        return self.path or self.url or ((self.google,) if self.google else ())

    @property
    def globs(self) -> bool:
        """Whether only the directory can tell which files there are."""
        return any(has_wildcard(path) for path in self.path or ())

    @model_validator(mode="after")
    def _one_place(self) -> SheetsSource:
        given = [key for key in ("path", "url", "google") if getattr(self, key)]
        if not given:
            raise ValueError("needs one of `path`, `url` or `google`: where the spreadsheet is")
        if len(given) > 1:
            raise ValueError(f"{' and '.join(given)} exclude each other; keep one of them, or make two sources")
        if len(set(self.places)) < len(self.places):
            raise ValueError(f"`{given[0]}` names the same file twice")
        if self.google and not self.credentials:
            raise ValueError("`google` needs `credentials`, such as file:service-account.json")
        for key in ("credentials", "base_url"):
            if getattr(self, key) and not self.google:
                raise ValueError(f"`{key}` goes with `google` only")
        for key in ("encoding", "delimiter"):
            if getattr(self, key) and self.google:
                raise ValueError(f"`{key}` is for text files; a Google spreadsheet has none")
        return self
