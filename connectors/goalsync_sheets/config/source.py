"""What people write under `sources.NAME`: where the spreadsheet is and how it is read."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from posixpath import normpath
from typing import Annotated, Any, Final
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from goalsync.sdk.connector import Advice, SourceConfig
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
_BYTES: Final = {
    "anyOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "pattern": "^ *(?=[0-9.]*[1-9])[0-9]{1,9}([.][0-9]+)? ?([KMGkmg]i?[Bb]|[Bb])? *$"},
    ]
}


def may_match(pattern: str, file: str) -> bool:
    """Whether a path or glob of a source can mean `file`; where one is absolute and one is not, only the disk tells."""
    if file.startswith("/") != pattern.startswith("/"):
        return True
    here, there = normpath(file), normpath(pattern)
    return here == there or _matches(there.split("/"), here.split("/"))


def _matches(patterns: list[str], steps: list[str]) -> bool:
    if not patterns or not steps:
        return patterns in ([], ["**"]) and not steps
    if patterns[0] == "**":
        return _matches(patterns[1:], steps) or _matches(patterns, steps[1:]) or (patterns == ["**"])
    return fnmatchcase(steps[0], patterns[0]) and _matches(patterns[1:], steps[1:])


Paths = Annotated[
    tuple[Annotated[str, Field(min_length=1)], ...],
    BeforeValidator(as_list),
    Field(min_length=1),
    one_or_list(_PATH, minItems=1, uniqueItems=True),
]
Address = Annotated[str, AfterValidator(_address), WithJsonSchema(_ADDRESS)]
Url = Annotated[str, AfterValidator(_url), WithJsonSchema(_URL)]
Urls = Annotated[
    tuple[Url, ...], BeforeValidator(as_list), Field(min_length=1), one_or_list(_URL, minItems=1, uniqueItems=True)
]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0), WithJsonSchema(_BYTES)]


_LOCALE: Final[dict[str, Any]] = {"pattern": "^ *[A-Za-z]{2,3}([-_][A-Za-z]{4})?([-_][A-Za-z]{2})? *$"}
_DELIMITER: Final[dict[str, Any]] = {"pattern": r'^([^A-Za-z0-9"\r\n]|tab|\\t)$'}
_TOGETHER: Final[dict[str, Any]] = {
    "oneOf": [{"required": ["path"]}, {"required": ["url"]}, {"required": ["google"]}],
    "dependentRequired": {"google": ["credentials"], "credentials": ["google"], "base_url": ["google"]},
    "dependentSchemas": {"google": {"not": {"anyOf": [{"required": ["encoding"]}, {"required": ["delimiter"]}]}}},
}
"""What a JSON Schema can say of keys together, as `_one_place` does."""


class SheetsSource(SourceConfig):
    """Spreadsheets: files, addresses on the web, or a Google spreadsheet."""

    model_config = ConfigDict(json_schema_extra=_TOGETHER)

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
        None,
        description="Decimal comma and order of day and month where a text cell is ambiguous: de, en, en-GB.",
        json_schema_extra=_LOCALE,
    )
    encoding: Annotated[str, AfterValidator(_encoding)] | None = Field(
        None, description="Of text files: cp1252.", json_schema_extra={"minLength": 1}
    )
    delimiter: Annotated[str, AfterValidator(_delimiter)] | None = Field(
        None, description="Of text files: ; or tab.", json_schema_extra=_DELIMITER
    )
    limit: Size = Field(DEFAULT_LIMIT, description="Largest file that is fetched: 50 MB.")

    @property
    def places(self) -> tuple[str, ...]:
        """Paths, addresses or ids as they are written; globs are not expanded."""
        return self.path or self.url or ((self.google,) if self.google else ())

    @property
    def globs(self) -> bool:
        """Whether only the directory can tell which files there are."""
        return any(has_wildcard(path) for path in self.path or ())

    def advice(self, directory: Path) -> Iterable[Advice]:
        """Files that are not there, or cannot be read; what `**` matches only a pull looks for."""
        for index, name in enumerate(self.path or ()):
            if not (directory / name).is_file() and "**" not in name:
                from goalsync_sheets.places.local import look_for  # noqa: PLC0415 - only where something is unusual

                if (missing := look_for(directory, name)) is not None:
                    path = ("path", index) if len(self.path or ()) > 1 else ("path",)
                    yield path, missing.message, missing.remedy or "check `path`"

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
